/**
 * `npm run rolling-check -- nginx haproxy caddy`: restarts two nodes that share a Redis one after the other, behind a
 * proxy with its example file, while the members of 200 rooms publish; the members of every other room are at level 0. All
 * clients must reconnect. Those of level 1 must receive every publication once and in order, those of level 0 every message
 * while they are connected. It takes about a minute for each proxy.
 *
 *   ROOMCAST_SERVER         the command line of the server, a JSON array
 *   ROOMCAST_SERVER_BEFORE  the command line of an older server, with which both nodes begin: a rolling upgrade. Clients of
 *                           level 1 may then get `recovered: false`, because the versions of the keys may differ
 *   ROOMCAST_CLIENTS        the number of clients, ten in each room; 2000 if it is not set
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { judgePlain, PlainTalker, received } from './plain-talker.mjs';
import { names, startExample, startTool } from './proxies.mjs';
import { loadSdk, until } from './sdk.mjs';
import { freePort, noServer, startServer } from './server.mjs';
import { judge, Talker } from './talker.mjs';

const BEFORE = process.env.ROOMCAST_SERVER_BEFORE;
const CLIENTS = Number(process.env.ROOMCAST_CLIENTS ?? 2000);
const PER_ROOM = 10;
const TALK = 1_000; //     milliseconds from one message in a room to the next
const ARRIVALS = 500; //   a second
const MIXED = 20_000; //   during which nodes of two versions run
const LATENCY = 8_000; //  of a message on a busy machine
const PATIENCE = 120_000;
const WHOLE = 300_000; // timeout of a check
const EVENTS = /event=(not-admitted|admitted|other-version|settings-differ|node-dead|internal-error|unknown-event).*/g;

if (noServer) process.exit(1);
const chosen = process.argv.length > 2 ? process.argv.slice(2) : names;
for (const name of chosen) {
  const guard = setTimeout(() => process.exit(1), WHOLE);
  await check(name);
  clearTimeout(guard);
}
process.exit(0);

async function check(name) {
  const redis = await freePort();
  const ends = [await startTool('redis-server', ['--port', redis, '--bind', '127.0.0.1', '--save', ''].map(String), redis)];
  const env = { ROOMCAST_ENGINE: 'redis', ROOMCAST_REDIS_URL: `redis://127.0.0.1:${redis}` };
  const ports = [await freePort(), await freePort()];
  const start = (port, command) => startServer({ env: { ...env, PORT: port }, command });
  const nodes = await Promise.all(ports.map((port) => start(port, BEFORE)));
  try {
    const port = await freePort();
    ends.push(await startExample(name, port, ports));
    const talkers = await arrive(port);
    const talking = setInterval(() => talk(talkers), TALK);
    await delay(2 * TALK);
    for (const at of nodes.keys()) {
      const back = watch(talkers);
      const stopped = nodes[at].stop();
      assert.equal(await stopped, 0, 'the node exited normally');
      nodes[at] = await start(ports[at]);
      const isMixed = BEFORE && at < nodes.length - 1;
      const all = isMixed ? mix(name, port) : until(() => talkers.every(({ isOnline }) => isOnline), 'all clients are back', PATIENCE);
      await all.finally(async () => {
        console.log(`${name}: node ${at + 1} restarted: ${back()}`);
        if (BEFORE) await show(nodes);
      });
      await delay(3 * TALK); // the proxy detects the restarted node
    }
    clearInterval(talking);
    await settle(talkers);
    report(name, talkers);
    talkers.forEach((each) => each.leave());
  } finally {
    await Promise.all(nodes.map((node) => node.stop('SIGKILL')));
    ends.forEach((end) => end());
  }
}

async function arrive(port) {
  const talkers = await open(port, 'rolling', CLIENTS);
  await until(() => talkers.every(({ isOnline }) => isOnline), 'all clients are online', PATIENCE);
  return talkers;
}

async function open(port, prefix, count) {
  const sdk = loadSdk({ WebSocket, setTimeout, clearTimeout });
  const talkers = [];
  for (let i = 0; i < count; i += 1) {
    const number = Math.floor(i / PER_ROOM);
    const room = `${prefix}-${number}`;
    talkers.push(number % 2 ? new PlainTalker(WebSocket, port, room, i) : new Talker(sdk, WebSocket, [port], room, i));
    talkers[i].ticks = [null];
    if (i % (ARRIVALS / 10) === 0) await delay(100);
  }
  return talkers;
}

/** Lets one member of each room publish. Each member records its connection, by the number of losses, or null. */
function talk(talkers) {
  for (const talker of talkers) {
    talker.ticks.push(talker.isOnline ? talker.losses : null);
    if (talker.number % PER_ROOM === 0) talker.say();
  }
}

/** Waits while nodes of two versions run, and reports how many new clients can join meanwhile. */
async function mix(name, port) {
  const newcomers = await open(port, 'new', CLIENTS / 10);
  await delay(MIXED);
  const counts = levels(newcomers).map((level) => `${level.filter(({ isOnline }) => isOnline).length} of ${level.length}`);
  console.log(`${name}: nodes of both versions for ${MIXED / 1000} s: ${counts[0]} new clients of level 0 and ${counts[1]} of level 1 are online`);
  newcomers.forEach((each) => each.leave());
}

