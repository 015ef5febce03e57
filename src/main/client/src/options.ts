/** The words of the interface: what a room is given, and what it tells. */
import { Platform, WxLike } from './platform';

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

/** Who came, left and changed; in a large room only how many there are. */
export interface Presence {
  joins?: Member[];
  leaves?: { user: string; client: string; reason: string }[];
  updates?: { user: string; client: string; state?: Member['state']; info?: any }[];
  count?: number;
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
  /** The largest message that the server takes, in bytes; 65536 if absent. */
  messageBytes?: number;
}

export interface SendOptions {
  /** Users or clients; absent: everybody. */
  to?: string[];
  /** Better lost than late: not kept, not queued, dropped for those who lag. */
  volatile?: boolean;
  /** `send` returns a promise of what the server said. */
  ack?: boolean;
}

/**
 * What went wrong: a code of the protocol's, or `queue_full`, `timeout`, `unknown` (it may have been said or not),
 * `connect` (there is no line), `closed`.
 */
export interface Failure {
  code: string;
  message: string;
  retry: boolean;
}

export function failure(code: string, message: string, retry = false): Failure {
  return { code, message, retry };
}
