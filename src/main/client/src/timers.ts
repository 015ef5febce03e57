import { Platform } from './types';

const LONGEST = 2147483647; // a longer timer fires at once

/** Named timers: a new timer replaces the previous one with the same name. */
export class Timers {
  private running: { [name: string]: any } = {};

  constructor(private platform: Platform) {}

  start(name: string, wait: number, f: () => void): void {
    this.stop(name);
    this.running[name] = this.platform.setTimeout(() => {
      delete this.running[name];
      f();
    }, Math.min(LONGEST, wait));
  }

  runs(name: string): boolean {
    return this.running[name] !== undefined;
  }

  stopAll(): void {
    for (const name in this.running) this.stop(name);
  }

  stop(name: string): void {
    this.platform.clearTimeout(this.running[name]);
    delete this.running[name];
  }
}
