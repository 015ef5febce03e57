import { Backoff } from './backoff';
import { Clock } from './clock';
import { failure, failureOf } from './failure';
import { decode } from './frames';
import { Timers } from './timers';
import { Tokens } from './tokens';
import { Failure, Options, Platform, Socket, State, StateDetails } from './types';
import { addressOf } from './validation';

const TOKEN_TIME = 120000; // for a token, which may need a dialog
const CONNECT_TIME = 10000;
const PROBE = 3000; // for an answer to a ping on a suspect connection
const HALF_PROBE = 5000; // for an answer to each of two pings after silence
const STABLE = 5000; // a connection of this duration makes the next wait short again
const LONGEST_SILENCE = 20000;
const CLOSE_TIME = 1000;
const SLOW_LINE = 3; // bytes per millisecond: a slow uplink needs a longer timeout
const MOST_BUFFERED = 4096; // bytes; a volatile message behind more of them would be late
const VOLATILE_PING = 2000; // interval of delay measurements during volatile messages
const MOST_DELAY = 1000;
const TRIES = 3;
const HINT = 'never connected. Check the address and the room name, the server\'s roomcast.origins, the TLS certificate,'
  + ' and the domain list of the mini program';

const ABNORMAL = 1006;
const EXPIRED = 4005;
const REFUSED = 4501;
const UNACCEPTABLE = [1002, 1007, 1009];

/** The connection's view of its room. */
export interface Owner {
  /** Returns the text of the first frame; throws a Failure. */
  greeting(id: number, token?: string): string;
  onConnect(data: any): void;
  onFrame(frame: any): void;
  onBinary(data: ArrayBuffer): void;
  onError(wrong: Failure, id?: number): void;
  onState(state: State, details: StateDetails): void;
  /** Handles the loss of the socket; a new socket or the end follows. */
  onDrop(): void;
  /** Returns the number of unanswered characters. */
  unanswered(): number;
  warn(text: string): void;
}

/** Maintains one connection to the server: opens a socket, detects its failure, and opens the next one. */
export class Connection {
  state: State = 'connecting';
  end: { code: number; reason: string } | null = null;
  clock = new Clock();
  tokens: Tokens;
  /** Number of ignored malformed frames. */
  malformed = 0;

  private timers: Timers;
  private backoff = new Backoff();
  private socket: Socket | null = null;
  private unwatch: () => void;
  private greetingId = 0;
  private greetedAt = 0;
  private wasOnline = false;
  private failures = 0;
  private silence = LONGEST_SILENCE;
  private pings: number[] = []; // send times of unanswered pings
  private pingedAt = 0;
  private isProbing = false;
  private after = 0; // wait that the server requested

  constructor(private platform: Platform, private url: string, private options: Options, private owner: Owner, private nextId: () => number) {
    this.timers = new Timers(platform);
    this.tokens = new Tokens(options.token);
    this.unwatch = platform.watch((returned) => this.check(returned));
    this.later('retry', 0, () => this.connect()); // the application adds its listeners first
  }

  /** Calls `f` after a wait, unless the socket is lost first. */
  later(name: string, wait: number, f: () => void): void {
    this.timers.start(name, wait, f);
  }

  /** A value that is unique to each socket; null without a socket. */
  current(): Socket | null {
    return this.socket;
  }

  write(data: string | ArrayBuffer): void {
    if (this.socket) this.socket.send(data);
  }

  /** Writes a volatile message. Returns false if the message was dropped. */
  writeVolatile(text: string): boolean {
    if (this.state !== 'online' || this.isCongested()) return false;
    this.write(text);
    if (!this.pings.length && Date.now() - this.pingedAt >= VOLATILE_PING) this.ping();
    return true;
  }

  /** Returns whether a message would wait in a buffer. */
  isCongested(): boolean {
    const { socket, pings } = this;
    return !!socket && !!socket.buffered && socket.buffered() > MOST_BUFFERED || Date.now() - pings[0] > MOST_DELAY;
  }

  private connect(): void {
    this.drop();
    this.after = 0;
    this.setState(this.wasOnline ? 'reconnecting' : 'connecting');
    if (this.end) return; // a listener left the room
    const attempt = (this.socket = { send: nothing, close: nothing });
    const failed = (error: any) => {
      if (this.socket === attempt) this.onLost(ABNORMAL, 'no token: ' + ((error && error.message) || error), true);
    };
    this.later('deadline', TOKEN_TIME, () => failed('no answer'));
    this.tokens.get((token) => this.socket === attempt && this.open(token), failed);
  }

  private open(token?: string): void {
    const mine = (f: (...values: any[]) => void) => (...values: any[]) => {
      if (this.socket === socket) f.apply(this, values);
    };
    let socket: Socket | null = null;
    this.later('deadline', CONNECT_TIME, () => this.onLost(ABNORMAL, 'no answer'));
    try {
      socket = this.socket = this.platform.open(addressOf(this.url, this.options), this.options.header, {
        opened: mine(() => this.greet(token)),
        received: mine((data) => this.onReceived(data)),
        closed: (code: number, reason: string) => {
          if (socket === null) this.platform.setTimeout(() => this.socket === socket && this.onLost(code, reason), 0);
          else if (this.socket === socket) this.onLost(code, reason);
        },
      });
    } catch (error) {
      this.onLost(ABNORMAL, String(error)); // the platform refused the address
    }
  }

