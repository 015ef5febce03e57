/** A client of level 0 that publishes continuously and records what it receives, and a check of the records of a room. */
import assert from 'node:assert/strict';

const RETRY = 1_000; // milliseconds on average from the loss of a connection to the next attempt

export class PlainTalker {
  /** Received messages, `{data}`, with `{reset: true}` at each loss of the connection. */
  log = [];
  answers = [];
  losses = 0;
  isOnline = false;
  #listener = () => {};
  #count = 0;
  #pending = new Set();
  #left = false;
  #socket;

  constructor(WebSocket, port, room, number) {
    this.number = number;
    this.room = room;
    this.#connect(WebSocket, `ws://127.0.0.1:${port}/ws/${room}?user=u${number}`);
  }

  #connect(WebSocket, url) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('open', () => socket.send('ping')); // a refusal also opens the socket, but answers no ping
    socket.on('message', (data) => this.#receive(data.toString()));
    socket.on('error', () => {}); // followed by a close
    socket.on('close', () => {
      this.#lose();
      if (!this.#left) setTimeout(() => this.#connect(WebSocket, url), RETRY * (0.5 + Math.random()));
    });
  }

  #receive(data) {
    if (!this.isOnline) {
      this.isOnline = true;
      this.#listener('online', {});
    }
    if (data === 'pong') return;
    this.log.push({ data });
    if (this.#pending.delete(data)) this.answers.push({ data });
  }

  /** Handles a loss: pending messages may be lost, and messages of others until the client is online again. */
  #lose() {
    for (const data of this.#pending) this.answers.push({ data, code: 'closed' });
    this.#pending.clear();
    if (!this.isOnline) return;
    this.isOnline = false;
    this.losses += 1;
    this.log.push({ reset: true });
    this.#listener('reconnecting', {});
  }

  /** Adds the only listener, for `$state`. */
  on(_, listener) {
    this.#listener = listener;
    return () => (this.#listener = () => {});
  }

  get last() {
    return this.log.at(-1)?.data;
  }

  say() {
    this.#count += 1;
    const data = `${this.number}-${this.#count}`;
    if (!this.isOnline) return void this.answers.push({ data, code: 'connect' });
    this.#pending.add(data);
    this.#socket.send(data);
  }

  /** Whether the client has received all its own messages, or lost their connection. */
  get isAnswered() {
    return this.#pending.size === 0;
  }

  leave() {
    this.#left = true;
    this.#socket.close();
  }
}

/**
 * Checks a room in which one member speaks: no member received a message twice or out of order, or missed one between two
 * losses of its connection.
 */
export function judgePlain(members) {
  const all = [...new Set(members.flatMap(received))].sort((one, other) => one - other);
  for (const { log, number } of members) {
    let place = -1;
    let isTold = false;
    for (const entry of log) {
      if (!entry.reset) {
        const next = all.indexOf(numberOf(entry));
        assert.ok(next > place, `client ${number} received ${entry.data} again or late`);
        assert.ok(isTold || next === place + 1, `client ${number} received no notification of the loss before ${entry.data}`);
        place = next;
      }
      isTold = !!entry.reset;
    }
  }
}

/** The numbers of the messages that a client received. */
export function received({ log }) {
  return log.filter(({ reset }) => !reset).map(numberOf);
}

/** The number of a message, which its speaker counts from 1. */
function numberOf({ data }) {
  return Number(data.split('-')[1]);
}
