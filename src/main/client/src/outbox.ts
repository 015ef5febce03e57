/**
 * What was said and is not answered yet. It is said again after a loss of the line, under the same id: a server that
 * knows the member still delivers it once. What may have been said to a server that does not know the member any more
 * is given up, for nobody can tell whether it arrived.
 */
interface Entry {
  id: number;
  text: string;
  isSaid: boolean; // and not asked: asking twice does no harm
  written: boolean;
  done: (wrong: any, answer?: any) => void;
}

const MOST_WAITING = 100;
const MOST_CHARACTERS = 65536;
/** A server remembers the last 256 ids of a member. */
const MOST_UNANSWERED = 200;

export class Outbox {
  private entries: Entry[] = [];
  private open = false;

  constructor(private write: (text: string) => void) {}

  /** False where there is no room for it; then it is done with an error already. */
  add(id: number, text: string, isSaid: boolean, done: Entry['done']): boolean {
    let waiting = 0;
    let characters = text.length;
    this.entries.forEach((each) => {
      if (!each.written) {
        waiting++;
        characters += each.text.length;
      }
    });
    if (waiting >= MOST_WAITING || (waiting && characters > MOST_CHARACTERS)) {
      done({ code: 'queue_full', message: 'too much waits to be sent', retry: true });
      return false;
    }
    this.entries.push({ id, text, isSaid, written: false, done });
    this.flush();
    return true;
  }

  /** The answer to one is there. False where nobody waits for it. */
  settle(id: number, wrong: any, answer?: any): boolean {
    const found = this.entries.filter((each) => each.id === id)[0];
    if (!found) return false;
    this.entries = this.entries.filter((each) => each !== found);
    found.done(wrong, answer);
    this.flush();
    return true;
  }

  /** The line is gone. */
  pause(): void {
    this.open = false;
  }

  /** There is a line again; `resumed`: to a server that knows what was said before. */
  resume(resumed: boolean): void {
    const lost = this.entries.filter((each) => each.isSaid && each.written && !resumed);
    this.entries = this.entries.filter((each) => lost.indexOf(each) < 0);
    this.entries.forEach((each) => (each.written = false));
    this.open = true;
    lost.forEach((each) => each.done({ code: 'unknown', message: 'the server does not know whether it was said', retry: false }));
    this.flush();
  }

  end(wrong: any): void {
    const all = this.entries;
    this.entries = [];
    all.forEach((each) => each.done(wrong));
  }

  private flush(): void {
    if (!this.open) return;
    let unanswered = 0;
    this.entries.forEach((each) => {
      if (!each.written && unanswered < MOST_UNANSWERED) {
        each.written = true;
        this.write(each.text);
      }
      unanswered++;
    });
  }
}
