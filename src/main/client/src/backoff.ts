const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;

/**
 * Computes the wait before the next attempt. It is random, so that the clients of a failed server do not all return at
 * once.
 */
export class Backoff {
  private attempts = 0;

  count(): void {
    this.attempts++;
  }

  /** Makes the next wait short again after a stable connection. */
  reset(): void {
    this.attempts = 0;
  }

  /** Returns the wait in milliseconds. */
  wait(): number {
    return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(1.7, this.attempts));
  }

  /** Returns 0, unless the previous connection was also unstable. */
  soon(): number {
    return this.attempts ? this.wait() : 0;
  }
}
