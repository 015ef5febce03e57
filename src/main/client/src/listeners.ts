import { Platform } from './types';

declare const console: any;

const MOST_WARNINGS = 20;

type Listener = (...values: any[]) => void;

export class Listeners {
  private lists: { [event: string]: { f: Listener; call: Listener; isInner: boolean }[] } = Object.create(null);
  private warned: string[] = [];

  constructor(private platform: Platform) {}

  /**
   * Returns a function that removes the listener. `isInner`: the listener belongs to the client, not to the
   * application.
   */
  add(event: string, f: Listener, isOnce = false, isInner = false): () => void {
    const remove = () => {
      this.lists[event] = (this.lists[event] || []).filter((each) => each !== entry);
    };
    const entry = {
      f,
      isInner,
      call: isOnce ? function (this: any, ...values: any[]) {
        remove();
        f.apply(this, values);
      } : f,
    };
    this.lists[event] = (this.lists[event] || []).concat(entry);
    return remove;
  }

  /** Removes one listener of an event, or all listeners of the application. */
  remove(event: string, f?: Listener): void {
    this.lists[event] = (this.lists[event] || []).filter((each) => (f ? each.f !== f : each.isInner));
  }

  /**
   * Calls all listeners. A listener that throws affects no other listener and loses no message. An error event without
   * a listener is logged.
   */
  emit(event: string, values: any[]): void {
    const list = this.lists[event] || [];
    if (event === '$error' && !list.length) this.warn(values[0].message + ' (' + values[0].code + ')');
    list.forEach(({ call }) => {
      try {
        call.apply(undefined, values);
      } catch (error) {
        this.platform.setTimeout(() => { throw error; }, 0);
      }
    });
  }

  /** Logs each text once. */
  warn(text: string): void {
    const { warned } = this;
    if (typeof console === 'undefined' || !console.warn || warned.indexOf(text) >= 0 || warned.length >= MOST_WARNINGS) return;
    warned.push(text);
    console.warn('roomcast: ' + text);
  }
}
