import { Platform } from './platform';

/** Who listens to what. */
export class Listeners {
  private lists: { [event: string]: ((...values: any[]) => void)[] } = Object.create(null);

  constructor(private platform: Platform) {}

  /** Returns what ends it. */
  add(event: string, f: (...values: any[]) => void): () => void {
    const lists = this.lists;
    lists[event] = (lists[event] || []).concat(f);
    return () => {
      lists[event] = lists[event].filter((each) => each !== f);
    };
  }

  /** One listener that fails harms no other, and no message is lost with it. */
  tell(event: string, values: any[]): void {
    (this.lists[event] || []).forEach((f) => {
      try {
        f.apply(undefined, values);
      } catch (error) {
        this.platform.setTimeout(() => { throw error; }, 0);
      }
    });
  }
}
