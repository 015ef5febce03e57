/** The types of the interface: what an application gives to a room, and what it receives. */

export interface Member {
  user: string;
  client: string;
  state: 'online' | 'away';
  info: any;
  /** Only in rooms with a game: plays or watches. */
  game?: Game;
}

export type Game = 'play' | 'watch';

/** A place in the order of a room. */
export interface Position {
  epoch: string;
  offset: number;
}

/** The sender of a message and its place in the order of the room. */
export interface From {
  user: string;
  /** Empty for a publication of the operators' API. */
  client: string;
  /** Absent for messages without a place: those with `to` and volatile ones. */
  offset?: number;
  /** The server's clock, milliseconds since 1970. */
  time: number;
  /** The keys of the shared state that this publication changed; `null`: removed. */
  set?: Changes;
  /** True for a publication from before this connection: it was recovered, or it belongs to the `history`. */
  replayed?: boolean;
}

/** Members that joined, left or changed; above the server's `presence-max` only the number of members. */
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
  /** With `online`: the server still knew this client. */
  resumed?: boolean;
  /** With `online`: nothing was missed. */
  recovered?: boolean;
  /** With `online`: the number of missed publications that were delivered just before. */
  publications?: number;
  /** With `online`: the offset of the room. */
  offset?: number;
  /** With `online`: the number of publications of the `history` that follow. */
  history?: number;
  /** With `online` and `history`: nothing was published before them. */
  complete?: boolean;
}

/** Keys of the shared state and their new values; `null` removes a key. */
export interface Changes {
  [key: string]: any;
}

export type Token = string | { token: string; expires?: number | undefined };

/** Where a session is kept while a page is loaded again: `sessionStorage` or `wx`, or something with the same methods. */
export type SessionStorage =
  | { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }
  | { getStorageSync(key: string): any; setStorageSync(key: string, value: any): void; removeStorageSync(key: string): void };

export interface Options {
  /** A token, or a function that returns one; it is called before every connection. `expires` in milliseconds since 1970. */
  token?: Token | (() => Token | Promise<Token>) | undefined;
  /** The name of an anonymous user: 1 to 64 characters, not beginning with `c_`. */
  user?: string | undefined;
  /** Free JSON about this member, shown to the others; at most 1 KiB. */
  info?: any;
  /** `wx` and its like, a WebSocket class, or a Platform; detected if absent. */
  platform?: Platform | WxLike | (new (url: string) => any) | undefined;
  /** Headers of the handshake; a browser cannot send any. */
  header?: { [name: string]: string } | undefined;
  /** The largest message that the server accepts, in bytes; 65536 if absent. */
  messageBytes?: number | undefined;
  /** The number of publications from before that are delivered first, and again after a `$reset`. */
  history?: number | undefined;
  /** `false`: one's own publications are not delivered to one's own listeners. */
  echo?: boolean | undefined;
  /** Where the session survives a reload; in a page `sessionStorage` if absent, `false`: nowhere. */
  storage?: SessionStorage | false | undefined;
  /** React Native's `AppState`: the connection is checked when the app returns to the foreground. */
  appState?: { addEventListener(type: 'change', f: (state: any) => void): any } | undefined;
  /** Takes part in the room's game, as a player or a watcher. */
  game?: Game | undefined;
  /** `new`: refused with 4517 if there are members; `old`: refused with 4518 if there are none. */
  expect?: 'new' | 'old' | undefined;
  /** The secret of a room whose host has set `$key`. */
  key?: string | undefined;
}

export interface SendOptions {
  /** Users or clients; absent: everybody. */
  to?: string[] | undefined;
  /** Rather lost than late: not kept, not queued, dropped when the connection or a receiver is slow. */
  volatile?: boolean | undefined;
  /** Volatile, and at most one message of this method in so many milliseconds: the newest one is sent. */
  throttle?: number | undefined;
  /** `send` returns a promise of the server's answer. */
  ack?: boolean | undefined;
  /** Milliseconds after which the promise fails with `timeout`; no limit if absent. */
  timeout?: number | undefined;
  /** Changes of the shared state, published together with the message. */
  set?: Changes | undefined;
  /** Publish only if the keys in `set` have not changed after this position; `true`: after the position seen here. */
  if?: Position | true | undefined;
}

