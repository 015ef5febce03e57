/**
 * A simulated `wx` on npm `ws`: its sockets behave as on a phone, not as in a browser.
 *
 * Every program creates its own with `createWx()`, a mini game with `createWx({ game: true })`. The test's controls
 * begin with `$`:
 *
 *   $background({ after, how })  the user leaves; `after` ms later the program is suspended and its sockets are cut:
 *       'interrupted'        the server sees a clean close, the program receives 1000 "interrupted"
 *       'silent'             the connection breaks, the program receives no event
 *       'global-close-only'  the connection breaks, only wx.onSocketClose is called (iOS)
 *       'half-open'          no event: both the program's and the server's socket look open
 *       resolves to whether anything was cut ($foreground may come first)
 *   $foreground()                the user returns; delayed events arrive, then onAppShow
 *   $network(isConnected)        the network fails (sockets end with 1006, new ones fail) or returns
 *   $timers                      setTimeout and the like of this program, suspended with it
 *   $sockets                     the number of sockets in use
 *   $dispose()                   ends the program without any event
 */
import { types } from 'node:util';
import WebSocket from 'ws';

const MAX_SOCKETS = 5;
const MAX_REASON_BYTES = 123;
const DEFAULT_TIMEOUT = 60_000;
const GAME_ORIGIN = 'weapp://wechat-game-runtime';
const STATES = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
const INTERRUPTED = { code: 1000, reason: 'interrupted' };
const ABNORMAL = { code: 1006, reason: 'abnormal closure' };

export function createWx({ game = false } = {}) {
  const program = new Program(game);
  const { globals, app } = program;
  const wx = {
    connectSocket: (options) => program.connect(options),
    sendSocketMessage: (options) => program.withFirst('sendSocketMessage', options, (task) => task.send(options)),
    closeSocket: (options) => program.withFirst('closeSocket', options, (task) => task.close(options)),
    onSocketOpen: (f) => globals.on('open', f),
    onSocketMessage: (f) => globals.on('message', f),
    onSocketError: (f) => globals.on('error', f),
    onSocketClose: (f) => globals.on('close', f),
    onNetworkStatusChange: (f) => app.on('network', f),
    offNetworkStatusChange: (f) => app.off('network', f),
    getNetworkType: (options) => program.answer(options, 'getNetworkType:ok', { networkType: program.networkType }),
    canIUse: (what) => what === 'connectSocket.object.protocols',
    $background: (options) => program.background(options),
    $foreground: () => program.foreground(),
    $network: (isConnected, networkType) => program.network(isConnected, networkType),
    $timers: program.timers(),
    get $sockets() { return program.tasks.size; },
    $dispose: () => program.dispose(),
  };
  const prefix = game ? '' : 'App'; // a mini game has no App, and no onAppShow
  for (const event of ['Show', 'Hide']) {
    wx[`on${prefix}${event}`] = (f) => app.on(event, f);
    wx[`off${prefix}${event}`] = (f) => app.off(event, f);
  }
  return wx;
}

/** Listeners accumulate, as on the phone: a listener that is registered twice is called twice. */
class Listeners {
  #lists = new Map();
  on(event, f) {
    if (typeof f === 'function') this.#lists.set(event, [...(this.#lists.get(event) ?? []), f]);
  }
  off(event, f) {
    this.#lists.set(event, f ? (this.#lists.get(event) ?? []).filter((g) => g !== f) : []);
  }
  tell(event, value) {
    for (const f of this.#lists.get(event) ?? []) f(value);
  }
}

class Program {
  globals = new Listeners();
  app = new Listeners();
  tasks = new Set();
  networkType = 'wifi';
  #game;
  #first = null;
  #lastId = 0;
  #suspended = false;
  #held = [];
  #timers = new Set();
  #leaving = null;
  #disposed = false;

  constructor(game) {
    this.#game = game;
  }

