const SAMPLES = 8;
const TOLERANCE = 100; // milliseconds: two clocks drift apart between samples
const STEP = 60000; // a larger difference means that a clock was adjusted

/** Estimates the server's clock from the samples with the shortest round trip. */
export class Clock {
  /** Round-trip time of the latest sample, in milliseconds. */
  rtt = 0;
  private samples: { rtt: number; ahead: number }[] = [];
  private ahead = 0;
  private told = 0;
  private toldAt = 0;

  /** Adds a sample: a message was sent at `sentAt` by this clock and answered now; the server's clock showed `time`. */
  sample(sentAt: number, time: number): void {
    const now = Date.now();
    const rtt = now - sentAt;
    if (rtt < 0) return; // this clock was adjusted backwards meanwhile
    this.rtt = rtt;
    const sample = { rtt, ahead: time + rtt / 2 - now };
    // Contradicting samples mean that a clock was adjusted: older samples are dropped.
    this.samples = this.samples
      .filter((each) => Math.abs(each.ahead - sample.ahead) <= (each.rtt + rtt) / 2 + TOLERANCE)
      .concat(sample)
      .slice(-SAMPLES);
    this.ahead = this.samples.reduce((best, each) => (each.rtt <= best.rtt ? each : best)).ahead;
  }

  /**
   * Returns milliseconds since 1970. After an estimate that was too high, the result advances at half speed, never
   * backwards.
   */
  now(): number {
    const now = Date.now();
    const estimate = now + this.ahead;
    const late = this.told - estimate;
    const passed = Math.max(0, now - this.toldAt);
    this.told = late > 0 && late < STEP ? this.told + Math.min(passed, STEP) / 2 : estimate;
    this.toldAt = now;
    return this.told;
  }
}
