import { Backoff } from './backoff';
import { Listeners } from './listeners';
import { changed } from './members';
import { Failure, failure, Member, Options, Presence, SendOptions, State } from './options';
import { Outbox } from './outbox';
import { Line, Platform, platformOf } from './platform';
import { frameOf, textOf } from './text';
import { Timers } from './timers';
import { Tokens } from './tokens';

const CONNECT_TIME = 10000;
const PATIENCE = 10000; //  for an answer to a question
const PROBE = 3000; //      for one to a ping, when there is reason for doubt
const HALF_PROBE = 5000; // when a ping has had no answer so long it is asked once more, and waited as long
const STABLE = 5000; //     a line that held so long makes the next wait short again
const LONGEST_SILENCE = 20000;
const GOODBYE = 1000;
const MESSAGE_BYTES = 65536;

const ABNORMAL = 1006;
const EXPIRED = 4005;
const REFUSED = 4501;
const UNACCEPTABLE = [1002, 1007, 1009];

export class Room {
  state: State = 'connecting';
  /** Oneself; null before the first connection. */
  me: { user: string; client: string } | null = null;
  members: Member[] = [];
  /** How many there are; more than `members` holds in a room that tells their number alone. */
  count = 0;
  /** Milliseconds to the server and back, as of late. */
  rtt = 0;
  /** How often something was missing that the server had not said would be. */
  gaps = 0;

  private platform: Platform;
  private timers: Timers;
  private tokens: Tokens;
  private outbox: Outbox;
  private unwatch: () => void;
  private listeners: Listeners;
  private backoff = new Backoff();
  private line: Line | null = null;
  private info: any;
  private lastId = 0;
  private greeting = 0; // the id of the $connect on this line
  private session = '';
  private epoch = '';
  private offset = -1;
  private ahead = 0; //    the server's clock before ours
  private silence = LONGEST_SILENCE;
  private pinged = 0;
  private after = 0;
  private asksMembers = false;
  private end: { code: number; reason: string } | null = null;

  constructor(private url: string, private options: Options) {
    this.platform = platformOf(options.platform);
    this.timers = new Timers(this.platform);
    this.listeners = new Listeners(this.platform);
    this.tokens = new Tokens(options.token);
    this.info = options.info;
    this.outbox = new Outbox((text) => this.write(text));
    this.unwatch = this.platform.watch((returned) => this.look(returned));
    this.later('retry', 0, () => this.connect()); // there is time to listen first
  }

  /**
   * Listens to a method of the application, `f(data, from)`, or to the room itself: `$message` (method, data, from) for
   * all methods, `$state` (state, and for `reconnecting` and `closed` {code, reason, wait}, for `online` {resumed,
   * recovered, publications: how many were missed and came, offset: where the room stands}), `$presence` ({joins, leaves,
   * updates, count}), `$reset` when something was missed that cannot be had any more, `$binary` (ArrayBuffer), `$error`
   * (failure). Returns what ends it.
   */
  on(event: string, f: (...values: any[]) => void): () => void {
    return this.listeners.add(event, f);
  }

  /** Says something. While there is no line it waits for one, unless it is volatile. */
  send(method: string, data: any, options: SendOptions & { ack: true }): Promise<{ offset?: number }>;
  send(method: string, data?: any, options?: SendOptions): void;
  send(method: string, data?: any, options: SendOptions = {}): any {
    const frame: any = { method, data };
    if (options.to) frame.to = options.to;
    if (options.volatile) frame.volatile = true;
    if (options.volatile && !options.ack) return this.flash(frame);
    const said = this.ask(frame, true);
    if (options.ack) return said;
    said.then(undefined, (wrong) => this.tell('$error', wrong));
    return undefined;
  }

  /** Asks the server: `$history`, `$members`, `$info`. */
  request(method: string, data?: any, options: { timeout?: number } = {}): Promise<any> {
    const asked = this.ask({ method, data }, false, options.timeout || PATIENCE);
    if (method === '$info') asked.then(() => (this.info = data), nothing); // said again with the next $connect
    return asked;
  }

  /** Sends bytes to all; false where there is no line, or where they are too many. */
  sendBinary(bytes: ArrayBuffer): boolean {
    const line = this.state === 'online' && bytes.byteLength <= this.mostBytes() && this.line;
    if (line) line.send(bytes);
    return !!line;
  }

  /** What the server's clock shows now, milliseconds since 1970. */
  serverTime(): number {
    return Date.now() + this.ahead;
  }

  /** Leaves for good. */
  leave(): void {
    const line = this.line;
    if (line && this.greeting) {
      line.send('{"method":"$leave"}');
      this.line = null; // the server closes it; a phone might lose the frame if we did
      this.platform.setTimeout(() => line.close(), GOODBYE);
    }
    this.close(1000, 'left');
  }

