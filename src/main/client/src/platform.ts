/**
 * Where the client runs: how a socket is opened there, and how the application hears that it is looked at again.
 * Nothing here may assume a browser: no global is touched that was not asked for with `typeof`.
 */

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

declare function setTimeout(f: () => void, ms: number): any;
declare function clearTimeout(timer: any): void;
declare const wx: any, uni: any, my: any, tt: any, swan: any, qq: any;
declare const WebSocket: any, document: any, window: any;

const ABNORMAL = 1006;
const nothing = () => {};

function timers(): Pick<Platform, 'setTimeout' | 'clearTimeout'> {
  return { setTimeout: (f, ms) => setTimeout(f, ms), clearTimeout: (timer) => clearTimeout(timer) };
}

/** Mini programs and mini games of all kinds. */
export function miniProgram(api: WxLike): Platform {
  const own = timers();
  return {
    open: (url, header, events) => openTask(api, url, header, events),
    watch: (f) => {
      const ends = [
        listen(api, 'AppShow', () => f(true)) || listen(api, 'Show', () => f(true)),
        listen(api, 'NetworkStatusChange', (now: any) => now && now.isConnected && f(true)),
        // On iOS this alone may tell that the socket was cut in the background.
        listen(api, 'SocketClose', () => f(false)),
      ];
      return () => ends.forEach((end) => end && end());
    },
    setTimeout: own.setTimeout,
    clearTimeout: own.clearTimeout,
  };
}

function listen(api: WxLike, event: string, f: (value?: any) => void): (() => void) | undefined {
  if (typeof api['on' + event] !== 'function') return undefined;
  let live = true; // not every platform takes a listener away again
  const listener = (value: any) => {
    if (live) f(value);
  };
  api['on' + event](listener);
  return () => {
    live = false;
    if (typeof api['off' + event] === 'function') api['off' + event](listener);
  };
}

/** WeChat returns a task, Taro a promise of one, uni-app one if a callback is passed, Alipay none at all. */
function openTask(api: WxLike, url: string, header: any, events: LineEvents): Line {
  let task: any;
  let over = false;
  const closed = (code: number, reason: string) => {
    if (over) return;
    over = true;
    events.closed(code, reason);
  };
  const failed = (error: any) => closed(ABNORMAL, (error && (error.errMsg || error.errorMessage || error.message)) || 'failed');
  const attach = (opened: any, suffix: string) => {
    task = opened;
    if (over) return close(task);
    task['on' + suffix + 'Open'](() => over || events.opened());
    task['on' + suffix + 'Message']((message: any) => over || events.received(data(message)));
    task['on' + suffix + 'Error'](failed);
    task['on' + suffix + 'Close']((end: any) => closed((end && end.code) || ABNORMAL, (end && end.reason) || ''));
  };
  const options: any = { url, success: nothing, fail: failed, complete: nothing };
  if (header) options.header = header;
  const result = api.connectSocket(options);
  if (result && typeof result.then === 'function') result.then((opened: any) => attach(opened, ''), failed);
  else if (result && typeof result.onMessage === 'function') attach(result, '');
  else attach(globalTask(api), 'Socket');
  return {
    send: (message) => task && task.send({ data: message, fail: failed }),
    close: () => {
      over = true;
      if (task) close(task);
    },
  };
}

function close(task: any) {
  try {
    task.close({ code: 1000, fail: nothing });
  } catch (e) {
    // It was closed already.
  }
}

/** Alipay's only socket, which has no object of its own. */
function globalTask(api: WxLike): any {
  const task: any = {
    send: (options: any) => api.sendSocketMessage(options),
    close: (options: any) => api.closeSocket(options),
  };
  ['Open', 'Message', 'Error', 'Close'].forEach((event) => {
    task['onSocket' + event] = (f: any) => {
      if (typeof api['offSocket' + event] === 'function') api['offSocket' + event]();
      api['onSocket' + event](f);
    };
  });
  return task;
}

function data(message: any): any {
  const inner = message && message.data;
  return inner && inner.data !== undefined && typeof inner !== 'string' ? inner.data : inner;
}

/** Browsers, and everything else that has the W3C's WebSocket. */
export function web(Socket: any): Platform {
  const own = timers();
  return {
    open: (url, _header, events) => {
      const socket = new Socket(url);
      let over = false;
      socket.binaryType = 'arraybuffer';
      socket.onerror = nothing; // the end follows; Node's ws throws where nobody listens
      socket.onopen = () => over || events.opened();
      socket.onmessage = (event: any) => over || events.received(event.data);
      socket.onclose = (event: any) => {
        if (over) return;
        over = true;
        events.closed(event.code, event.reason);
      };
      return {
        send: (message) => socket.readyState === 1 && socket.send(message),
        close: () => {
          over = true;
          socket.close(1000);
        },
      };
    },
    watch: (f) => {
      if (typeof document === 'undefined' || typeof window === 'undefined' || !window.addEventListener) return nothing;
      const returned = () => f(true);
      const seen = () => document.hidden || f(true);
      const lost = () => f(false);
      document.addEventListener('visibilitychange', seen);
      window.addEventListener('online', returned);
      window.addEventListener('offline', lost);
      return () => {
        document.removeEventListener('visibilitychange', seen);
        window.removeEventListener('online', returned);
        window.removeEventListener('offline', lost);
      };
    },
    setTimeout: own.setTimeout,
    clearTimeout: own.clearTimeout,
  };
}

/** The platform this runs on. */
export function detect(): Platform {
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
