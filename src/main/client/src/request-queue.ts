/**
 * The unanswered requests. After a lost connection the client writes them again under the same id, and a server that
 * resumes the member publishes them once. If the server does not resume the member, a written publish fails, because
 * the server may have published it.
 */
import { failure } from './failure';
import { Failure } from './types';

type Done = (wrong: Failure | null, answer?: any) => void;

interface Request {
  id: number;
  text: string;
  isPublish: boolean; // other requests may be repeated
  written: boolean;
  done: Done;
}

const MOST_WAITING = 100;
const MOST_CHARACTERS = 65536;
/** A server remembers the last 256 ids of a member. */
const MOST_UNANSWERED = 200;

export class RequestQueue {
  private requests: Request[] = [];
  private open = false;

  constructor(private write: (text: string) => void) {}

  /** Returns false if the queue is full; the request has failed then. */
  add(id: number, text: string, isPublish: boolean, done: Done): boolean {
    let waiting = 0;
    let characters = text.length;
    this.requests.forEach((each) => {
      if (!each.written) {
        waiting++;
        characters += each.text.length;
      }
    });
    if (waiting >= MOST_WAITING || (waiting && characters > MOST_CHARACTERS)) {
      done(failure('queue_full', 'too many messages wait to be sent', true));
      return false;
    }
    this.requests.push({ id, text, isPublish, written: false, done });
    this.flush();
    return true;
  }

  has(id: number): boolean {
    return this.requests.some((each) => each.id === id);
  }

  /** Returns the id of the oldest written request; 0 without one. */
  oldest(): number {
    const first = this.requests.filter((each) => each.written)[0];
    return first ? first.id : 0;
  }

  /** Returns the number of written and unanswered characters. */
  unanswered(): number {
    return this.requests.reduce((sum, each) => sum + (each.written ? each.text.length : 0), 0);
  }

  /** Ends a request. Returns false if no request has this id. */
  settle(id: number, wrong: Failure | null, answer?: any): boolean {
    const found = this.requests.filter((each) => each.id === id)[0];
    if (!found) return false;
    this.requests = this.requests.filter((each) => each !== found);
    found.done(wrong, answer);
    this.flush();
    return true;
  }

  /** Handles a lost connection. */
  pause(): void {
    this.open = false;
  }

  /** Handles a new connection; `resumed`: the server knows the earlier ids. */
  resume(resumed: boolean): void {
    const lost = this.requests.filter((each) => each.isPublish && each.written && !resumed);
    this.requests = this.requests.filter((each) => lost.indexOf(each) < 0);
    this.requests.forEach((each) => (each.written = false));
    this.open = true;
    lost.forEach((each) => each.done(failure('unknown', 'the server does not know whether this was published')));
    this.flush();
  }

  end(wrong: Failure): void {
    const all = this.requests;
    this.requests = [];
    all.forEach((each) => each.done(wrong));
  }

  private flush(): void {
    if (!this.open) return;
    let unanswered = 0;
    this.requests.forEach((each) => {
      if (!each.written && unanswered < MOST_UNANSWERED) {
        each.written = true;
        this.write(each.text);
      }
      unanswered++;
    });
  }
}