  /** Runs a task now or, while the program is suspended, on return. */
  run(f) {
    if (this.#disposed) return;
    if (this.#suspended) this.#held.push(f);
    else f();
  }

  /** Calls success or fail, then complete, a moment later, as the phone does. */
  answer(options, errMsg, more) {
    const result = { errMsg, ...more };
    setImmediate(() => this.run(() => {
      (/:ok$/.test(errMsg) ? options?.success : options?.fail)?.(result);
      options?.complete?.(result);
    }));
  }

  connect(options = {}) {
    const task = new SocketTask(this, ++this.#lastId);
    const refusal = this.#refusal(options) ?? task.$open(options, this.#game ? GAME_ORIGIN : undefined);
    if (refusal) {
      this.answer(options, refusal);
      return task;
    }
    this.tasks.add(task);
    if (!this.#first || !this.tasks.has(this.#first)) this.#first = task;
    this.answer(options, 'connectSocket:ok', { socketTaskId: this.#lastId });
    return task;
  }

  #refusal({ url, protocols }) {
    if (!/^wss?:\/\/[^/]/.test(url)) return `connectSocket:fail invalid url "${url}"`;
    if (protocols !== undefined && !Array.isArray(protocols)) {
      return 'connectSocket:fail parameter error: parameter.protocols should be Array';
    }
    if (this.tasks.size >= MAX_SOCKETS) {
      return `createSocketTask:fail wcwss taskID=${this.#lastId} exceed max concurrent count`;
    }
    return null;
  }

  isFirst(task) {
    return task === this.#first;
  }

  withFirst(name, options, act) {
    if (this.#first && this.tasks.has(this.#first)) act(this.#first);
    else this.answer(options, `${name}:fail WebSocket is not connected`);
  }

  background({ after = 5000, how = 'interrupted' } = {}) {
    if (!CUTS[how]) throw new TypeError(`no such cut: ${how}`);
    this.run(() => this.app.tell('Hide'));
    return new Promise((resolve) => {
      const cut = async () => {
        this.#leaving = null;
        this.#suspended = true;
        await Promise.all([...this.tasks].map((task) => CUTS[how](task)));
        resolve(true);
      };
      this.#leaving = { timer: setTimeout(cut, after), resolve };
    });
  }

  foreground() {
    clearTimeout(this.#leaving?.timer);
    this.#leaving?.resolve(false);
    this.#leaving = null;
    this.#suspended = false;
    for (const f of this.#held.splice(0)) f();
    this.app.tell('Show', {});
  }

  async network(isConnected, networkType = 'wifi') {
    this.networkType = isConnected ? networkType : 'none';
    if (!isConnected) await Promise.all([...this.tasks].map((task) => task.$break(ABNORMAL)));
    this.run(() => this.app.tell('network', { isConnected, networkType: this.networkType }));
  }

  timers() {
    const start = (arm, f, ms, args) => {
      const timer = { id: arm(() => f(timer, args), ms) };
      this.#timers.add(timer);
      return timer;
    };
    const stop = (timer) => {
      clearTimeout(timer?.id);
      this.#timers.delete(timer);
    };
    const once = (f) => (timer, args) => this.run(() => {
      if (this.#timers.delete(timer)) f(...args); // otherwise the timer was cleared while the program was suspended
    });
    const often = (f) => (timer, args) => this.#suspended || f(...args);
    return {
      setTimeout: (f, ms, ...args) => start(setTimeout, once(f), ms, args),
      setInterval: (f, ms, ...args) => start(setInterval, often(f), ms, args),
      clearTimeout: stop,
      clearInterval: stop,
    };
  }

  dispose() {
    clearTimeout(this.#leaving?.timer);
    for (const timer of this.#timers) clearTimeout(timer.id);
    this.#disposed = true;
    for (const task of this.tasks) task.$break(null);
  }
}

const CUTS = {
  interrupted: (task) => task.$end(INTERRUPTED),
  silent: (task) => task.$break(null),
  'global-close-only': (task) => task.$break(INTERRUPTED, true),
  'half-open': (task) => task.$freeze(),
};

/** The result of `wx.connectSocket`. It has no off…, no ping and no negotiated protocol. */
class SocketTask {
  readyState = STATES.CONNECTING;
  #program;
  #id;
  #listeners = new Listeners();
  #ws = null;
  #ending; // the close event for the program if it differs from the wire's; null: no event
  #globalOnly = false;
  #frozen = false;
  #gone;

  constructor(program, id) {
    this.#program = program;
    this.#id = id;
    Object.assign(this, STATES);
  }

  onOpen(f) { this.#listeners.on('open', f); }
  onMessage(f) { this.#listeners.on('message', f); }
  onError(f) { this.#listeners.on('error', f); }
  onClose(f) { this.#listeners.on('close', f); }

  send(options = {}) {
    const { data } = options;
    const answer = (how) => this.#program.answer(options, `sendSocketMessage:${how}`);
    if (typeof data !== 'string' && !types.isArrayBuffer(data)) {
      return answer('fail parameter error: parameter.data should be String or ArrayBuffer');
    }
    if (!this.#program.tasks.has(this)) return answer('fail taskID not exist');
    if (this.readyState !== STATES.OPEN) return answer('fail SocketTask.readyState is not OPEN');
    if (this.#frozen) return answer('ok');
    this.#ws.send(typeof data === 'string' ? data : data.slice(0), (error) => answer(error ? 'fail' : 'ok'));
  }

  close(options = {}) {
    const { code = 1000, reason = '' } = options;
    const answer = (how) => this.#program.answer(options, `closeSocket:${how}`);
    if (!this.#program.tasks.has(this)) return answer(`fail wcwss taskID not exist`);
    if (code !== 1000 && !(code >= 3000 && code <= 4999)) return answer(`fail invalid code ${code}`);
    if (Buffer.byteLength(reason) > MAX_REASON_BYTES) return answer('fail reason is longer than 123 bytes');
    if (this.#frozen) this.#closeUnheard({ code, reason });
    else if (this.readyState === STATES.CONNECTING) this.#ws.close(); // reported by onError and onClose
    else this.$end({ code, reason: reason || 'normal closure' }, reason);
    answer('ok');
  }

  /** Begins the handshake; returns the reason if that is impossible. */
  $open({ url, header = {}, protocols = [], timeout = DEFAULT_TIMEOUT, perMessageDeflate = false }, origin) {
    const headers = Object.fromEntries(Object.entries(header).filter(([name]) => !/^referer$/i.test(name)));
    try {
      this.#ws = new WebSocket(url, protocols, { headers, origin, perMessageDeflate, handshakeTimeout: timeout });
    } catch (error) {
      return `connectSocket:fail ${error.message}`;
    }
    this.#gone = new Promise((resolve) => this.#ws.once('close', resolve));
    this.#follow(this.#ws);
    if (this.#program.networkType === 'none') this.#ws.terminate();
    return null;
  }

  #follow(ws) {
    let headers = {};
    ws.once('upgrade', (response) => { headers = response.headers; });
    ws.once('open', () => this.#tell('open', { header: headers, profile: {} }, STATES.OPEN));
    ws.on('message', (data, isBinary) => {
      this.#tell('message', { data: isBinary ? new Uint8Array(data).buffer : data.toString() });
    });
    ws.on('error', (error) => { // after the handshake the phone calls onClose only
      if (this.readyState === STATES.CONNECTING) this.#tell('error', { errMsg: phoneWords(error.message) });
    });
    ws.once('close', (code, reason) => {
      this.#finish(this.#ending !== undefined ? this.#ending : code === 1006 ? ABNORMAL : { code, reason: `${reason}` });
    });
  }

  #tell(event, value, state = this.readyState) {
    if (this.#ending === null || this.#frozen) return;
    this.#program.run(() => {
      const first = this.#program.isFirst(this); // evaluated now, because a listener may connect again
      if (!this.#globalOnly) {
        this.readyState = state;
        this.#listeners.tell(event, value);
      }
      if (first) this.#program.globals.tell(event, value);
    });
  }

  #finish(ending) {
    this.#program.tasks.delete(this);
    if (ending) this.#tell('close', ending, STATES.CLOSED);
    this.#frozen = true; // later events of the wire are dropped
  }

  /** Closes a half-open socket for the program; the server is not notified. */
  #closeUnheard(ending) {
    this.#frozen = false;
    this.#finish(ending);
  }

  /** Closes the wire cleanly. */
  $end(ending, reason = ending.reason) {
    if (this.readyState === STATES.CONNECTING) return this.$break(ending);
    this.#ending = ending;
    this.readyState = STATES.CLOSING;
    this.#ws.close(ending.code, reason);
    return this.#gone;
  }

  /** Breaks the wire. */
  $break(ending, globalOnly = false) {
    this.#ending = ending;
    this.#globalOnly = globalOnly;
    this.#ws.terminate();
    return this.#gone;
  }

  /** Stops all traffic without an event on either side. */
  $freeze() {
    this.#frozen = true;
    this.#ws.pause();
  }
}

/** The phone's messages for a failed handshake, which contain neither the status nor the body. */
function phoneWords(message) {
  if (/Unexpected server response/.test(message)) return 'exception onOpen fail code:20, msg:Invalid HTTP status.';
  if (/timed out/.test(message)) return 'timeout';
  if (/subprotocol/.test(message)) {
    return "Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received";
  }
  return /closed before/.test(message) ? 'closed before the connection was established' : 'connection failed';
}
