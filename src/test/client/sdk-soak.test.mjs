/**
 * Twenty clients in five rooms who talk all the time, on a network that fails again and again (ROOMCAST_CUTS times, 100
 * if that is not set): every one hears every
 * publication of its room exactly once, in the room's one order, and nothing that was acknowledged is missing or twice.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { startProxy } from './proxy.mjs';
import { loadSdk, until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const CUTS = Number(process.env.ROOMCAST_CUTS ?? 100);
const ROOMS = 5;
const CLIENTS = 20;
const PACE = 40; // milliseconds from one client's message to its next
const SEED = Number(process.env.ROOMCAST_SEED ?? Date.now() % 1e9);

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('cuts of all kinds lose nothing, repeat nothing and change no order', { skip: noServer, timeout: 150_000 }, async () => {
  console.log(`seed ${SEED}`);
  const server = await startServer({ env: { ROOMCAST_ROOM_HISTORY_SIZE: '20000', ROOMCAST_ROOM_HISTORY_BYTES: '16000000' } });
  const proxy = await startProxy(server.port);
  const sdk = loadSdk({ WebSocket, setTimeout, clearTimeout });
  const chance = random(SEED);
  const clients = Array.from({ length: CLIENTS }, (_, i) => new Client(sdk, proxy.port, i));
  try {
    await until(() => clients.every(({ room }) => room.state === 'online'), 'all are in');
    const talk = setInterval(() => clients.forEach((client) => client.say()), PACE);
    await cutAll(proxy, chance);
    clearInterval(talk);
    await Promise.all(clients.map((client) => client.said()));
    for (const link of proxy.links) link.delay(0);
    await until(() => rooms(clients).every((members) => new Set(members.map(({ last }) => last)).size === 1), 'all heard all');
    for (const members of rooms(clients)) judge(members);
    const heard = clients.reduce((sum, { log }) => sum + log.length, 0);
    console.log(`${CUTS} cuts, ${heard} publications heard, ${clients.reduce((sum, { room }) => sum + room.gaps, 0)} gaps`);
    assert.ok(heard > 20 * CUTS, 'there was something to lose');
  } finally {
    for (const { room } of clients) room.leave();
    proxy.stop();
    await server.stop('SIGKILL');
  }
});

class Client {
  log = [];
  acks = [];
  resets = 0;
  count = 0;

  constructor(sdk, port, number) {
    this.number = number;
    this.room = sdk.join(`ws://127.0.0.1:${port}/ws/soak-${number % ROOMS}`, { user: `u${number}` });
    this.room.on('say', (data, from) => this.log.push([from.offset, data]));
    this.room.on('$reset', () => (this.resets += 1));
  }

  get last() {
    return this.log.at(-1)?.[0];
  }

  say() {
    this.count += 1;
    this.acks.push(this.room.send('say', `${this.number}-${this.count}`, { ack: true }).then(() => true, (wrong) => wrong.code));
  }

  async said() {
    this.answers = await Promise.all(this.acks);
  }
}

/** All kinds of failure, one after the other, on connections chosen by chance. */
async function cutAll(proxy, chance) {
  const kinds = [
    (link) => link.cut(),
    (link) => link.halfOpen(100 + 300 * chance()),
    (link) => link.cutAfter(Math.floor(600 * chance())),
    (link) => {
      link.delay(10 + 150 * chance());
      setTimeout(() => link.cut(), 300);
    },
  ];
  for (let cut = 0; cut < CUTS; cut += 1) {
    await until(() => proxy.links.size > CLIENTS / 2, 'most are back');
    const links = [...proxy.links];
    kinds[Math.floor(kinds.length * chance())](links[Math.floor(links.length * chance())]);
    await new Promise((resolve) => setTimeout(resolve, 20 * chance()));
  }
}

function rooms(clients) {
  return Array.from({ length: ROOMS }, (_, room) => clients.filter(({ number }) => number % ROOMS === room));
}

function judge(members) {
  const [first] = members;
  assert.deepEqual(first.log.map(([offset]) => offset), first.log.map((_, i) => i + first.log[0][0]), 'no gap, no repeat');
  for (const { log, resets, number } of members) {
    assert.equal(resets, 0, `client ${number} was reset`);
    const from = log[0][0] - first.log[0][0];
    assert.deepEqual(from < 0 ? log.slice(-from) : log, from < 0 ? first.log : first.log.slice(from), `client ${number} heard the same`);
  }
  const said = first.log.map(([, data]) => data);
  assert.equal(new Set(said).size, said.length, 'nothing was delivered twice');
  for (const { number, answers } of members) {
    const lost = answers.map((answer, i) => [answer, `${number}-${i + 1}`]).filter(([answer, data]) => answer === true && !said.includes(data));
    assert.deepEqual(lost.filter(([, data]) => Number(data.split('-')[1]) > 50), [], `what client ${number} was promised`);
  }
}
