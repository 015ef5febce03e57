import { Options, Platform } from './types';

declare function setTimeout(f: () => void, ms: number): any;
declare function clearTimeout(timer: any): void;
declare const document: any, window: any, navigator: any, WebSocket: any, importScripts: any;

/** The platform of browsers, React Native, Node, and other environments with the W3C's WebSocket. */
export function web(Socket: any, { header, appState }: Pick<Options, 'header' | 'appState'> = {}): Platform {
  const isNative = typeof navigator !== 'undefined' && navigator.product === 'ReactNative';
  const isGlobal = typeof WebSocket !== 'undefined' && Socket === WebSocket && !isNative;
  const isBrowser = isGlobal && (typeof document !== 'undefined' || typeof importScripts === 'function');
  if (header && isBrowser) throw new TypeError('roomcast: header: a browser sends no headers with a WebSocket; use token');
  return {
    open: (url, headers, events) => {
      // Node's built-in class takes options in place of the subprotocols, `ws` and React Native after them.
      const socket = !headers ? new Socket(url) : isGlobal ? new Socket(url, { headers }) : new Socket(url, [], { headers });
      let over = false;
      socket.binaryType = 'arraybuffer';
      socket.onerror = nothing; // a close event follows; the ws package throws without a listener
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
        buffered: () => socket.bufferedAmount || 0,
      };
    },
    watch: (f) => {
      const ends: (() => void)[] = [];
      const listen = (target: any, event: string, listener: () => void) => {
        target.addEventListener(event, listener);
        ends.push(() => target.removeEventListener(event, listener));
      };
      if (typeof document !== 'undefined' && typeof window !== 'undefined' && window.addEventListener) {
        listen(document, 'visibilitychange', () => document.hidden || f(true));
        listen(window, 'online', () => f(true));
        listen(window, 'offline', () => f(false));
      }
      if (appState) {
        const subscription = appState.addEventListener('change', (state) => state === 'active' && f(true));
        ends.push(() => subscription && subscription.remove && subscription.remove());
      }
      return () => ends.forEach((end) => end());
    },
    setTimeout: (f, ms) => setTimeout(f, ms),
    clearTimeout: (timer) => clearTimeout(timer),
  };
}

const nothing = () => {};
