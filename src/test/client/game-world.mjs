/** Test environment with a simulated game server and a toy game. */
import assert from 'node:assert/strict';
import { GameServer } from './game-server.mjs';
import { begin, EPOCH, game, plain, platform, settled } from './played.mjs';

export let server;

export function start(options, globals) {
  begin({ hasClock: true, ...globals });
  server = new GameServer(Object.assign(platform, { base: EPOCH }), options);
}

export async function pass(ms, step = 10) {
  for (let passed = 0; passed < ms; passed += step) {
    platform.pass(step);
    await settled();
  }
}

/** Returns the result of a promise and advances the clock until it is settled. */
export async function result(promise, ms = 500) {
  let value;
  let wrong;
  promise.then((given) => (value = { given }), (error) => (wrong = error));
  for (let passed = 0; passed < ms && !value && !wrong; passed += 10) await pass(10);
  if (wrong) throw wrong;
  assert.ok(value, 'the promise was not settled');
  return value.given;
}

export function enter(user, options = {}, name = 'duel-1') {
  return game.join(`wss://host/ws/${name}`, { platform: server.platform(), user, ...options });
}

export async function two() {
  const rooms = [enter('li'), enter('wang')];
  await pass(100);
  return rooms;
}

/** A game whose state is a number computed from all inputs and changes. */
export class Toy {
  log = [];
  state = 1;
  ends = [];
  starts = 0;
  behinds = [];
  late = 0;
  work = 0;
  constructor(more = {}) {
    Object.assign(this, more);
  }
  start(run) {
    Object.assign(this, { run, log: [], state: 1 });
    this.starts += 1;
  }
  step(frame, isLate) {
    this.late += isLate ? 1 : 0;
    platform.now += this.work;
    this.log.push(plain(frame));
    for (const { slot, data } of frame.inputs) this.state = (this.state * 31 + slot * 7 + data + Math.floor(this.run.random() * 1_000)) % 1_000_003;
    for (const { slot } of frame.changes) this.state = (this.state * 17 + slot) % 1_000_003;
  }
  end(reason) {
    this.ends.push(reason);
  }
  behind(frames) {
    this.behinds.push(frames);
  }
}

export async function playing(make = () => new Toy(), rate = 30) {
  const rooms = await two();
  const games = rooms.map(make);
  const runs = rooms.map((room, i) => room.run(games[i]));
  await result(runs[0].start(rate));
  return { rooms, games, runs };
}

export const numbers = ({ log }) => log.map(({ frame }) => frame);
export const same = (a, b) => assert.deepEqual(a.log.slice(0, Math.min(a.log.length, b.log.length)), b.log.slice(0, Math.min(a.log.length, b.log.length)));