export interface SetOptions {
  if?: Position | true | undefined;
  /** The method of the publication; `set` if absent. */
  method?: string | undefined;
  data?: any;
  timeout?: number | undefined;
}

export interface RequestOptions {
  /** Milliseconds; 10 000 if absent. */
  timeout?: number | undefined;
  /** An id of `newId()`, for a request that is repeated under it. */
  id?: number | undefined;
}

export interface Ack {
  /** Absent for messages without a place in the order. */
  offset?: number;
}

/** A publication as `$history` returns it. */
export interface Publication extends From {
  method: string;
  data: any;
}

/**
 * An error: a code of the protocol, or `queue_full`, `timeout`, `unknown` (it may have been published or not), `connect`
 * (no connection), `congested` (a volatile message was dropped), `closed`.
 */
export interface Failure extends Error {
  code: string;
  /** Whether the same call may succeed later. */
  retry: boolean;
  /** With `conflict`: the version that stood against the change. */
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
  /** Publications were missed that cannot be recovered. */
  $reset: () => void;
  /** Every message of the application. */
  $message: (method: string, data: any, from: From) => void;
  /** A text of a level 0 client that is no frame. */
  $text: (data: string, from: From) => void;
  $binary: (data: ArrayBuffer) => void;
  $error: (error: Failure) => void;
  /** The client id of the new host; null: no player is there. */
  $host: (host: string | null) => void;
  /** The shared state, the keys that changed, and the publication that changed them. */
  $shared: (shared: Changes, changed: string[], from?: From) => void;
  /** A match that was made for this member, or the end of the search. */
  $matched: (matched: Matched, id?: number) => void;
}

/** The result of a search for a match. */
export interface Matched {
  room?: string;
  team?: number;
  players?: { user: string; info: any; team: number }[];
  /** Without `room`: why the search ended. */
  reason?: string;
}

/** The requests of the protocol: what each takes and what it answers. */
export interface Requests {
  $history: [Partial<Position> & { limit?: number }, Position & { complete: boolean; publications: Publication[] }];
  $members: [undefined, { members: Member[] }];
  $info: [any, {}];
  $host: [{ client: string }, {}];
  $kick: [{ client: string }, {}];
}

export interface ListQuery {
  /** The beginning of the room names. */
  rooms: string;
  /** Values that fields of `$list` must have. */
  where?: { [field: string]: string | number | boolean | null } | undefined;
  /** Only rooms that would take one more player. */
  open?: boolean | undefined;
  limit?: number | undefined;
  /** `next` of the page before. */
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
  /** Only searches with the same values meet. */
  same?: { [key: string]: string | number | boolean | null } | undefined;
  skill?: number | undefined;
  /** Searches for all online players of this room; only its host may. */
  party?: boolean | undefined;
}

export interface Matching {
  /** Resolves with the room; fails with `timeout`, `party` or `cancelled`. */
  promise: Promise<Matched>;
  then: Promise<Matched>['then'];
  /** Ends the search. Fails with `conflict` if the match is made already. */
  cancel(): Promise<{}>;
}

/** The events of one socket. After `closed` none is called. */
export interface SocketEvents {
  opened(): void;
  received(data: string | ArrayBuffer): void;
  closed(code: number, reason: string): void;
}

export interface Socket {
  send(data: string | ArrayBuffer): void;
  close(): void;
  /** The bytes that were given to `send` and are not on their way yet, where the platform tells. */
  buffered?(): number;
}

export interface Platform {
  open(url: string, header: { [name: string]: string } | undefined, events: SocketEvents): Socket;
  /**
   * Calls `f` when the connection should be checked: with `true` when the application or the network is back, with
   * `false` when a socket was lost, perhaps this one. Returns a function that ends it.
   */
  watch(f: (returned: boolean) => void): () => void;
  setTimeout(f: () => void, ms: number): any;
  clearTimeout(timer: any): void;
}

/** The part of WeChat's `wx` that is used; `uni`, Taro, `tt`, `swan`, `qq` and Alipay's `my` have it too. */
export interface WxLike {
  connectSocket(options: any): any;
  [name: string]: any;
}
