import { Connection, Owner } from './connection';
import { failure } from './failure';
import { encode } from './frames';
import { Listeners } from './listeners';
import { match } from './matching';
import { PendingRequests } from './pending-requests';
import { platformOf } from './platform';
import { Feed, Replica } from './replica';
import { SessionStore } from './session-store';
import { Throttle } from './throttle';
import { Timers } from './timers';
import {
  Ack, Changes, From, Game, ListedRoom, ListQuery, Matching, MatchQuery, Member, Options, Platform, Position, RequestOptions, Requests,
  RoomEvents, SendOptions, SetOptions, State, StateDetails,
} from './types';
import { validate } from './validation';

const ANSWER_TIME = 10000;
const MESSAGE_BYTES = 65536;

type Own<M> = M extends `$${string}` ? never : M;

/**
 * One room, which reconnects after every loss of the connection. `Methods`: the messages of the application and their
 * data.
 */
export class Room<Methods = { [method: string]: any }> {
  state: State = 'connecting';
  /** The name of the room, as in its address. */
  readonly name: string;
  private platform: Platform;
  private connection: Connection;
  private requests: PendingRequests;
  private store: SessionStore;
  private listeners: Listeners;
  private timers: Timers;
  private throttle: Throttle;
  private replica: Replica;
  private info: any;

  /** Returns a room code: each character, from `0-9A-Z` without `I L O U`, has 5 random bits. */
  static code(length: number): string {
    let text = '';
    while (text.length < length) text += '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.charAt(Math.random() * 32);
    return text;
  }

  constructor(url: string, private options: Options = {}) {
    this.name = validate(url, options);
    this.platform = platformOf(options);
    this.listeners = new Listeners(this.platform);
    this.timers = new Timers(this.platform);
    this.throttle = new Throttle(this.timers);
    this.store = new SessionStore(url, options);
    this.info = options.info;
    this.replica = new Replica(this.feed(), options.echo !== false);
    this.requests = new PendingRequests(() => this.connection, this.timers, (frame) => this.encode(frame), this.store.firstId);
    this.connection = new Connection(this.platform, url, options, this.owner(), () => this.requests.newId());
  }

  /** This client; null before the first connection. */
  get me(): { user: string; client: string } | null {
    return this.replica.me;
  }

  /** The members in the order of their joins. */
  get members(): Member[] {
    return this.replica.members;
  }

  /** The number of members; in a large room it exceeds the length of `members`. */
  get count(): number {
    return this.replica.count;
  }

  /** The shared state, in a room with `game`: its keys and values. */
  get shared(): Changes {
    return this.replica.shared;
  }

  /** The client id of the host; null without one. */
  get host(): string | null {
    return this.replica.host;
  }

  get isHost(): boolean {
    return !!this.me && this.host === this.me.client;
  }

  /** The role that the server assigned for the option `game`. */
  get game(): Game | undefined {
    return this.replica.game;
  }

  /**
   * The position in the room's order up to which this client has delivered publications and applied changes to
   * `shared`.
   */
  get position(): Position {
    return { epoch: this.replica.epoch, offset: this.replica.offset };
  }

  /** The round-trip time in milliseconds. */
  get rtt(): number {
    return this.connection.clock.rtt;
  }

  /** The number of gaps that the server had not announced. */
  get gaps(): number {
    return this.replica.gaps;
  }

  /** The number of ignored malformed frames of the server. */
  get malformed(): number {
    return this.connection.malformed;
  }

  /**
   * Listens to a method of the application or to an event of the room, see `RoomEvents`. Returns a function that removes
   * the listener.
   */
  on<E extends keyof RoomEvents>(event: E, f: RoomEvents[E]): () => void;
  on<M extends keyof Methods & string>(method: Own<M>, f: (data: Methods[M], from: From) => void): () => void;
  on(event: string, f: (...values: any[]) => void): () => void {
    return this.listeners.add(event, f);
  }

  /** Listens to the next event only. */
  once<E extends keyof RoomEvents>(event: E, f: RoomEvents[E]): () => void;
  once<M extends keyof Methods & string>(method: Own<M>, f: (data: Methods[M], from: From) => void): () => void;
  once(event: string, f: (...values: any[]) => void): () => void {
    return this.listeners.add(event, f, true);
  }

