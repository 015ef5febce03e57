/**
 * A client of Roomcast: one room, kept through every loss of the connection.
 *
 *   const room = join('wss://rooms.example.com/ws/table-7', { info: { nick: 'Li' } });
 *   room.on('move', (data, from) => …);
 *   room.send('move', { x: 1 });
 */
import { Line, Platform, platformOf, WxLike } from './platform';
import { Outbox } from './outbox';

export { Line, LineEvents, Platform, WxLike, miniProgram, web } from './platform';

export interface Member {
  user: string;
  client: string;
  state: 'online' | 'away';
  info: any;
}

/** Who said something, and where it stands in the order of the room; without an offset it has no place there. */
export interface From {
  user: string;
  client: string;
  offset?: number;
  time: number;
}

export type State = 'connecting' | 'online' | 'reconnecting' | 'closed';
export type Token = string | { token: string; expires?: number };

export interface Options {
  /** A token, or what gets a fresh one; it is asked before every connection. `expires` in milliseconds since 1970. */
  token?: Token | (() => Token | Promise<Token>);
  /** Who one is, where nobody logs in. */
  user?: string;
  /** What the others see of one. */
  info?: any;
  /** `wx` and its like, a WebSocket class, or a Platform; found by itself if absent. */
  platform?: Platform | WxLike | (new (url: string) => any);
  /** Headers of the handshake, where the platform can send some. */
  header?: { [name: string]: string };
}

export interface SendOptions {
  /** Users or clients; absent: everybody. */
  to?: string[];
  /** Better lost than late: not kept, not queued, dropped for those who lag. */
  volatile?: boolean;
  /** `send` returns a promise of what the server said. */
  ack?: boolean;
}

/** What went wrong: a code of the protocol's, or `queue_full`, `timeout`, `unknown` (it may have been said or not), `closed`. */
export interface Failure {
  code: string;
  message: string;
  retry: boolean;
}

const CONNECT_TIME = 10000;
const PATIENCE = 10000; // for an answer to a ping
const PROBE = 3000; //     the same, when there is reason for doubt
const STABLE = 5000; //    a line that held so long makes the next wait short again
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
const LONGEST_SILENCE = 20000;
const REFRESH_AHEAD = 60000;
const GOODBYE = 1000;

