import { Timers } from './timers';

/** Runs at most one action of a kind in an interval: the first at once, then the newest at the end of the interval. */
export class Throttle {
  private waiting: { [kind: string]: (() => void) | null } = Object.create(null);

  constructor(private timers: Timers) {}

  run(kind: string, millis: number, action: () => void): void {
    if (this.timers.runs('throttle ' + kind)) {
      this.waiting[kind] = action;
      return;
    }
    action();
    this.timers.start('throttle ' + kind, millis, () => {
      const next = this.waiting[kind];
      delete this.waiting[kind];
      if (next) this.run(kind, millis, next);
    });
  }
}