  private greet(token?: string): void {
    this.greetingId = this.nextId();
    try {
      const text = this.owner.greeting(this.greetingId, token);
      this.greetedAt = Date.now();
      this.write(text);
    } catch (wrong) {
      this.owner.onError(wrong as Failure);
      this.close(REFUSED, (wrong as Failure).message);
    }
  }

  private onReceived(data: string | ArrayBuffer): void {
    this.onAlive();
    if (typeof data !== 'string') return this.owner.onBinary(data);
    const frame = data === 'pong' ? {} : decode(data);
    if (!frame) {
      this.malformed++;
      return;
    }
    const inner = frame.data;
    if (frame.method === '$connect') this.onConnect(inner);
    else if (frame.method === '$pong') this.clock.sample(this.pings.length ? this.pings.shift()! : Infinity, inner.time);
    else if (frame.method === '$close') this.onClose(inner);
    else if (frame.method === '$error') this.onError(frame.id, inner);
    else if (frame.method) this.owner.onFrame(frame);
  }

  private onConnect(data: any): void {
    if (this.state === 'online' || !this.greetingId) return; // unrequested answer
    const socket = this.socket;
    this.clock.sample(this.greetedAt, data.time);
    this.silence = Math.min(LONGEST_SILENCE, data.ping || LONGEST_SILENCE);
    this.state = 'online';
    this.wasOnline = true;
    this.later('stable', STABLE, () => this.backoff.reset());
    this.owner.onConnect(data);
    if (this.socket !== socket) return;
    this.onAlive();
    this.ping();
  }

  /** Handles an error. An error that answers `$connect` ends the connection; the server may still send `$close`. */
  private onError(id: number, data: any): void {
    const wrong = failureOf(data);
    if (wrong.code === 'rate_limited' && !id) this.pings = []; // a refused ping has no answer
    if (this.state !== 'online' && id && id === this.greetingId) {
      this.later('deadline', CLOSE_TIME, () => (wrong.retry ? this.onLost(ABNORMAL, wrong.message) : this.close(REFUSED, wrong.message)));
    }
    this.owner.onError(wrong, id);
  }

  private onClose(data: any): void {
    this.after = Math.max(0, data.after || 0);
    if (!data.reconnect) this.close(data.code, data.reason || '');
    else this.onLost(data.code, data.reason || '', true);
  }

  /** Sends a ping, which keeps the connection alive and samples the clocks. */
  private ping(): void {
    this.pings.push((this.pingedAt = Date.now()));
    this.later('beat', this.silence, () => this.ping());
    this.write('{"method":"$ping"}');
  }

  /**
   * Handles a received frame. After silence, the client pings the server and abandons the connection without an answer.
   */
  private onAlive(): void {
    if (this.state !== 'online') return;
    this.isProbing = false;
    this.later('deadline', this.silence + HALF_PROBE, () => this.probe(HALF_PROBE));
  }

  /** Probes a suspect connection. A running probe keeps its deadline. */
  probe(patience = PROBE): void {
    if (this.isProbing || this.state !== 'online') return;
    this.isProbing = true;
    this.later('deadline', patience + this.owner.unanswered() / SLOW_LINE, () => this.retry(this.backoff.soon()));
    this.ping();
  }

  private check(returned: boolean): void {
    if (this.state === 'online') this.probe();
    else if (returned && this.timers.runs('retry') && !this.after) this.connect();
  }

  /** Reconnects after a gap; the next connection delivers the missing publications. */
  reconnect(): void {
    this.retry(this.backoff.soon());
  }

  private onLost(code: number, reason: string, isKnown = false): void {
    const final = (code >= 4500 && code < 5000) || UNACCEPTABLE.indexOf(code) >= 0
      || (code === EXPIRED && !this.tokens.canRenew());
    if (final) return this.close(code, reason);
    if (this.state !== 'online' && (code < 4000 || !code) && !(isKnown && code !== ABNORMAL)) this.reportFailure(reason || 'no connection', isKnown);
    this.retry(this.after || (code === EXPIRED ? this.backoff.soon() : this.backoff.wait()), code, reason);
  }

  private reportFailure(reason: string, isKnown: boolean): void {
    if (!isKnown) this.failures++;
    const never = !this.wasOnline && !isKnown && this.failures >= TRIES;
    this.owner.onError(failure('connect', never ? reason + '; ' + HINT : reason, true));
    if (never && this.failures === TRIES) this.owner.warn(HINT + ': ' + this.url.split('?')[0] + ' (' + reason + ')');
  }

  private retry(wait: number, code = ABNORMAL, reason = ''): void {
    if (this.end) return; // a listener left the room
    this.drop();
    this.backoff.count();
    this.later('retry', wait, () => this.connect());
    this.setState('reconnecting', { code, reason, wait });
  }

  /** Leaves the room; sends `$leave` if the server may know this client. */
  leave(): void {
    const socket = this.socket;
    if (socket && this.greetingId) {
      socket.send('{"method":"$leave"}');
      this.socket = null; // the server closes the socket; a phone might lose the frame if the client closed it
      this.platform.setTimeout(() => socket.close(), CLOSE_TIME);
    }
    this.close(1000, 'left');
  }

  private close(code: number, reason: string): void {
    if (this.end) return;
    this.end = { code, reason };
    this.drop();
    this.unwatch();
    this.setState('closed', this.end);
  }

  private drop(): void {
    this.timers.stopAll();
    this.greetingId = 0;
    this.pings = [];
    this.isProbing = false;
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.close();
    this.owner.onDrop();
  }

  private setState(state: State, details: StateDetails = {}): void {
    this.state = state;
    this.owner.onState(state, details);
  }
}

const nothing = () => {};
