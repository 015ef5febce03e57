/**
 * Measures how soon a phone catches up with a game at 30 frames a second after a minute in the background:
 *
 *   node frames-return.mjs [seconds]      with ROOMCAST_SERVER as in the tests
 *
 * One player sends an input for every frame and a snapshot every minute. The other phones are in the background: a game
 * on WeChat's manager, a game without snapshots, and a game with snapshots. This script is not part of the tests,
 * because it takes more than a minute.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { loadGame, until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';
import { createWx } from './wx.mjs';

if (noServer) process.exit(2);
const SECONDS = Number(process.argv[2] ?? 60);
const RATE = 30;
const ROOM = 'gsm-RETURN0000';
const server = await startServer({ env: { ROOMCAST_ROOM_LINGER: '300s' } });

/** A phone with its own storage and timers. */
function phone(user) {
  const wx = createWx({ game: true });
  const stored = new Map();
  Object.assign(wx, {
    getStorageSync: (key) => stored.get(key) ?? '',
    setStorageSync: (key, value) => stored.set(key, value),
    removeStorageSync: (key) => stored.delete(key),
    getUserInfo: ({ success }) => success({ userInfo: { nickName: user, avatarUrl: '' } }),
  });
  return wx;
}

function game(user, withSnapshots) {
  const wx = phone(user);
  const { roomcastGame } = loadGame({ wx, console, ...wx.$timers });
  const room = roomcastGame.join(server.wsUrl(`/ws/${ROOM}`), { user, platform: wx });
  const state = { sum: 0 };
  const snapshots = { snapshot: () => ({ ...state }), restore: (data) => Object.assign(state, data) };
  const run = room.run({
    start: () => (state.sum = 0),
    step: ({ inputs }) => inputs.forEach(({ data }) => (state.sum += data)),
    ...(withSnapshots ? snapshots : {}),
  });
  return { wx, room, run, state, at: () => run.frame };
}

async function managed(user) {
  const wx = phone(user);
  const { roomcastGsm } = loadGame({ wx, console, ...wx.$timers }, ['roomcast-gsm.js']);
  const manager = roomcastGsm.gameServerManager({ url: server.wsUrl(''), wx });
  let at = 0;
  manager.onSyncFrame(({ frameId }) => (at = frameId));
  await manager.joinRoom({ accessInfo: ROOM });
  return { wx, manager, at: () => at };
}

const host = game('host', true);
await until(() => host.room.state === 'online');
await host.room.set({ 'gsm/state': 2 });
const others = { "WeChat's manager": await managed('shim'), 'without snapshots': game('plain', false), 'with snapshots': game('kept', true) };
await host.run.start(RATE);
const play = setInterval(() => host.run.input(1), 1000 / RATE);
await until(() => Object.values(others).every(({ at }) => at() > 5), 'all play');
for (const { wx } of Object.values(others)) wx.$background({ after: 0, how: 'silent' });
await delay(SECONDS * 1000);
const before = Object.fromEntries(Object.entries(others).map(([name, { at }]) => [name, at()]));
const results = await Promise.all(Object.entries(others).map(async ([name, { wx, at }]) => {
  const began = performance.now();
  wx.$foreground();
  await until(() => host.at() - at() <= 5, `${name} has caught up`);
  return [name, host.at() - before[name], Math.round(performance.now() - began)];
}));
clearInterval(play);
console.log(`| after ${SECONDS} s in the background | frames missed | caught up after, ms |\n|---|---|---|`);
for (const [name, frames, millis] of results) console.log(`| ${name} | ${frames} | ${millis} |`);
const { sum } = host.state;
const isSame = await until(() => ['without snapshots', 'with snapshots'].every((name) => Math.abs(others[name].state.sum - sum) < 200)).then(() => true, () => false);
console.log(isSame ? 'all phones computed the same game' : 'the games DIFFER');
await server.stop();
process.exit(isSame ? 0 : 1);