  /** Removes a listener of an event, or all listeners of the application. */
  off(event: (keyof Methods & string) | keyof RoomEvents, f?: (...values: any[]) => void): void {
    this.listeners.remove(event, f);
  }

  /** Publishes a message. Without a connection it waits for one, unless it is volatile. */
  send<M extends keyof Methods & string>(method: Own<M>, data: Methods[M], options: SendOptions & { ack: true; throttle?: undefined }): Promise<Ack>;
  send<M extends keyof Methods & string>(method: Own<M>, data?: Methods[M], options?: SendOptions & { ack?: false | undefined }): void;
  send<M extends keyof Methods & string>(method: Own<M>, data: Methods[M], options?: SendOptions): Promise<Ack> | void;
  send(method: string, data?: any, options: SendOptions = {}): any {
    const { to, set, ack, throttle, timeout } = options;
    const isVolatile = options.volatile || !!throttle;
    const frame: any = { method, data };
    if (to) frame.to = to;
    if (isVolatile) frame.volatile = true;
    if (set) frame.set = set;
    if (options.if) frame.if = options.if === true ? this.position : options.if;
    if (throttle) this.throttle.run(method + ' ' + (to || ''), throttle, () => this.sendVolatile(frame));
    else if (isVolatile && !ack) this.sendVolatile(frame);
    else {
      const sent = this.requests.ask(frame, true, timeout);
      if (ack) return sent;
      sent.then(undefined, (wrong) => this.emit('$error', wrong));
    }
    return undefined;
  }

  /** Sends a request to the server: `$history`, `$members`, `$info` and the like. */
  request<R extends keyof Requests>(method: R, data?: Requests[R][0], options?: RequestOptions): Promise<Requests[R][1]>;
  request(method: string, data?: any, options?: RequestOptions): Promise<any>;
  request(method: string, data?: any, options: RequestOptions = {}): Promise<any> {
    const asked = this.requests.ask({ method, data, id: options.id }, false, options.timeout || ANSWER_TIME);
    if (method === '$info') asked.then(() => (this.info = data), nothing); // sent again with the next $connect
    return asked;
  }

  /** Sends bytes to all members, without a sender; returns false without a connection or for too many bytes. */
  sendBinary(bytes: ArrayBuffer | ArrayBufferView): boolean {
    const possible = this.connection.state === 'online' && bytes.byteLength <= this.mostBytes();
    if (possible) this.connection.write(bytes as ArrayBuffer);
    return possible;
  }

  /**
   * Changes keys of the shared state, all or none. With `if`, the server applies the change only if no key in it has
   * changed after that position; otherwise the promise fails with `conflict` once `shared` contains the other change.
   */
  set(changes: Changes, options: SetOptions = {}): Promise<Ack> {
    const { method = 'set', data, timeout } = options;
    return (this as Room<any>).send(method, data, { ack: true, set: changes, if: options.if, timeout });
  }

  /** Makes another player the host; only the host may call it. */
  makeHost(client: string): Promise<{}> {
    return this.request('$host', { client });
  }

  /** Removes a member, whose user cannot return; only the host may call it. */
  kick(client: string): Promise<{}> {
    return this.request('$kick', { client });
  }

  /** Returns the listed rooms with a prefix. */
  list(query: ListQuery): Promise<{ rooms: ListedRoom[]; next?: string }> {
    return this.request('$rooms', query);
  }

  /** Searches for a match. */
  match(query: MatchQuery): Matching {
    return match(this, (event, f) => this.hear(event, f), this.requests.newId(), query);
  }

  /** Returns the server's time in milliseconds since 1970, which never goes back. */
  serverTime(): number {
    return this.connection.clock.now();
  }