/** Records lost connections and returns from now on; returns a function that reports them. */
function watch(talkers) {
  const began = performance.now();
  const outages = [];
  const returns = [];
  const stops = talkers.map((talker) => {
    let lost = 0;
    return talker.on('$state', (state) => {
      if (state === 'reconnecting') lost ||= performance.now();
      if (state !== 'online' || !lost) return;
      outages.push(performance.now() - lost);
      returns.push(performance.now() - began);
      lost = 0;
    });
  });
  return () => {
    stops.forEach((stop) => stop());
    const away = levels(talkers).map((level) => level.filter(({ isOnline }) => !isOnline).length);
    const absent = `${away[0]} of level 0 and ${away[1]} of level 1 are away`;
    if (!returns.length) return `no client came back; ${absent}`;
    const last = Math.max(...returns);
    const rate = returns.length / ((last - Math.min(...returns)) / 1000);
    const busiest = Math.max(...returns.map((from) => returns.filter((each) => each >= from && each < from + 1000).length));
    return `${returns.length} came back, the last ${seconds(last)} s after the SIGTERM; ${Math.round(rate)} a second, ${busiest} in the `
      + `busiest one; away for ${spread(outages)} s; ${absent}`;
  };
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => seconds(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`;
}

function seconds(millis) {
  return (millis / 1000).toFixed(1);
}

/** Prints the readiness of the nodes and the events of their logs that concern other nodes. */
async function show(nodes) {
  for (const [at, { url, output }] of nodes.entries()) {
    const { checks } = await (await fetch(`${url}/q/health/ready`)).json();
    console.log(`  node ${at + 1}: ${JSON.stringify(checks.find(({ name }) => name === 'roomcast').data)}`);
    for (const [event] of output.matchAll(EVENTS)) console.log(`    ${event}`);
  }
}

/** Waits until every publication is answered and delivered to all clients. */
async function settle(talkers) {
  const [plain, sdk] = levels(talkers);
  await Promise.all(sdk.map((talker) => talker.answered()));
  await until(() => plain.every(({ isAnswered }) => isAnswered), 'all clients of level 0 received their own messages', PATIENCE);
  await until(() => rooms(talkers).every((room) => new Set(room.map(({ last }) => last)).size === 1), 'all clients received all publications', PATIENCE);
}

/** The clients of level 0 and those of level 1. */
function levels(talkers) {
  return [PlainTalker, Talker].map((type) => talkers.filter((each) => each instanceof type));
}

function rooms(talkers) {
  return Array.from({ length: Math.ceil(talkers.length / PER_ROOM) }, (_, room) => talkers.slice(room * PER_ROOM, (room + 1) * PER_ROOM));
}

/**
 * Checks that all members received the publications of the first one in order and once, over all epochs, and every
 * publication during which both were connected: nodes never split a room silently.
 */
function judgeOrder([speaker, ...others]) {
  const isHere = ({ ticks }, number) => ticks[number] !== null
    && ticks.slice(number - 1, number + LATENCY / TALK).every((tick) => tick === ticks[number]);
  const logs = [speaker, ...others].map(received);
  const shared = [...new Set(logs.flat())].filter((number) => isHere(speaker, number));
  for (const [at, log] of logs.entries()) {
    const { number: client } = at ? others[at - 1] : speaker;
    log.forEach((number, i) => assert.ok(!i || number > log[i - 1], `client ${client} received ${number} after ${log[i - 1]}`));
    const missed = at ? shared.filter((number) => isHere(others[at - 1], number) && !log.includes(number)) : [];
    assert.deepEqual(missed, [], `client ${client} was connected and missed these publications of client ${speaker.number}`);
  }
}

function report(name, talkers) {
  const [plain, sdk] = levels(talkers);
  const sum = (value, members = sdk) => members.reduce((total, each) => total + value(each), 0);
  const heard = (each) => received(each).length;
  rooms(sdk).forEach(judge);
  rooms(plain).forEach(judgePlain);
  rooms(talkers).forEach(judgeOrder);
  if (!BEFORE) {
    assert.equal(sum(({ answers }) => answers.filter(({ code }) => code).length), 0, 'every publication was acknowledged');
    assert.equal(sum(heard), sum(({ answers }) => answers.length) * PER_ROOM, 'every client received every publication');
    assert.equal(sum(({ resets }) => resets), 0, 'no client received recovered:false');
  }
  console.log(`${name}: no publication lost silently, repeated or out of order\n`
    + `  level 1: ${sdk.length} clients, ${outcomes(sdk)}, ${sum(heard)} received; ${sum(({ recoveries }) => recoveries)} recoveries with `
    + `${sum(({ recovered }) => recovered)} publications, ${sum(({ resets }) => resets)} recovered:false, ${sum(({ gaps }) => gaps)} gaps, `
    + `${sum(({ failures }) => failures)} failed attempts\n`
    + `  level 0: ${plain.length} clients, ${outcomes(plain)}, ${sum(heard, plain)} received; ${sum(({ losses }) => losses, plain)} connections lost`);
}

/** Counts the answers to all publications. */
function outcomes(talkers) {
  const counts = {};
  for (const { code = 'acknowledged' } of talkers.flatMap(({ answers }) => answers)) counts[code] = (counts[code] ?? 0) + 1;
  return Object.entries(counts).map(([code, count]) => `${count} ${code}`).join(', ');
}
