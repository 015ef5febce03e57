/** Tests of joins while the server is unreachable, which end after the application's timeout. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { enter, pass, result, server, start } from './game-world.mjs';
import { game } from './played.mjs';

beforeEach(() => start());

const PREFIX = 'wss://host/ws/duel-';
const options = (more) => ({ platform: server.platform(), user: 'li', timeout: 3_000, ...more });

/** Checks that no room is joined later, when the server is reachable again. */
async function entersNothingLater() {
  server.unreachable.clear();
  await pass(60_000, 100);
  assert.deepEqual([...server.rooms.values()].flatMap(({ members }) => members).filter(({ user }) => user === 'li'), []);
}

test('rejects createRoom with timeout while the server cannot be reached', async () => {
  server.unreachable.add('li');
  await assert.rejects(result(game.createRoom(PREFIX, options()), 4_000), { code: 'timeout', retry: true });
  await entersNothingLater();
});

test('rejects enterRoom with timeout while the server cannot be reached', async () => {
  server.unreachable.add('li');
  await assert.rejects(result(game.enterRoom(PREFIX, '7KQ2M9', options()), 4_000), { code: 'timeout' });
  await entersNothingLater();
});

test('rejects quickJoin with timeout while the rooms cannot be reached', async () => {
  const lobby = enter('lobby', {}, 'lobby');
  await pass(50);
  server.unreachable.add('li');
  await assert.rejects(result(game.quickJoin(lobby, PREFIX, options()), 4_000), { code: 'timeout' });
  await result(game.createRoom(PREFIX, options({ user: 'wang', set: { $list: {} } })));
  await assert.rejects(result(game.quickJoin(lobby, PREFIX, options()), 4_000), { code: 'timeout' });
  await entersNothingLater();
});

test('leaves a created room without a timely acknowledgement of its changes', async () => {
  const { receive } = server;
  server.receive = (line, frame) => frame.set || receive.call(server, line, frame);
  await assert.rejects(result(game.createRoom(PREFIX, options({ set: { $max: 2 } })), 4_000), { code: 'timeout' });
  await entersNothingLater();
});

test('keeps a room that was joined in time', async () => {
  const room = await result(game.createRoom(PREFIX, options({ set: { $max: 2 } })));
  await pass(10_000, 100);
  assert.equal(room.state, 'online');
});

test('waits without a timeout until the server is reachable', async () => {
  server.unreachable.add('li');
  const created = game.createRoom(PREFIX, options({ timeout: undefined }));
  await pass(60_000, 100);
  server.unreachable.clear();
  assert.ok((await result(created, 40_000)).isHost);
});

test('names a room by its address', async () => {
  const room = await result(game.createRoom(PREFIX, options()));
  assert.deepEqual([room.name], [...server.rooms.keys()]);
  assert.equal(enter('wang', {}, 'a%3Ab?x=1').name, 'a:b');
});

test('rejects a typed code that is no room name', async () => {
  for (const typed of ['12/34', '房间', undefined]) await assert.rejects(game.enterRoom(PREFIX, typed, options()), { name: 'TypeError' });
  await assert.rejects(game.createRoom('wss://host/room/', options()), /address/);
  await assert.rejects(game.quickJoin(enter('li', {}, 'lobby'), 'wss://host/room/', options()), { name: 'TypeError' });
});
