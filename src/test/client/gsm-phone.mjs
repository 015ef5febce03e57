/**
 * A mini game on a phone: the game's `wx`, connected to the simulated server, and the files that it requires. A restart
 * keeps the phone's storage.
 */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const SERVED = new URL('../../main/resources/META-INF/resources/client/', import.meta.url);

export class Phone {
  stored = new Map();
  sockets = [];
  calls = [];

  constructor(server, clock, nick) {
    Object.assign(this, { server, clock, nick });
    this.start();
  }

  /** Starts or restarts the program with a new context and without sockets. */
  start() {
    for (const { events, line } of this.sockets.splice(0)) {
      Object.assign(events, { opened() {}, received() {}, closed() {} });
      line.close();
    }
    const program = (this.program = {}); // disables the timers of the previous program
    const wx = {
      connectSocket: (options) => this.connect(options),
      getStorageSync: (key) => this.stored.get(key) ?? '',
      setStorageSync: (key, value) => this.stored.set(key, value),
      removeStorageSync: (key) => this.stored.delete(key),
      getUserInfo: ({ success }) => this.clock.setTimeout(() => success({ userInfo: { nickName: this.nick, avatarUrl: `pictures/${this.nick}` } }), 5),
      onShow: () => {},
      arrayBufferToBase64: (bytes) => Buffer.from(bytes).toString('base64'),
      base64ToArrayBuffer: (text) => new Uint8Array(Buffer.from(text, 'base64')).buffer,
    };
    const { clearTimeout, base } = this.clock;
    const setTimeout = (f, ms) => this.clock.setTimeout(() => this.program === program && f(), ms);
    const now = () => base + this.clock.now;
    this.context = createContext({ wx, setTimeout, clearTimeout, Date: { now }, console });
    this.modules = {};
    this.wx = wx;
    this.manager = this.require('./roomcast-gsm.js').gameServerManager({ url: 'wss://play.example.com' });
    return this;
  }

  require(name) {
    if (!this.modules[name]) {
      const module = { exports: {} };
      this.modules[name] = module;
      const code = readFileSync(new URL(name, SERVED), 'utf8');
      runInContext(`(function (module, exports, require) {${code}\n})`, this.context, { filename: name })(module, module.exports, (other) => this.require(other));
    }
    return this.modules[name].exports;
  }

  connect({ url }) {
    const on = {};
    const events = { opened: () => on.Open?.({}), received: (data) => on.Message?.({ data }), closed: (code, reason) => on.Close?.({ code, reason }) };
    const line = this.server.open(url, events);
    this.sockets.push({ events, line });
    const task = { send: ({ data, success }) => (line.send(data), success?.({})), close: () => line.close() };
    for (const event of ['Open', 'Message', 'Error', 'Close']) task[`on${event}`] = (f) => (on[event] = f);
    return task;
  }

  /** Breaks the connection; only the program is notified. */
  cut() {
    const { events, line } = this.sockets.at(-1);
    line.close();
    events.closed(1006, '');
  }
}
