/**
 * Where the client runs: how a socket is opened there, and how the application hears that it is looked at again.
 * Nothing here may assume a browser: no global is touched that was not asked for with `typeof`.
 */
import { miniProgram } from './miniprogram';
import { web } from './web';

export { miniProgram } from './miniprogram';
export { web } from './web';

/** What happens to one socket. After `closed` nothing more is called. */
export interface LineEvents {
  opened(): void;
  received(data: string | ArrayBuffer): void;
  closed(code: number, reason: string): void;
}

/** One socket. */
export interface Line {
  send(data: string | ArrayBuffer): void;
  close(): void;
}

export interface Platform {
  open(url: string, header: { [name: string]: string } | undefined, events: LineEvents): Line;
  /**
   * Calls `f` when it is time to look whether the line is still good: with `true` when the application or the network
   * is back, with `false` when a socket was lost, perhaps this one. Returns what ends that.
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

declare const wx: any, uni: any, my: any, tt: any, swan: any, qq: any;
declare const WebSocket: any;

/** The platform this runs on. */
function detect(): Platform {
  const minis = [
    typeof wx === 'undefined' ? 0 : wx,
    typeof uni === 'undefined' ? 0 : uni,
    typeof my === 'undefined' ? 0 : my,
    typeof tt === 'undefined' ? 0 : tt,
    typeof swan === 'undefined' ? 0 : swan,
    typeof qq === 'undefined' ? 0 : qq,
  ];
  for (let i = 0; i < minis.length; i++) {
    if (minis[i] && typeof minis[i].connectSocket === 'function') return miniProgram(minis[i]);
  }
  if (typeof WebSocket !== 'undefined') return web(WebSocket);
  throw new Error('There is no WebSocket here: pass one as options.platform');
}

export function platformOf(given: any): Platform {
  if (!given) return detect();
  if (typeof given.open === 'function' && typeof given.watch === 'function') return given;
  return typeof given.connectSocket === 'function' ? miniProgram(given) : web(given);
}