  /** Resolves when the room is online; fails when it is closed, with the code as `closeCode`, or after `timeout` milliseconds. */
  whenOnline(timeout?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const { end } = this.connection;
        if (this.state === 'online') resolve();
        else if (end) reject(failure('closed', end.reason, false, undefined, end.code));
        else this.listeners.add('$state', check, true, true);
      };
      check();
      if (timeout) this.timers.start('online ' + this.requests.newId(), timeout, () => reject(failure('timeout', 'not online in time', true)));
    });
  }

  /** Leaves the room permanently. */
  leave(): void {
    this.connection.leave();
  }

  /** Writes a frame at once. Returns false if the frame was dropped because of a missing or slow connection. */
  protected sendVolatile(frame: any): boolean {
    try {
      return this.connection.writeVolatile(this.encode(frame));
    } catch (wrong) {
      this.emit('$error', wrong);
      return false;
    }
  }

  private mostBytes(): number {
    return this.options.messageBytes || MESSAGE_BYTES;
  }

  private encode(frame: any): string {
    return encode(frame, this.mostBytes());
  }

  private owner(): Owner {
    return {
      greeting: (id, token) => this.greeting(id, token),
      onConnect: (data) => this.onConnect(data),
      onFrame: (frame) => this.onFrame(frame),
      onBinary: (data) => this.emit('$binary', data),
      onError: (wrong, id) => (id && this.requests.fail(id, wrong, this.position.offset)) || this.emit('$error', wrong, id),
      onState: (state, details) => this.onState(state, details),
      onDrop: () => this.requests.pause(),
      unanswered: () => this.requests.unanswered(),
      warn: (text) => this.listeners.warn(text),
    };
  }

  private greeting(id: number, token?: string): string {
    const { game, key, expect, history } = this.options;
    const data: any = { token, info: this.info, game, key, history };
    if (this.store.session) data.session = this.store.session;
    if (!this.me) data.expect = expect; // later the server knows the room
    const { epoch, offset } = this.position;
    if (epoch) {
      data.epoch = epoch;
      data.offset = offset;
    }
    return this.encode({ method: '$connect', id, data });
  }

  private feed(): Feed {
    return {
      emit: (event, a, b, c) => this.listeners.emit(event, [a, b, c]),
      onOnline: (details) => this.onState('online', details),
      current: () => this.connection.current(),
      reconnect: () => this.connection.reconnect(),
      later: (name, wait, f) => this.connection.later(name, wait, f),
      askMembers: (done) => this.requests.enqueue({ method: '$members' }, false, ANSWER_TIME, done),
    };
  }

  private onConnect(data: any): void {
    const at = this.connection.current();
    this.store.set(data.session);
    this.awaitRefresh();
    this.replica.onConnect(data);
    if (this.connection.current() !== at) return;
    this.requests.resume(!!data.resumed);
  }

  private onFrame(frame: any): void {
    const { method, data, id } = frame;
    if (method === '$presence') this.replica.onPresence(data);
    else if (method.charAt(0) !== '$' || method === '$text') {
      this.replica.onPublication(frame);
      this.requests.onOffset(this.position.offset);
    } else if (!(id && this.requests.answer(id, data)) && (!id || method === '$matched')) {
      this.emit(method, data, id); // a late answer is not an event, except for the result of a search
    }
  }

  private onState(state: State, details: StateDetails): void {
    this.state = state;
    if (state === 'closed') {
      this.timers.stopAll();
      this.requests.end(failure('closed', details.reason || 'the room was left'));
      if (this.me) this.store.clear();
      else this.store.release();
    }
    this.emit('$state', state, details);
  }

  /**
   * Refreshes the token. Without a new token the server closes with 4005 at the expiry, and the client fetches a token
   * then.
   */
  private awaitRefresh(): void {
    const { tokens, clock } = this.connection;
    const wait = tokens.due(clock.now());
    if (wait) this.connection.later('refresh', wait, () => this.refresh());
  }

  private refresh(): void {
    const at = this.connection.current();
    this.connection.tokens.get((token) => {
      if (this.connection.current() !== at) return;
      this.request('$refresh', { token }).then(() => this.awaitRefresh(), (wrong) => this.emit('$error', wrong));
    }, nothing);
  }

  /** Adds a listener of the client itself, which `off` does not remove. */
  protected hear(event: string, f: (...values: any[]) => void): () => void {
    return this.listeners.add(event, f, false, true);
  }

  protected emit(event: string, a?: any, b?: any): void {
    this.listeners.emit(event, [a, b]);
  }
}

const nothing = () => {};
