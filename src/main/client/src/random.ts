/** A generator of random numbers, equal for equal seeds (mulberry32). */
export class Random {
  /** The state of the generator; it may be stored and restored. */
  state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Returns a number from 0 up to, but not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = multiply(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + multiply(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}

/** Returns the low 32 bits of a product; old phones have no Math.imul. */
function multiply(a: number, b: number): number {
  const low = b & 0xffff;
  return (a * (b >>> 16) & 0xffff) * 65536 + (a >>> 16 & 0xffff) * low % 65536 * 65536 + (a & 0xffff) * low | 0;
}
