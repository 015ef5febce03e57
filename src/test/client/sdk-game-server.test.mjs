/** Tests of the client for games with the real server. Features that the server lacks are skipped with a message. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { loadGame, plain, until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer;

let server;
let game;
let rooms = [];
let number = 0;

before(async () => {
  if (skip) return;
  server = await startServer();
  game = loadGame({ WebSocket, setTimeout, clearTimeout, console }).roomcastGame;
});

after(() => server?.stop());

beforeEach(() => {
  number += 1;
});

afterEach(() => {
  for (const room of rooms.splice(0)) room.leave();
});

function keep(room) {
  rooms.push(room);
  return room;
}

async function enter(user, options = {}) {
  const room = keep(game.join(server.wsUrl(`/ws/game-${number}`), { user, ...options }));
  await until(() => room.state !== 'connecting', 'the client is online');
  return room;
}

const rejected = (promise, code) => assert.rejects(promise, (wrong) => wrong.code === code, code);

test('keeps state, conflicts and seats equal for all players', { skip }, async () => {
  const li = await enter('li');
  const wang = await enter('wang');
  await until(() => li.players.length === 2);
  const [first, second] = await Promise.allSettled([li.takeSeat(0), wang.takeSeat(0)]);
  const winner = first.status === 'fulfilled' ? li : wang;
  assert.equal([first, second].filter(({ status }) => status === 'fulfilled').length, 1);
  const { reason } = first.status === 'rejected' ? first : second;
  assert.equal(reason.code, 'conflict');
  await until(() => [li, wang].every((room) => room.seat(0)?.client === winner.me.client));
  await li.setReady();
  await wang.setReady();
  await until(() => li.areAllReady(2) && wang.areAllReady(2));
  const mei = await enter('mei', { game: 'watch' });
  assert.deepEqual(plain(mei.shared), plain(li.shared));
  await rejected(mei.set({ a: 1 }), 'forbidden');
  wang.leave();
  await until(() => !(`${wang.me.client}/ready` in mei.shared));
});

test('loses no increment with if', { skip }, async () => {
  const players = [await enter('a'), await enter('b'), await enter('c')];
  let acks = 0;
  const add = async (room) => {
    for (let i = 0; i < 10;) {
      try {
        await room.set({ sum: (room.shared.sum ?? 0) + 1 }, { if: true });
        acks += 1;
        i += 1;
      } catch (wrong) {
        if (wrong.code !== 'conflict') throw wrong;
      }
    }
  };
  await Promise.all(players.map(add));
  await until(() => players.every((room) => room.shared.sum === 30));
  assert.equal(acks, 30);
});

test('lets the first player be host, transfer the role, remove a member, and close the room', { skip }, async () => {
  const li = await enter('li', { expect: 'new' });
  const wang = await enter('wang', { expect: 'old' });
  assert.deepEqual([li.isHost, wang.isHost], [true, false]);
  await rejected(wang.kick(li.me.client), 'forbidden');
  await li.makeHost(wang.me.client);
  await until(() => wang.isHost && li.host === wang.me.client);
  await wang.set({ $open: false });
  const ends = [];
  for (const expect of [undefined, 'new']) {
    const late = keep(game.join(server.wsUrl(`/ws/game-${number}`), { expect }));
    late.on('$state', (state, { code }) => state === 'closed' && ends.push(code));
    await until(() => late.state === 'closed');
  }
  assert.deepEqual(ends, [4515, 4517]);
  await wang.kick(li.me.client);
  await until(() => li.state === 'closed');
});

test('opens a room by its code and refuses a wrong code', { skip }, async () => {
  const prefix = server.wsUrl(`/ws/duel${number}-`);
  const li = keep(await game.createRoom(prefix, { set: { $max: 2 } }));
  let name;
  li.on('$connect', (data) => (name = data.room));
  await rejected(game.enterRoom(prefix, 'ZZZZZZ'), 'closed');
  assert.ok(li.isHost && name === undefined);
});

/** A game that sums up its inputs, so that equal sums show equal frames. */
class Toy {
  frames = [];
  sum = 1;
  ends = [];
  start(run) {
    Object.assign(this, { run, frames: [], sum: 1 });
  }
  step({ frame, inputs, changes }) {
    this.frames.push(frame);
    for (const { slot, data } of inputs) this.sum = (this.sum * 31 + slot * 7 + data + Math.floor(this.run.random() * 1_000)) % 1_000_003;
    for (const { slot } of changes) this.sum = (this.sum * 17 + slot) % 1_000_003;
  }
  end(reason) {
    this.ends.push(reason);
  }
}

const isWhole = ({ frames }) => frames.every((frame, i) => frame === i + 1);

test('computes the same frames for all players, including a reconnected and a late one', { skip }, async (context) => {
  const cuts = [];
  class Breakable extends WebSocket {
    constructor(...values) {
      super(...values);
      cuts.push(this);
    }
  }
  const li = await enter('li');
  const wang = await enter('wang', { platform: Breakable });
  await until(() => li.players.length === 2);
  const toys = [new Toy(), new Toy(), new Toy()];
  const runs = [li.run(toys[0]), wang.run(toys[1])];
  try {
    await runs[0].start(30);
  } catch (wrong) {
    if (wrong.code !== 'unknown_method') throw wrong;
    context.skip('This server has no frame sync: it was NOT tested!');
    return;
  }
  await rejected(runs[1].start(20), 'forbidden');
  const talk = setInterval(() => runs.forEach((run, i) => run.input(i + 1)), 40);
  try {
    await until(() => toys[1].frames.length > 15);
    cuts.at(-1).terminate();
    await until(() => toys[0].frames.length > 60);
    const mei = await enter('mei');
    mei.run(toys[2]);
    await until(() => toys[2].frames.length > 90);
  } finally {
    clearInterval(talk);
  }
  await runs[0].stop();
  await until(() => toys.every(({ ends }) => ends.length === 1));
  assert.ok(toys.every(isWhole));
  assert.deepEqual(toys.map(({ ends }) => ends[0]), ['stopped', 'stopped', 'stopped']);
  assert.equal(toys[1].sum, toys[0].sum);
  assert.equal(toys[2].sum, toys[0].sum);
  assert.equal(toys[1].frames.length, toys[0].frames.length);
});
