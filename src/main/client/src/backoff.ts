const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;

/** How long to wait before one tries again: at random, so that not all who lost the same server come back at once. */
export class Backoff {
  private attempts = 0;

  /** Another attempt is made. */
  count(): void {
    this.attempts++;
  }

  /** One held: the next wait is short again. */
  reset(): void {
    this.attempts = 0;
  }

  /** Milliseconds. */
  wait(): number {
    return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(1.7, this.attempts));
  }

  /** At once, unless the last line did not hold either. */
  soon(): number {
    return this.attempts ? this.wait() : 0;
  }
}
