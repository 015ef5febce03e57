import { Connection } from './connection';
import { failure } from './failure';
import { RequestQueue } from './request-queue';
import { Timers } from './timers';
import { Failure } from './types';

const PUBLISH_TIME = 5000; // a later answer causes a check of the connection

type Done = (wrong: Failure | null, answer?: any) => void;

/** The requests of a room: their ids, timeouts and answers. */
export class PendingRequests {
  private queue: RequestQueue;
  private isWatching = false;
  private conflicts: { id: number; wrong: Failure }[] = []; // conflicts whose cause has not arrived yet

  constructor(private connection: () => Connection, private timers: Timers, private encode: (frame: any) => string, private lastId: number) {
    this.queue = new RequestQueue((text) => this.connection().write(text));
  }

  newId(): number {
    return ++this.lastId;
  }

  ask(frame: any, isPublish: boolean, timeout?: number): Promise<any> {
    return new Promise((resolve, reject) => this.enqueue(frame, isPublish, timeout, (wrong, answer) => (wrong ? reject(wrong) : resolve(answer))));
  }

  /** Calls `done` when the answer arrives, before the next frame is processed. */
  enqueue(frame: any, isPublish: boolean, timeout: number | undefined, done: Done): void {
    const connection = this.connection();
    const id: number = (frame.id = frame.id || this.newId());
    const finish: Done = (wrong, answer) => {
      this.timers.stop('answer ' + id);
      done(wrong, answer);
    };
    try {
      if (connection.end) throw failure('closed', 'the room was left');
      if (frame.volatile && connection.state !== 'online') throw failure('connect', 'no connection', true);
      const text = this.encode(frame);
      if (frame.volatile && connection.isCongested()) throw failure('congested', 'the connection is slow', true);
      if (!this.queue.add(id, text, isPublish, finish)) return;
    } catch (wrong) {
      return done(wrong as Failure);
    }
    if (timeout) this.timers.start('answer ' + id, timeout, () => this.queue.settle(id, failure('timeout', 'no answer')));
    this.watch();
  }

  /** Checks the connection repeatedly while a request is unanswered. */
  private watch(): void {
    const id = this.queue.oldest();
    if (!id || this.isWatching) return;
    this.isWatching = true;
    this.connection().later('answers', PUBLISH_TIME, () => {
      this.isWatching = false;
      if (this.queue.has(id)) this.connection().probe();
      this.watch();
    });
  }

  /** Handles an answer. Returns false if no request waits for it. */
  answer(id: number, answer: any): boolean {
    return this.queue.settle(id, null, answer);
  }

  /**
   * Handles an error; a conflict waits until the change that caused it is applied. Returns false if no request waits
   * for it.
   */
  fail(id: number, wrong: Failure, offset: number): boolean {
    if (wrong.code !== 'conflict' || !(wrong.offset! > offset) || !this.queue.has(id)) return this.queue.settle(id, wrong);
    this.conflicts.push({ id, wrong });
    return true;
  }

  /** Handles conflicts after the changes up to this offset are applied. */
  onOffset(offset: number): void {
    if (!this.conflicts.length) return;
    const due = this.conflicts.filter(({ wrong }) => wrong.offset! <= offset);
    this.conflicts = this.conflicts.filter((each) => due.indexOf(each) < 0);
    due.forEach(({ id, wrong }) => this.queue.settle(id, wrong));
  }

  /** Returns the number of written and unanswered characters. */
  unanswered(): number {
    return this.queue.unanswered();
  }

  /** Handles a lost connection: the next connection repeats the requests. */
  pause(): void {
    this.queue.pause();
    this.conflicts = [];
    this.isWatching = false;
  }

  resume(resumed: boolean): void {
    this.queue.resume(resumed);
    this.watch();
  }

  end(wrong: Failure): void {
    this.queue.end(wrong);
  }
}
