/**
 * `npm run rolling-check -- nginx haproxy caddy`: restarts two nodes that share a Redis one after the other, behind a
 * proxy with its example file, while the members of 200 rooms publish. All clients must reconnect and receive every
 * publication once and in order. It takes about a minute for each proxy.
 *
 *   ROOMCAST_SERVER   the command line of the server, a JSON array
 *   ROOMCAST_CLIENTS  the number of clients, ten in each room; 2000 if it is not set
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { names, startExample, startTool } from './proxies.mjs';
import { loadSdk, until } from './sdk.mjs';
import { freePort, noServer, startServer } from './server.mjs';
import { judge, Talker } from './talker.mjs';

const CLIENTS = Number(process.env.ROOMCAST_CLIENTS ?? 2000);
const PER_ROOM = 10;
const TALK = 1_000; //     milliseconds from one message in a room to the next
const ARRIVALS = 500; //   a second
const PATIENCE = 120_000;
const WHOLE = 300_000; // timeout of a check

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
  const start = (port) => startServer({ env: { ...env, PORT: port } });
  const nodes = await Promise.all(ports.map(start));
  try {
    const port = await freePort();
    ends.push(await startExample(name, port, ports));
    const talkers = await arrive(port);
    const talking = setInterval(() => talkers.forEach((each) => each.number % PER_ROOM || each.say()), TALK);
    await delay(2 * TALK);
    for (const at of nodes.keys()) {
      const back = watch(talkers);
      const stopped = nodes[at].stop();
      assert.equal(await stopped, 0, 'the node exited normally');
      nodes[at] = await start(ports[at]);
      await until(() => talkers.every(({ isOnline }) => isOnline), 'all clients are back', PATIENCE);
      console.log(`${name}: node ${at + 1} restarted: ${back()}`);
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
  const sdk = loadSdk({ WebSocket, setTimeout, clearTimeout });
  const talkers = [];
  for (let i = 0; i < CLIENTS; i += 1) {
    talkers.push(new Talker(sdk, WebSocket, [port], `rolling-${Math.floor(i / PER_ROOM)}`, i));
    if (i % (ARRIVALS / 10) === 0) await delay(100);
  }
  await until(() => talkers.every(({ isOnline }) => isOnline), 'all clients are online', PATIENCE);
  return talkers;
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
    const last = Math.max(...returns);
    const rate = returns.length / ((last - Math.min(...returns)) / 1000);
    const busiest = Math.max(...returns.map((from) => returns.filter((each) => each >= from && each < from + 1000).length));
    return `${returns.length} came back, the last ${seconds(last)} s after the SIGTERM; ${Math.round(rate)} a second, ${busiest} in the `
      + `busiest one; away for ${spread(outages)} s`;
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

/** Waits until every publication is answered and delivered to all clients. */
async function settle(talkers) {
  await Promise.all(talkers.map((talker) => talker.answered()));
  await until(() => rooms(talkers).every((room) => new Set(room.map(({ last }) => last)).size === 1), 'all clients received all publications', PATIENCE);
}

function rooms(talkers) {
  return Array.from({ length: Math.ceil(talkers.length / PER_ROOM) }, (_, room) => talkers.slice(room * PER_ROOM, (room + 1) * PER_ROOM));
}

function report(name, talkers) {
  const sum = (value) => talkers.reduce((total, each) => total + value(each), 0);
  rooms(talkers).forEach(judge);
  const said = sum(({ answers }) => answers.length);
  assert.equal(sum(({ answers }) => answers.filter(({ code }) => code).length), 0, 'every publication was acknowledged');
  assert.equal(sum(({ log }) => log.length), said * PER_ROOM, 'every client received every publication');
  assert.equal(sum(({ resets }) => resets), 0, 'no client received recovered:false');
  console.log(`${name}: ${CLIENTS} clients, ${said} publications, each received by all ${PER_ROOM}: 0 lost; `
    + `${sum(({ recoveries }) => recoveries)} recoveries with ${sum(({ recovered }) => recovered)} publications, 0 recovered:false, `
    + `${sum(({ gaps }) => gaps)} gaps, ${sum(({ failures }) => failures)} failed attempts`);
}
