/**
 * Soak test: twenty clients in five rooms publish continuously on a network that fails repeatedly. Each client must
 * receive every publication of its room exactly once and in order, or a `$reset`.
 *
 *   ROOMCAST_CUTS   how often the network fails; 60 if it is not set
 *   ROOMCAST_SEED   the seed of random choices; it is printed, and the same seed makes the same choices
 *   ROOMCAST_NODES  WebSocket addresses of running nodes of one cluster, `ws://127.0.0.1:8081,ws://127.0.0.1:8082`: each
 *                   connection uses the next one. If it is not set a server is started.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import WebSocket from 'ws';
import { startProxy } from './proxy.mjs';
import { loadSdk, until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';
import { judge, Talker } from './talker.mjs';

const CUTS = Number(process.env.ROOMCAST_CUTS ?? 60);
const SEED = Number(process.env.ROOMCAST_SEED ?? Date.now() % 1e9);
const NODES = (process.env.ROOMCAST_NODES ?? '').split(',').filter(Boolean);
const ROOMS = 5;
const CLIENTS = 20;
const TALK = 50; //  milliseconds from one client's message to its next
const LOOK = 2_000; // mean milliseconds until the program returns to the foreground
const CUT = 80; // mean milliseconds from one failure to the next
const ROOMY = { ROOMCAST_ROOM_HISTORY_SIZE: '20000', ROOMCAST_ROOM_HISTORY_BYTES: '16000000' };

const skip = NODES.length > 0 ? false : noServer;

test('delivers all publications once and in order despite failures of all kinds', { skip, timeout: 60_000 + 600 * CUTS }, async () => {
  console.log(`ROOMCAST_SEED=${SEED} ROOMCAST_CUTS=${CUTS} ${NODES.join(' ')}`);
  const server = NODES.length > 0 ? null : await startServer({ env: ROOMY });
  const nodes = server ? [server.wsUrl('')] : NODES;
  const proxies = await Promise.all(nodes.map((node) => startProxy(Number(new URL(node).port), new URL(node).hostname)));
  const chance = random(SEED);
  const sdk = loadSdk({ WebSocket, setTimeout, clearTimeout });
  const ports = proxies.map(({ port }) => port);
  const run = `soak-${SEED}-${Date.now() % 1e6}`; // running nodes may retain the rooms of an earlier run
  const talkers = Array.from({ length: CLIENTS }, (_, i) => new Talker(sdk, WebSocket, ports, `${run}-${i % ROOMS}`, i));
  try {
    await until(() => talkers.every(({ isOnline }) => isOnline), 'all clients are online');
    const began = Date.now();
    const hands = [
      setInterval(() => talkers.forEach((talker) => talker.say()), TALK),
      setInterval(() => talkers.forEach((talker) => chance() < 100 / LOOK && talker.look()), 100),
    ];
    const counts = await failAll(proxies, talkers, chance);
    const seconds = Math.round((Date.now() - began) / 1000);
    hands.forEach(clearInterval);
    await settle(talkers);
    const rooms = Array.from({ length: ROOMS }, (_, room) => talkers.filter(({ number }) => number % ROOMS === room));
    for (const members of rooms) judge(members);
    report(talkers, counts, seconds);
    if (server) assert.equal(sum(talkers, ({ resets }) => resets), 0, 'the history holds all publications, so no client is reset');
    assert.ok(sum(talkers, ({ losses }) => losses) > CUTS / 2, 'connections were lost');
  } finally {
    for (const talker of talkers) talker.leave();
    for (const proxy of proxies) proxy.stop();
    await server?.stop('SIGKILL');
  }
});

/** Applies random failures to random connections; returns the number of failures by kind. */
async function failAll(proxies, talkers, chance) {
  const kinds = {
    cut: (link) => link.cut(),
    'half-open': (link) => link.halfOpen(100 + 900 * chance()),
    'cut in a frame': (link) => link.cutAfter(Math.floor(2_000 * chance())),
    dropped: (link) => link.drop(),
    delayed: (link) => {
      link.delay(10 + 300 * chance());
      setTimeout(() => link.cut(), 1_000 * chance());
    },
  };
  const names = Object.keys(kinds);
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  for (let done = 0; done < CUTS;) {
    await new Promise((resolve) => setTimeout(resolve, 2 * CUT * chance()));
    if (talkers.filter(({ isOnline }) => isOnline).length < CLIENTS / 2) continue; // a failure needs an open connection
    const links = proxies.flatMap((proxy) => [...proxy.links]).filter(({ isFailing }) => !isFailing);
    if (links.length === 0) continue;
    const name = names[Math.floor(names.length * chance())];
    kinds[name](links[Math.floor(links.length * chance())]);
    counts[name] += 1;
    done += 1;
  }
  return counts;
}

/** Repairs the network and waits until all clients are back with all answers and publications. */
async function settle(talkers) {
  const looking = setInterval(() => talkers.forEach((talker) => talker.look()), 4_000);
  try {
    await Promise.all(talkers.map((talker) => talker.answered()));
    const last = (talker) => `${talker.room} ${talker.last}`;
    await until(() => new Set(talkers.map(last)).size === ROOMS, 'all clients received all publications', 40_000);
  } finally {
    clearInterval(looking);
  }
}

function sum(talkers, value) {
  return talkers.reduce((total, talker) => total + value(talker), 0);
}

function report(talkers, counts, seconds) {
  const answers = {};
  for (const { answers: each } of talkers) for (const { code = 'acknowledged' } of each) answers[code] = (answers[code] ?? 0) + 1;
  console.log(`${CUTS} failures in ${seconds} s`, counts);
  console.log(`${sum(talkers, ({ losses }) => losses)} connections lost, ${sum(talkers, ({ recoveries }) => recoveries)} recoveries with `
    + `${sum(talkers, ({ recovered }) => recovered)} publications, ${sum(talkers, ({ resets }) => resets)} resets, `
    + `${sum(talkers, ({ gaps }) => gaps)} gaps`);
  console.log(`${sum(talkers, ({ log }) => log.length)} publications received, sent:`, answers);
}

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
