/** The types of the public interface: parameters and results of a room. */

export interface Member {
  user: string;
  client: string;
  state: 'online' | 'away';
  info: any;
  /** The role, in rooms with a game only: plays or watches. */
  game?: Game;
}

export type Game = 'play' | 'watch';

/** A position in the order of a room. */
export interface Position {
  epoch: string;
  offset: number;
}

/** The sender of a message and its position in the order of the room. */
export interface From {
  user: string;
  /** Empty for a publication of the operators' API. */
  client: string;
  /** Absent for messages without a position: those with `to` and volatile ones. */
  offset?: number;
  /** The server's time in milliseconds since 1970. */
  time: number;
  /** The keys of the shared state that this publication changed; `null`: removed. */
  set?: Changes;
  /** True for a publication from before this connection: a recovered one or one of the `history`. */
  replayed?: boolean;
}

/** Members that joined, left or changed; above the server's `presence-max`, only the number of members. */
export interface Presence {
  joins?: Member[];
  leaves?: { user: string; client: string; reason: string }[];
  updates?: { user: string; client: string; state?: Member['state']; info?: any }[];
  count?: number;
  host?: string | null;
}

export type State = 'connecting' | 'online' | 'reconnecting' | 'closed';

export interface StateDetails {
  /** With `reconnecting` and `closed`: the close code. */
  code?: number;
  reason?: string;
  /** With `reconnecting`: milliseconds until the next attempt. */
  wait?: number;
  /** With `online`: the server resumed this client. */
  resumed?: boolean;
  /** With `online`: no publication was missed. */
  recovered?: boolean;
  /** With `online`: the number of missed publications, delivered just before. */
  publications?: number;
  /** With `online`: the offset of the room. */
  offset?: number;
  /** With `online`: the number of publications of the `history` that follow. */
  history?: number;
  /** With `online` and `history`: no publication precedes the history. */
  complete?: boolean;
}

/** Keys of the shared state and their new values; `null` removes a key. */
export interface Changes {
  [key: string]: any;
}

export type Token = string | { token: string; expires?: number | undefined };

/** The storage of a session during a reload: `sessionStorage`, `wx`, or an object with the same methods. */
export type SessionStorage =
  | { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }
  | { getStorageSync(key: string): any; setStorageSync(key: string, value: any): void; removeStorageSync(key: string): void };

export interface Options {
  /**
   * A token, or a function that returns one; the client calls it before every connection. `expires` in milliseconds
   * since 1970.
   */
  token?: Token | (() => Token | Promise<Token>) | undefined;
  /** The name of an anonymous user: 1 to 64 characters that do not start with `c_`. */
  user?: string | undefined;
  /** Application data about this member, visible to the others; at most 1 KiB of JSON. */
  info?: any;
  /** `wx` or a similar object, a WebSocket class, or a Platform; detected by default. */
  platform?: Platform | WxLike | (new (url: string) => any) | undefined;
  /** Headers of the handshake, which browsers cannot send. */
  header?: { [name: string]: string } | undefined;
  /** The largest message that the server accepts, in bytes; 65536 by default. */
  messageBytes?: number | undefined;
  /** The number of earlier publications to deliver first, and again after a `$reset`. */
  history?: number | undefined;
  /** `false`: own publications are not delivered to own listeners. */
  echo?: boolean | undefined;
  /** The storage that keeps the session over a reload; in a page `sessionStorage` by default; `false`: none. */
  storage?: SessionStorage | false | undefined;
  /** React Native's `AppState`: the connection is checked when the app returns to the foreground. */
  appState?: { addEventListener(type: 'change', f: (state: any) => void): any } | undefined;
  /** The role in the room's game: player or watcher. */
  game?: Game | undefined;
  /** `new`: the server refuses with 4517 if the room has members; `old`: with 4518 if the room has none. */
  expect?: 'new' | 'old' | undefined;
  /** The secret of a room whose host has set `$key`. */
  key?: string | undefined;
}

export interface SendOptions {
  /** Receiving users or clients; absent: all members. */
  to?: string[] | undefined;
  /** Volatile: not retained, not queued, dropped when the connection or a receiver is slow. */
  volatile?: boolean | undefined;
  /** Volatile, with at most one message of this method in this number of milliseconds: the newest one is sent. */
  throttle?: number | undefined;
  /** `send` returns a promise of the server's answer, except with `throttle`. */
  ack?: boolean | undefined;
  /** Milliseconds after which the promise fails with `timeout`; no limit by default. */
  timeout?: number | undefined;
  /** Changes of the shared state that are published with the message. */
  set?: Changes | undefined;
  /**
   * Publish only if the keys in `set` have not changed after this position; `true`: after the position of this client.
   */
  if?: Position | true | undefined;
}

