import { Platform } from './platform';

/** Timers by name; of each name there is one at most. */
export class Timers {
  private running: { [name: string]: any } = {};

  constructor(private platform: Platform) {}

  start(name: string, wait: number, f: () => void): void {
    this.stop(name);
    this.running[name] = this.platform.setTimeout(() => {
      delete this.running[name];
      f();
    }, wait);
  }

  runs(name: string): boolean {
    return this.running[name] !== undefined;
  }

  stopAll(): void {
    for (const name in this.running) this.stop(name);
  }

  private stop(name: string): void {
    this.platform.clearTimeout(this.running[name]);
    delete this.running[name];
  }
}
