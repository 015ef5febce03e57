import { Platform, Socket, SocketEvents, WxLike } from './types';

declare function setTimeout(f: () => void, ms: number): any;
declare function clearTimeout(timer: any): void;
declare const my: any;

const ABNORMAL = 1006;
const nothing = () => {};

/** The platform of mini programs and mini games of all kinds. */
export function miniProgram(api: WxLike): Platform {
  return {
    open: (url, header, events) => openTask(api, url, header, events),
    watch: (f) => {
      const ends = [
        listen(api, 'AppShow', () => f(true)) || listen(api, 'Show', () => f(true)),
        listen(api, 'NetworkStatusChange', (now: any) => now && now.isConnected && f(true)),
        // On iOS this may be the only event for a socket that was cut in the background.
        listen(api, 'SocketClose', () => f(false)),
      ];
      return () => ends.forEach((end) => end && end());
    },
    setTimeout: (f, ms) => setTimeout(f, ms),
    clearTimeout: (timer) => clearTimeout(timer),
  };
}

function listen(api: WxLike, event: string, f: (value?: any) => void): (() => void) | undefined {
  if (typeof api['on' + event] !== 'function') return undefined;
  let live = true; // not every platform can remove a listener
  const listener = (value: any) => {
    if (live) f(value);
  };
  api['on' + event](listener);
  return () => {
    live = false;
    if (typeof api['off' + event] === 'function') api['off' + event](listener);
  };
}

/**
 * Opens a task. WeChat returns a task, Taro a promise of a task, uni-app a task if a callback is passed, Alipay a task
 * for `multiple` or none.
 */
function openTask(api: WxLike, url: string, header: any, events: SocketEvents): Socket {
  let task: any;
  let over = false;
  let given = 0; // bytes
  let gone = 0; // bytes; a callback for one message covers all earlier ones
  const closed = (code: number, reason: string) => {
    if (over) return;
    over = true;
    events.closed(code, reason);
  };
  const failed = (error: any) => closed(ABNORMAL, (error && (error.errMsg || error.errorMessage || error.message)) || 'failed');
  const attach = (opened: any, suffix: string) => {
    task = opened;
    if (over) return close(task);
    task['on' + suffix + 'Open'](() => (over ? close(task) : events.opened())); // WeChat closes a socket only while it is open
    task['on' + suffix + 'Message']((message: any) => over || events.received(incoming(message)));
    task['on' + suffix + 'Error'](failed);
    task['on' + suffix + 'Close']((end: any) => closed((end && end.code) || ABNORMAL, (end && end.reason) || ''));
  };
  const options: any = { url, multiple: true, success: nothing, fail: failed, complete: nothing };
  if (header) options.header = header;
  const result = api.connectSocket(options);
  if (result && typeof result.then === 'function') result.then((opened: any) => attach(opened, ''), failed);
  else if (result && typeof result.onMessage === 'function') attach(result, '');
  else attach(globalTask(api), 'Socket');
  return {
    send: (message) => {
      if (!task) return;
      const size = (given += typeof message === 'string' ? message.length : message.byteLength);
      const options = outgoing(message);
      options.fail = failed;
      options.success = options.complete = () => (gone = Math.max(gone, size));
      task.send(options);
    },
    buffered: () => (gone ? given - gone : 0), // not every platform calls the callback
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
    // The task is already closed.
  }
}

let latest: any; // the latest global task

/** Adapts the only, global socket of an old Alipay, which belongs to the latest task. */
function globalTask(api: WxLike): any {
  const task: any = {
    send: (options: any) => latest === task && api.sendSocketMessage(options),
    close: (options: any) => latest === task && api.closeSocket(options),
  };
  latest = task;
  ['Open', 'Message', 'Error', 'Close'].forEach((event) => {
    task['onSocket' + event] = (f: any) => {
      if (typeof api['offSocket' + event] === 'function') api['offSocket' + event]();
      api['onSocket' + event](f);
    };
  });
  return task;
}

/** Decodes the base64 bytes of Alipay. */
function alipay(): any {
  return typeof my !== 'undefined' && my.arrayBufferToBase64 ? my : undefined;
}

function outgoing(message: any): any {
  if (typeof message === 'string') return { data: message };
  // A phone accepts an ArrayBuffer only.
  const bytes = message.buffer ? message.buffer.slice(message.byteOffset, message.byteOffset + message.byteLength) : message;
  return alipay() ? { data: alipay().arrayBufferToBase64(bytes), isBuffer: true } : { data: bytes };
}

function incoming(message: any): any {
  const whole = message.data && message.data.data !== undefined ? message.data : message;
  return whole.isBuffer && typeof whole.data === 'string' && alipay() ? alipay().base64ToArrayBuffer(whole.data) : whole.data;
}