export interface SetOptions {
  if?: Position | true | undefined;
  /** The method of the publication; `set` by default. */
  method?: string | undefined;
  data?: any;
  timeout?: number | undefined;
}

export interface RequestOptions {
  /** Milliseconds; 10 000 by default. */
  timeout?: number | undefined;
  /** An id from `newId()`, under which a request may be repeated. */
  id?: number | undefined;
}

export interface Ack {
  /** Absent for messages without a position in the order. */
  offset?: number;
}

/** A publication as `$history` returns it. */
export interface Publication extends From {
  method: string;
  data: any;
}

/**
 * An error: a code of the protocol, or `queue_full`, `timeout`, `unknown` (the server may have published it), `connect`
 * (no connection), `congested` (a volatile message was dropped), `closed`.
 */
export interface Failure extends Error {
  code: string;
  /** Whether a later attempt may succeed. */
  retry: boolean;
  /** With `conflict`: the version that conflicted with the change. */
  offset?: number;
  /** With `closed`: the close code. */
  closeCode?: number;
}

/** The events of the room itself. */
export interface RoomEvents {
  $state: (state: State, details: StateDetails) => void;
  $presence: (change: Presence) => void;
  /** All members, after each connect and each change. */
  $members: (members: Member[], count: number) => void;
  /** Missed publications cannot be recovered. */
  $reset: () => void;
  /** Every message of the application. */
  $message: (method: string, data: any, from: From) => void;
  /** A plain text of a level 0 client. */
  $text: (data: string, from: From) => void;
  $binary: (data: ArrayBuffer) => void;
  $error: (error: Failure) => void;
  /** The client id of the new host; null: no player is present. */
  $host: (host: string | null) => void;
  /** The shared state, the keys that changed, and the publication that changed them. */
  $shared: (shared: Changes, changed: string[], from?: From) => void;
  /** A match for this member, or the end of the search. */
  $matched: (matched: Matched, id?: number) => void;
}

/** The result of a search for a match. */
export interface Matched {
  room?: string;
  team?: number;
  players?: { user: string; info: any; team: number }[];
  /** Without `room`: the reason for the end of the search. */
  reason?: string;
}

/** The requests of the protocol, with their parameters and answers. */
export interface Requests {
  $history: [Partial<Position> & { limit?: number }, Position & { complete: boolean; publications: Publication[] }];
  $members: [undefined, { members: Member[] }];
  $info: [any, {}];
  $host: [{ client: string }, {}];
  $kick: [{ client: string }, {}];
}

export interface ListQuery {
  /** The prefix of the room names. */
  rooms: string;
  /** Required values of `$list` fields. */
  where?: { [field: string]: string | number | boolean | null } | undefined;
  /** Only rooms with a free place for a player. */
  open?: boolean | undefined;
  limit?: number | undefined;
  /** `next` of the previous page. */
  after?: string | undefined;
}

export interface ListedRoom {
  room: string;
  list: any;
  players: number;
  max?: number;
  open: boolean;
}

/** A search for a match. */
export interface MatchQuery {
  /** The prefix of room names. */
  rooms: string;
  /** Only searches with equal values match. */
  same?: { [key: string]: string | number | boolean | null } | undefined;
  skill?: number | undefined;
  /** Searches for all online players of this room; only its host may do so. */
  party?: boolean | undefined;
}

export interface Matching {
  /** Resolves with the room; fails with `timeout`, `party` or `cancelled`. */
  promise: Promise<Matched>;
  then: Promise<Matched>['then'];
  /** Ends the search. Fails with `conflict` if the match already exists. */
  cancel(): Promise<{}>;
}

/** The events of one socket. No event follows `closed`. */
export interface SocketEvents {
  opened(): void;
  received(data: string | ArrayBuffer): void;
  closed(code: number, reason: string): void;
}

export interface Socket {
  send(data: string | ArrayBuffer): void;
  close(): void;
  /** The number of bytes passed to `send` and not yet transmitted, if the platform reports it. */
  buffered?(): number;
}

export interface Platform {
  open(url: string, header: { [name: string]: string } | undefined, events: SocketEvents): Socket;
  /**
   * Calls `f` when the connection should be checked: with `true` when the application or the network is back, with
   * `false` when a socket was lost, perhaps this one. Returns a function that stops the calls.
   */
  watch(f: (returned: boolean) => void): () => void;
  setTimeout(f: () => void, ms: number): any;
  clearTimeout(timer: any): void;
}

/** The part of WeChat's `wx` that the client uses; `uni`, Taro, `tt`, `swan`, `qq` and Alipay's `my` have it too. */
export interface WxLike {
  connectSocket(options: any): any;
  [name: string]: any;
}