  private flash(frame: any): void {
    try {
      if (this.state === 'online') this.write(textOf(frame, this.mostBytes()));
    } catch (wrong) {
      this.tell('$error', wrong);
    }
  }

  private ask(frame: any, isSaid: boolean, timeout?: number): Promise<any> {
    return new Promise((resolve, reject) => {
      if (this.end) throw failure('closed', 'the room was left');
      if (frame.volatile && this.state !== 'online') throw failure('connect', 'no connection', true);
      const id = (frame.id = ++this.lastId);
      const text = textOf(frame, this.mostBytes());
      let timer: any;
      const done = (wrong: Failure | null, answer?: any) => {
        this.platform.clearTimeout(timer);
        if (wrong) reject(wrong);
        else resolve(answer);
      };
      if (!this.outbox.add(id, text, isSaid, done)) return;
      if (timeout) timer = this.platform.setTimeout(() => this.outbox.settle(id, failure('timeout', 'no answer')), timeout);
    });
  }

  private mostBytes(): number {
    return this.options.messageBytes || MESSAGE_BYTES;
  }

  private connect(): void {
    this.drop();
    this.after = 0;
    this.become(this.me ? 'reconnecting' : 'connecting');
    if (this.end) return; // a listener left
    const attempt = (this.line = { send: nothing, close: nothing });
    this.later('deadline', CONNECT_TIME, () => this.lost(ABNORMAL, 'no answer'));
    this.tokens.get(
      (token) => this.line === attempt && this.open(token),
      (error) => this.line === attempt && this.lost(ABNORMAL, 'no token: ' + ((error && error.message) || error)),
    );
  }

  private open(token?: string): void {
    const mine = (f: (...values: any[]) => void) => (...values: any[]) => {
      if (this.line === line) f.apply(this, values);
    };
    const url = this.url + (this.url.indexOf('?') < 0 ? '?' : '&') + 'v=1'
      + (this.options.user ? '&user=' + encodeURIComponent(this.options.user) : '');
    let line: Line | null = null;
    const events = {
      opened: mine(() => this.greet(token)),
      received: mine((data) => this.received(data)),
      closed: (code: number, reason: string) => {
        if (line === null) this.platform.setTimeout(() => this.line === line && this.lost(code, reason), 0);
        else if (this.line === line) this.lost(code, reason);
      },
    };
    try {
      line = this.line = this.platform.open(url, this.options.header, events);
    } catch (error) {
      this.lost(ABNORMAL, String(error)); // a bad address, or one that a page may not have
    }
  }

  private greet(token?: string): void {
    const data: any = { token, info: this.info };
    if (this.session) data.session = this.session;
    if (this.epoch) {
      data.epoch = this.epoch;
      data.offset = this.offset;
    }
    this.greeting = ++this.lastId;
    try {
      this.write(textOf({ method: '$connect', id: this.greeting, data }, this.mostBytes()));
    } catch (wrong) {
      this.tell('$error', wrong);
      this.close(REFUSED, (wrong as Failure).message);
    }
  }

  private received(data: string | ArrayBuffer): void {
    this.awaitSilence();
    if (typeof data !== 'string') return this.tell('$binary', data);
    const frame = frameOf(data);
    if (!frame) return; // not from a server of ours
    const inner = frame.data;
    switch (frame.method) {
      case '$connect': return this.welcome(inner);
      case '$presence': return this.presence(inner);
      case '$pong': return this.pong(inner);
      case '$close': return this.farewell(inner);
      case '$error': return this.refused(frame.id, inner);
      case '$text': return this.publication(frame);
    }
    if (frame.method.charAt(0) === '$') this.outbox.settle(frame.id, null, inner);
    else this.publication(frame);
  }

  private welcome(data: any): void {
    const line = this.line;
    const had = this.epoch;
    this.me = { user: data.user, client: data.client };
    this.session = data.session;
    this.asksMembers = false;
    this.members = data.members;
    this.count = data.count || data.members.length;
    this.silence = Math.min(LONGEST_SILENCE, data.ping || LONGEST_SILENCE);
    this.ahead = data.time - Date.now();
    if (had && !data.recovered) this.offset = -1;
    this.epoch = data.epoch;
    this.later('stable', STABLE, () => this.backoff.reset());
    this.awaitRefresh();
    data.publications.forEach((each: any) => this.line === line && this.publication(each));
    if (this.line !== line) return;
    const missed = this.offset < 0;
    if (missed) this.offset = data.offset;
    this.become('online', { resumed: data.resumed, recovered: data.recovered, publications: data.publications.length, offset: data.offset });
    if (missed && had) this.tell('$reset');
    if (this.line !== line) return;
    this.awaitSilence();
    this.ping();
    this.outbox.resume(data.resumed);
  }

