const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;

/** The wait before the next attempt: random, so that the clients of one failed server do not all return at once. */
export class Backoff {
  private attempts = 0;

  count(): void {
    this.attempts++;
  }

  /** A connection was stable: the next wait is short again. */
  reset(): void {
    this.attempts = 0;
  }

  /** Milliseconds. */
  wait(): number {
    return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(1.7, this.attempts));
  }

  /** No wait, unless the last connection was not stable either. */
  soon(): number {
    return this.attempts ? this.wait() : 0;
  }
}
