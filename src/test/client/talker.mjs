/** A client that publishes continuously and records received publications, and a check of several such records. */
import assert from 'node:assert/strict';

export class Talker {
  /** Received publications, `{epoch, offset, data}`, with `{reset: true}` at each reset. */
  log = [];
  answers = [];
  resets = 0;
  losses = 0;
  recoveries = 0;
  recovered = 0;
  failures = 0;
  #acks = [];
  #room;
  #look = () => {};

  /** Each connection uses the next of the ports. */
  constructor(sdk, WebSocket, ports, room, number) {
    this.number = number;
    this.room = room;
    const web = sdk.web(WebSocket);
    let turn = number;
    this.#room = sdk.join('', {
      user: `u${number}`,
      platform: {
        ...web,
        open: (query, header, events) => web.open(`ws://127.0.0.1:${ports[turn++ % ports.length]}/ws/${room}${query}`, header, events),
        watch: (f) => {
          this.#look = () => f(true);
          return () => {};
        },
      },
    });
    this.#room.on('say', (data, { offset }) => this.log.push({ epoch: this.#room.position.epoch, offset, data }));
    this.#room.on('$reset', () => {
      this.resets += 1;
      this.log.push({ reset: true });
    });
    this.#room.on('$error', ({ code }) => (this.failures += code === 'connect' ? 1 : 0));
    this.#room.on('$state', (state, { wait, recovered, publications }) => {
      if (wait !== undefined) this.losses += 1;
      if (!recovered) return;
      this.recoveries += 1;
      this.recovered += publications;
    });
  }

  on(event, f) {
    return this.#room.on(event, f);
  }

  get isOnline() {
    return this.#room.state === 'online';
  }

  get gaps() {
    return this.#room.gaps;
  }

  get last() {
    const { epoch, offset } = this.log.at(-1) ?? {};
    return `${epoch}-${offset}`;
  }

  /** Simulates a return to the foreground, on which the client checks its connection. */
  look() {
    this.#look();
  }

  say() {
    const data = `${this.number}-${this.#acks.length + 1}`;
    const said = this.#room.send('say', data, { ack: true });
    this.#acks.push(said.then(({ offset }) => ({ data, offset, epoch: this.#room.position.epoch }), ({ code }) => ({ data, code })));
  }

  /** Waits until every publication is acknowledged or refused. */
  async answered() {
    this.answers = await Promise.all(this.#acks);
  }

  leave() {
    this.#room.leave();
  }
}

/** Checks that the members of a room received all acknowledged publications, each once and in the same order. */
export function judge(members) {
  const all = new Map();
  for (const { log, number } of members) {
    const heard = log.filter(({ reset }) => !reset);
    for (const { epoch, offset, data } of heard) {
      const place = `${epoch} ${offset}`;
      assert.equal(all.get(place) ?? data, data, `client ${number} received different data at ${place}`);
      all.set(place, data);
    }
    assert.ok(heard.length > 0, `client ${number} received a publication`);
    follow(log, number);
  }
  assert.equal(new Set(all.values()).size, all.size, 'no publication was delivered twice');
  for (const { answers, number } of members) {
    for (const { data, offset, epoch, code } of answers) {
      const heard = all.get(`${epoch} ${offset}`);
      if (code || (heard === undefined && members.every((member) => mayHaveMissed(member, epoch, offset)))) continue;
      assert.equal(heard, data, `the acknowledged publication of client ${number}`);
    }
  }
}

/** Checks that there is no gap and no repeat, except at a reset. */
function follow(log, number) {
  let before = null;
  for (const entry of log) {
    if (before && !entry.reset && !before.reset) {
      assert.deepEqual([entry.epoch, entry.offset], [before.epoch, before.offset + 1], `client ${number} after ${before.data}`);
    }
    before = entry;
  }
  const offsets = log.filter(({ reset }) => !reset).map(({ epoch, offset }) => `${epoch} ${offset}`);
  assert.equal(new Set(offsets).size, offsets.length, `client ${number} received no publication twice`);
}

/** Whether the client joined later or was notified of a loss. */
function mayHaveMissed({ log, resets }, epoch, offset) {
  const first = log.find(({ reset }) => !reset);
  return resets > 0 || (epoch === first.epoch && offset < first.offset);
}