const ABNORMAL = 1006;
const EXPIRED = 4005;
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
  private listeners: { [event: string]: ((...values: any[]) => void)[] } = Object.create(null);
  private timers: { [name: string]: any } = {};
  private line: Line | null = null;
  private attempt = 0;
  private lastId = 0;
  private session = '';
  private epoch = '';
  private offset = -1;
  private ahead = 0; // the server's clock before ours
  private silence = LONGEST_SILENCE;
  private pinged = 0;
  private after = 0;
  private end: { code: number; reason: string } | null = null;
  private outbox: Outbox;
  private unwatch: () => void;

  constructor(private url: string, private options: Options) {
    this.platform = platformOf(options.platform);
    this.outbox = new Outbox((text) => this.write(text));
    this.unwatch = this.platform.watch((returned) => this.look(returned));
    this.platform.setTimeout(() => this.end || this.line || this.connect(), 0); // there is time to listen first
  }

  /**
   * Listens to a method of the application, `f(data, from)`, or to the room itself: `$message` (method, data, from) for
   * all methods, `$state` (state, and for `reconnecting` and `closed` {code, reason, wait}, for `online` {resumed,
   * recovered, publications: how many were missed and came, offset: where the room stands}), `$presence` ({joins, leaves, updates, count}), `$reset` when
   * something was missed that cannot be had any more, `$binary` (ArrayBuffer), `$error` (failure). Returns what ends it.
   */
  on(event: string, f: (...values: any[]) => void): () => void {
    const list = this.listeners;
    list[event] = (list[event] || []).concat(f);
    return () => {
      list[event] = list[event].filter((each) => each !== f);
    };
  }

  /** Says something. While there is no line it waits for one, unless it is volatile. */
  send(method: string, data: any, options: SendOptions & { ack: true }): Promise<{ offset?: number }>;
  send(method: string, data?: any, options?: SendOptions): void;
  send(method: string, data?: any, options: SendOptions = {}): any {
    const frame: any = { method, data };
    if (options.to) frame.to = options.to;
    if (options.volatile) frame.volatile = true;
    if (options.volatile && !options.ack) {
      if (this.state === 'online') this.write(JSON.stringify(frame));
      return undefined;
    }
    const said = this.ask(frame, !options.volatile);
    if (options.ack) return said;
    said.then(undefined, (failure) => this.tell('$error', failure));
    return undefined;
  }

  /** Asks the server: `$history`, `$members`, `$info`. */
  request(method: string, data?: any, options: { timeout?: number } = {}): Promise<any> {
    return this.ask({ method, data }, false, options.timeout || PATIENCE);
  }

  /** Sends bytes to all; false where there is no line. */
  sendBinary(bytes: ArrayBuffer): boolean {
    if (this.state === 'online' && this.line) this.line.send(bytes);
    return this.state === 'online';
  }

  /** What the server's clock shows now, milliseconds since 1970. */
  serverTime(): number {
    return Date.now() + this.ahead;
  }

  /** Leaves for good. */
  leave(): void {
    const line = this.line;
    if (this.state === 'online' && line) {
      line.send('{"method":"$leave"}');
      this.line = null; // the server closes it; a phone might lose the frame if we did
      this.platform.setTimeout(() => line.close(), GOODBYE);
    }
    this.close(1000, 'left');
  }

  private ask(frame: any, isSaid: boolean, timeout?: number): Promise<any> {
    return new Promise((resolve, reject) => {
      if (this.end) return reject(failure('closed', 'the room was left'));
      frame.id = ++this.lastId;
      let timer: any;
      const done = (wrong: Failure | null, answer?: any) => {
        this.platform.clearTimeout(timer);
        if (wrong) reject(wrong);
        else resolve(answer);
      };
      if (!this.outbox.add(frame.id, JSON.stringify(frame), isSaid, done)) return;
      if (timeout) timer = this.platform.setTimeout(() => this.outbox.settle(frame.id, failure('timeout', 'no answer')), timeout);
    });
  }

  private connect(): void {
    this.drop();
    this.become(this.me ? 'reconnecting' : 'connecting');
    const attempt = (this.line = { send: nothing, close: nothing });
    const mine = () => this.line === attempt;
    this.after = 0;
    this.later('deadline', CONNECT_TIME, () => this.lost(ABNORMAL, 'no answer'));
    this.token(
      (token) => mine() && this.open(token),
      (error) => mine() && this.lost(ABNORMAL, 'no token: ' + ((error && error.message) || error)),
    );
  }

  private token(then: (token?: string) => void, failed: (error: any) => void): void {
    const given = this.options.token;
    const use = (token?: Token) => {
      const whole: any = typeof token === 'string' ? { token } : token || {};
      if (whole.expires) {
        const left = whole.expires - this.serverTime();
        this.later('refresh', Math.max(left - REFRESH_AHEAD, left / 2), () => this.refresh());
      }
      then(whole.token);
    };
    if (typeof given === 'function') new Promise<Token>((resolve) => resolve(given())).then(use, failed);
    else use(given);
  }

  /** Without a fresh token the server closes with 4005 when the old one ends, and one is got then. */
  private refresh(): void {
    const failed = (wrong: any) => this.tell('$error', wrong);
    this.token((token) => token && this.request('$refresh', { token }).then(undefined, failed), nothing);
  }

  private open(token?: string): void {
    const mine = (f: (...values: any[]) => void) => (...values: any[]) => {
      if (this.line === line) f.apply(this, values);
    };
    const url = this.url + (this.url.indexOf('?') < 0 ? '?' : '&') + 'v=1'
      + (this.options.user ? '&user=' + encodeURIComponent(this.options.user) : '');
    let line: Line | null = null;
    line = this.line = this.platform.open(url, this.options.header, {
      opened: mine(() => this.greet(token)),
      received: mine((data) => this.received(data)),
      closed: (code, reason) => {
        if (line === null) this.platform.setTimeout(() => this.line === line && this.lost(code, reason), 0);
        else if (this.line === line) this.lost(code, reason);
      },
    });
  }

  private greet(token?: string): void {
    const data: any = {};
    if (token) data.token = token;
    if (this.options.info !== undefined) data.info = this.options.info;
    if (this.session) data.session = this.session;
    if (this.epoch) {
      data.epoch = this.epoch;
      data.offset = this.offset;
    }
    this.write(JSON.stringify({ method: '$connect', id: ++this.lastId, data }));
  }

  private received(data: string | ArrayBuffer): void {
    this.awaitSilence();
    if (typeof data !== 'string') return this.tell('$binary', data);
    const frame = JSON.parse(data);
    const inner = frame.data;
    switch (frame.method) {
      case '$connect': return this.welcome(inner);
      case '$presence': return this.presence(inner);
      case '$pong': return this.pong(inner);
      case '$close': return this.farewell(inner);
      case '$error': return this.outbox.settle(frame.id, inner) ? undefined : this.tell('$error', inner);
      case '$text': return this.publication(frame);
    }
    if (frame.method.charAt(0) === '$') this.outbox.settle(frame.id, null, inner);
    else this.publication(frame);
  }

  private welcome(data: any): void {
    const had = this.epoch;
    this.me = { user: data.user, client: data.client };
    this.session = data.session;
    this.members = data.members;
    this.count = data.count || data.members.length;
    this.silence = Math.min(LONGEST_SILENCE, data.ping);
    this.ahead = data.time - Date.now();
    if (had && !data.recovered) this.offset = -1;
    this.epoch = data.epoch;
    this.later('stable', STABLE, () => (this.attempt = 0));
    const line = this.line;
    data.publications.forEach((each: any) => this.line === line && this.publication(each));
    if (this.line !== line) return;
    const missed = this.offset < 0;
    if (missed) this.offset = data.offset;
    this.become('online', { resumed: data.resumed, recovered: data.recovered, publications: data.publications.length, offset: data.offset });
    if (missed && had) this.tell('$reset');
    this.awaitSilence();
    this.ping();
    this.outbox.resume(data.resumed);
  }

  private publication(frame: any): void {
    if (frame.offset) {
      if (frame.offset <= this.offset) return;
      if (frame.offset !== this.offset + 1) {
        this.gaps++;
        return this.retry(0);
      }
      this.offset = frame.offset;
    }
    const from = { user: frame.user, client: frame.client, offset: frame.offset, time: frame.time };
    this.tell(frame.method, frame.data, from);
    this.tell('$message', frame.method, frame.data, from);
  }

  private presence(change: any): void {
    if (change.count !== undefined) {
      this.count = change.count;
    } else {
      const gone = (client: string) => (each: Member) => each.client !== client;
      change.leaves.forEach((left: Member) => (this.members = this.members.filter(gone(left.client))));
      change.joins.forEach((member: Member) => (this.members = this.members.filter(gone(member.client)).concat(member)));
      change.updates.forEach((update: any) => this.members.forEach((member: any) => {
        if (member.client === update.client) for (const key in update) member[key] = update[key];
      }));
      this.count = this.members.length;
    }
    this.tell('$presence', change);
  }

  private farewell(data: any): void {
    this.after = data.after || 0;
    if (!data.reconnect) this.close(data.code, data.reason);
    else this.lost(data.code, data.reason);
  }

  private ping(): void {
    this.pinged = Date.now();
    this.write('{"method":"$ping"}');
  }

  private pong(data: any): void {
    const rtt = Date.now() - this.pinged;
    this.rtt = rtt;
    this.ahead = data.time + rtt / 2 - Date.now();
  }

  /** Something came: the line is alive. When nothing has come for a while it is asked, and given up without an answer. */
  private awaitSilence(): void {
    if (this.state !== 'online') return;
    this.later('deadline', this.silence, () => this.probe(PATIENCE));
  }

  private probe(patience: number): void {
    this.ping();
    this.later('deadline', patience, () => {
      this.after = 0;
      this.retry(0);
    });
  }

  /** There is a reason to look whether the line is still good. */
  private look(returned: boolean): void {
    if (this.end) return;
    if (this.state === 'online') this.probe(PROBE);
    else if (returned && this.timers.retry !== undefined && !this.after) this.connect();
  }

  private lost(code: number, reason: string): void {
    const given = this.options.token;
    const final = (code >= 4500 && code < 5000) || UNACCEPTABLE.indexOf(code) >= 0
      || (code === EXPIRED && typeof given !== 'function');
    if (final) return this.close(code, reason);
    if (code === ABNORMAL && this.state !== 'online') this.tell('$error', failure('connect', reason || 'no connection', true));
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * Math.pow(1.7, this.attempt));
    this.retry(this.after || (code === EXPIRED && !this.attempt ? 0 : Math.random() * longest), code, reason);
  }

  private retry(wait: number, code = ABNORMAL, reason = ''): void {
    this.drop();
    this.attempt++;
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
    for (const name in this.timers) this.platform.clearTimeout(this.timers[name]);
    this.timers = {};
    this.outbox.pause();
    const line = this.line;
    this.line = null;
    if (line) line.close();
  }

  private write(text: string): void {
    if (this.line) this.line.send(text);
  }

  private later(name: string, wait: number, f: () => void): void {
    this.platform.clearTimeout(this.timers[name]);
    this.timers[name] = this.platform.setTimeout(() => {
      delete this.timers[name];
      f();
    }, wait);
  }

  private become(state: State, details: any = {}): void {
    this.state = state;
    this.tell('$state', state, details);
  }

  /** One listener that fails harms no other, and no message is lost with it. */
  private tell(event: string, ...values: any[]): void {
    (this.listeners[event] || []).forEach((f) => {
      try {
        f.apply(undefined, values);
      } catch (error) {
        this.platform.setTimeout(() => { throw error; }, 0);
      }
    });
  }
}

function failure(code: string, message: string, retry = false): Failure {
  return { code, message, retry };
}

const nothing = () => {};

/** Enters a room, `wss://HOST/ws/ROOM`, and stays in it until `leave()` or until the server says that it is over. */
export function join(url: string, options: Options = {}): Room {
  return new Room(url, options);
}
