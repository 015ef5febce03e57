/**
 * One member's connection to one room. It comes back by itself after every loss, proves with a heartbeat that the
 * line is alive, and speaks `{method, data}`. Nothing else on the page knows that there is a WebSocket.
 *
 *   const connection = new Connection({ url, user, client });
 *   connection.on('state', ({ state, retryAt, code, reason }) => …);   // see STATES
 *   connection.on('message', ({ method, data, user, client }) => …);   // any text that is no such frame: method `$text`
 *   connection.on('error', ({ code, message }) => …);
 *   connection.connect();
 *   connection.send('chat', { text: 'Hello' });                        // false when there is no line
 */
export const STATES = ['connecting', 'online', 'reconnecting', 'offline', 'stopped', 'closed'];

const HEARTBEAT = 20_000; // a `ping` this often …
const PATIENCE = 10_000; //  … and a frame this soon after it, or the line is dead
const STABLE = 5_000; //     a line that held this long makes the next wait short again
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;
const TOO_MANY_REQUESTS = 4013;
const TOO_BIG = 1009;

export class Connection {
  #url;
  #sender;
  #listeners = new Map();
  #socket = null;
  #attempt = 0;
  #running = false;
  #timers = new Map();

  constructor({ url, user, client }) {
    this.#url = url;
    this.#sender = { user, client };
    addEventListener('online', () => this.#wake());
    addEventListener('offline', () => this.#wake());
    document.addEventListener('visibilitychange', () => document.hidden || this.#wake());
  }

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  connect() {
    this.#running = true;
    this.#attempt = 0;
    this.#open();
  }

  send(method, data) {
    return this.#write(JSON.stringify({ method, data, ...this.#sender }));
  }

  close() {
    this.#end('closed', 1000, '');
  }

  #open() {
    this.#drop();
    this.#state(this.#attempt === 0 ? 'connecting' : 'reconnecting');
    const socket = new WebSocket(this.#url);
    const current = (handler) => (event) => socket === this.#socket && handler(event);
    socket.onopen = current(() => this.#opened());
    socket.onmessage = current((event) => this.#received(event.data));
    socket.onclose = current((event) => this.#lost(event.code, event.reason));
    this.#socket = socket;
    this.#after('deadline', PATIENCE, () => this.#lost(1006, 'timeout'));
  }

  #opened() {
    this.#cancel('deadline');
    this.#after('stable', STABLE, () => (this.#attempt = 0));
    this.#after('heartbeat', HEARTBEAT, () => this.#ping());
    this.#state('online');
  }

  #ping() {
    this.#write('ping');
    this.#after('deadline', PATIENCE, () => this.#lost(1006, 'silence'));
    this.#after('heartbeat', HEARTBEAT, () => this.#ping());
  }

  #received(text) {
    this.#cancel('deadline');
    if (typeof text !== 'string' || text === 'pong') return;
    const frame = decode(text);
    if (frame.method === '$error') this.#emit('error', frame.data ?? {});
    else this.#emit('message', frame);
  }

  #lost(code, reason) {
    this.#drop();
    const final = (code >= 4500 && code <= 4999) || code === TOO_BIG;
    if (final) return this.#end('stopped', code, reason);
    const wait = backoff(this.#attempt++) + (code === TOO_MANY_REQUESTS ? 5_000 : 0);
    this.#after('retry', wait, () => this.#open());
    this.#state(navigator.onLine ? 'reconnecting' : 'offline', { retryAt: Date.now() + wait });
  }

  /** The page is looked at again, or the network changed: do not wait for a timer to find out. */
  #wake() {
    if (!this.#running) return;
    if (this.#timers.has('retry')) this.#open();
    else if (this.#socket?.readyState === WebSocket.OPEN) this.#ping();
  }

  #end(state, code, reason) {
    this.#running = false;
    this.#drop();
    this.#state(state, { code, reason });
  }

  #drop() {
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #write(text) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  #after(name, delay, action) {
    this.#cancel(name);
    this.#timers.set(name, setTimeout(() => { this.#timers.delete(name); action(); }, delay));
  }

  #cancel(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #state(state, detail = {}) {
    this.#emit('state', { state, ...detail });
  }

  #emit(event, value) {
    for (const listener of this.#listeners.get(event) ?? []) listener(value);
  }
}

/** Exponential backoff with full jitter: a thousand pages that lost one server do not come back in one second. */
function backoff(attempt) {
  return Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
}

function decode(text) {
  try {
    const frame = JSON.parse(text);
    if (typeof frame?.method === 'string') return frame;
  } catch {
    // not JSON: a member who types plain text
  }
  return { method: '$text', data: text };
}
