import { Platform } from './platform';

declare function setTimeout(f: () => void, ms: number): any;
declare function clearTimeout(timer: any): void;
declare const document: any, window: any;

/** Browsers, and everything else that has the W3C's WebSocket. */
export function web(Socket: any): Platform {
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
    setTimeout: (f, ms) => setTimeout(f, ms),
    clearTimeout: (timer) => clearTimeout(timer),
  };
}

const nothing = () => {};