  private publication(frame: any): void {
    if (frame.offset) {
      if (frame.offset <= this.offset) return;
      if (frame.offset !== this.offset + 1) {
        this.gaps++;
        return this.retry(this.backoff.soon());
      }
      this.offset = frame.offset;
    }
    const from = { user: frame.user, client: frame.client, offset: frame.offset, time: frame.time };
    this.tell(frame.method, frame.data, from);
    this.tell('$message', frame.method, frame.data, from);
  }

  private presence(change: Presence): void {
    const isAll = this.count <= this.members.length;
    if (change.count !== undefined) {
      this.count = change.count;
    } else {
      this.count += (change.joins || []).length - (change.leaves || []).length;
      this.members = changed(this.members, change);
      if (isAll) this.count = this.members.length;
      else this.askMembers();
    }
    this.tell('$presence', change);
  }

  /** The room tells names again and no longer their number alone: those who came meanwhile are not known. */
  private askMembers(): void {
    if (this.asksMembers) return;
    this.asksMembers = true; // and stays, where one may not know
    const line = this.line;
    this.request('$members').then(({ members }) => {
      if (this.line !== line) return;
      this.asksMembers = false;
      this.members = members;
      this.count = members.length;
      this.tell('$presence', {});
    }, nothing);
  }

  /** An error; one of the greeting is the end of the line, and the server may still say more of it. */
  private refused(id: number, wrong: Failure): void {
    if (this.outbox.settle(id, wrong)) return;
    if (this.state !== 'online' && id && id === this.greeting) {
      this.later('deadline', GOODBYE, () => (wrong.retry ? this.lost(ABNORMAL, wrong.message) : this.close(REFUSED, wrong.message)));
    }
    this.tell('$error', wrong);
  }

  private farewell(data: any): void {
    this.after = data.after || 0;
    if (!data.reconnect) this.close(data.code, data.reason);
    else this.lost(data.code, data.reason);
  }

  /** Without a fresh token the server closes with 4005 when the old one ends, and one is got then. */
  private awaitRefresh(): void {
    const wait = this.tokens.due(this.serverTime());
    if (wait) this.later('refresh', wait, () => this.refresh());
  }

  private refresh(): void {
    const line = this.line;
    this.tokens.get((token) => {
      if (this.line !== line) return;
      this.request('$refresh', { token }).then(() => this.awaitRefresh(), (wrong) => this.tell('$error', wrong));
    }, nothing);
  }

  /** Also tells the server that one is there, and both what the other's clock shows. */
  private ping(): void {
    this.pinged = Date.now();
    this.later('beat', this.silence, () => this.ping());
    this.write('{"method":"$ping"}');
  }

  private pong(data: any): void {
    this.rtt = Math.max(0, Date.now() - this.pinged);
    this.ahead = data.time + this.rtt / 2 - Date.now();
  }

  /** Something came: the line is alive. When nothing has come for a while it is asked, and given up without an answer. */
  private awaitSilence(): void {
    if (this.state === 'online') this.later('deadline', this.silence + HALF_PROBE, () => this.probe(HALF_PROBE));
  }

  private probe(patience: number): void {
    this.later('deadline', patience, () => this.retry(this.backoff.soon()));
    this.ping();
  }

  /** There is a reason to look whether the line is still good. */
  private look(returned: boolean): void {
    if (this.state === 'online') this.probe(PROBE);
    else if (returned && this.timers.runs('retry') && !this.after) this.connect();
  }

  private lost(code: number, reason: string): void {
    const final = (code >= 4500 && code < 5000) || UNACCEPTABLE.indexOf(code) >= 0
      || (code === EXPIRED && !this.tokens.canRenew());
    if (final) return this.close(code, reason);
    if (code === ABNORMAL && this.state !== 'online') this.tell('$error', failure('connect', reason || 'no connection', true));
    this.retry(this.after || (code === EXPIRED ? this.backoff.soon() : this.backoff.wait()), code, reason);
  }

  private retry(wait: number, code = ABNORMAL, reason = ''): void {
    if (this.end) return; // a listener left
    this.drop();
    this.backoff.count();
    this.later('retry', wait, () => this.connect());
    this.become('reconnecting', { code, reason, wait });
  }

  private close(code: number, reason: string): void {
    if (this.end) return;
    this.end = { code, reason };
    this.drop();
    this.unwatch();
    this.outbox.end(failure('closed', reason));
    this.become('closed', this.end);
  }

  private drop(): void {
    this.timers.stopAll();
    this.outbox.pause();
    this.greeting = 0;
    const line = this.line;
    this.line = null;
    if (line) line.close();
  }

  private write(text: string): void {
    if (this.line) this.line.send(text);
  }

  private later(name: string, wait: number, f: () => void): void {
    this.timers.start(name, wait, f);
  }

  private become(state: State, details: any = {}): void {
    this.state = state;
    this.tell('$state', state, details);
  }

  private tell(event: string, ...values: any[]): void {
    this.listeners.tell(event, values);
  }
}

const nothing = () => {};
