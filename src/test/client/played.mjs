/** A simulated server and a manual clock for tests of the client. */
import { loadGame, plain } from './sdk.mjs';

export { plain } from './sdk.mjs';

export let platform;
export let sdk;
/** The client for games in the same context. */
export let game;

/** The texts of `console.warn`. */
export let warnings;

/** Creates a new context, before each test. With `hasClock` it uses the manual clock. */
export function begin({ hasClock = false, ...globals } = {}) {
  platform = new PlayedPlatform();
  warnings = [];
  const clock = hasClock ? { Date: { now: () => EPOCH + platform.now } } : {};
  const console = { warn: (text) => warnings.push(text) };
  const world = loadGame({ setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout, console, ...clock, ...globals });
  sdk = world.roomcast;
  game = world.roomcastGame;
}

export const EPOCH = 1_764_000_000_000;

/** Manual timers, and connections whose other end is the test. */
class PlayedPlatform {
  now = 0;
  timers = [];
  lines = [];
  watchers = new Set();
  runs = 0; // ids of timers
  setTimeout = (f, ms) => {
    const timer = { f, wait: ms, at: this.now + Math.max(0, ms) };
    this.timers.push(timer);
    return timer;
  };
  clearTimeout = (timer) => {
    this.timers = this.timers.filter((each) => each !== timer);
  };
  open(url, header, events) {
    const line = { url, header, events, sent: [], closed: false, buffered: 0 };
    this.lines.push(line);
    return { send: (data) => line.sent.push(data), close: () => { line.closed = true; }, buffered: () => line.buffered };
  }
  watch(f) {
    this.watchers.add(f);
    return () => this.watchers.delete(f);
  }
  pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.now = next.at;
      this.clearTimeout(next);
      this.runs += 1;
      next.f();
    }
    this.now = end;
  }
  get line() {
    return this.lines.at(-1);
  }
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));

export function joined(options = {}) {
  const room = sdk.join('wss://host/ws/r1', { platform, ...options });
  const seen = [];
  room.on('$state', (state, details) => seen.push(['$state', state, plain(details)]));
  room.on('$reset', () => seen.push(['$reset']));
  room.on('$error', (error) => seen.push(['$error', error.code]));
  room.on('$message', (method, data, from) => seen.push([method, plain(data), from.offset]));
  platform.pass(0);
  return { room, seen };
}

export function say(frame) {
  platform.line.events.received(JSON.stringify(frame));
}

export const MEMBERS = [{ user: 'li', client: 'c_1', state: 'online', info: {} }];

/** The server's side of a handshake. */
export function welcome(data = {}) {
  if (platform.line.sent.length === 0) platform.line.events.opened();
  say({ method: '$connect', id: 1, data: {
    user: 'li', client: 'c_1', session: 's_1', epoch: 'e', offset: 10, resumed: false, recovered: false,
    publications: [], members: MEMBERS, time: Date.now(), ping: 25000, ...data } });
}

export function publication(offset, data = offset) {
  return { method: 'm', data, user: 'wang', client: 'c_2', offset, time: 1 };
}

/** Returns the sent frames, without pings. */
export function sent(line = platform.line) {
  return line.sent.map((text) => JSON.parse(text)).filter(({ method }) => method !== '$ping');
}

export function heard(seen) {
  return seen.filter(([method]) => method === 'm').map(([, data]) => data);
}
