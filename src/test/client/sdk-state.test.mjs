/** Tests of shared state, host and admission with a simulated server. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { GameServer } from './game-server.mjs';
import { begin, EPOCH, joined, MEMBERS, plain, platform, say, sdk, sent, settled, welcome } from './played.mjs';

let server;

beforeEach(() => {
  begin({ hasClock: true });
  server = new GameServer(Object.assign(platform, { base: EPOCH }));
});

async function pass(ms) {
  for (let passed = 0; passed < ms; passed += 10) {
    platform.pass(10);
    await settled();
  }
}

function enter(user, options = {}) {
  const own = server.platform();
  const room = sdk.join('wss://host/ws/r1', { platform: own, user, game: 'play', ...options });
  const seen = { shared: [], hosts: [], ends: [], errors: [] };
  room.on('$shared', (shared, changed) => seen.shared.push([plain(shared), plain(changed)]));
  room.on('$host', (host) => seen.hosts.push(host));
  room.on('$state', (state, { code }) => state === 'closed' && seen.ends.push(code));
  room.on('$error', ({ code }) => seen.errors.push(code));
  return { room, seen };
}

const good = { user: 'li', client: 'c_1', session: 's', epoch: 'e', offset: 10, resumed: false, recovered: false, publications: [], members: [{ ...MEMBERS[0], game: 'play' }], time: 1 };

test('requests the game and loads the state of the answer', () => {
  const { room } = joined({ game: 'play', expect: 'new', key: 'k' });
  platform.line.events.opened();
  assert.deepEqual(sent()[0].data, { game: 'play', key: 'k', expect: 'new' });
  welcome({ ...good, game: 'play', host: 'c_1', state: { phase: 'wait', $max: 2, __proto__: undefined } });
  assert.deepEqual(plain(room.shared), { phase: 'wait', $max: 2 });
  assert.deepEqual([room.game, room.host, room.isHost], ['play', 'c_1', true]);
  platform.line.events.closed(1006, '');
  platform.pass(2_000);
  platform.line.events.opened();
  assert.deepEqual(sent()[0].data, { game: 'play', key: 'k', session: 's', epoch: 'e', offset: 10 }, 'the room is no longer new');
});

test('accepts keys with any name', () => {
  const { room } = joined({ game: 'play' });
  welcome({ ...good, game: 'play', state: {} });
  platform.line.events.received('{"method":"m","user":"x","client":"c_9","offset":11,"set":{"__proto__":1,"constructor":2,"toString":3}}');
  assert.deepEqual(Object.keys(room.shared).sort(), ['__proto__', 'constructor', 'toString']);
  assert.equal(room.shared.__proto__, 1);
  platform.line.events.received('{"method":"m","user":"x","client":"c_9","offset":12,"set":{"__proto__":null}}');
  assert.ok(!('__proto__' in room.shared));
});

test('delivers a message together with its changes', async () => {
  const li = enter('li');
  const wang = enter('wang');
  await pass(100);
  const at = [];
  wang.room.on('move', (data, from) => at.push([data, wang.room.shared['board/4'], plain(from.set), wang.room.position.offset]));
  const { offset } = await Promise.race([li.room.send('move', { at: 4 }, { ack: true, set: { 'board/4': 'x' } }), pass(100).then(() => assert.fail('no answer'))]);
  await pass(20);
  assert.deepEqual(plain(at), [[{ at: 4 }, 'x', { 'board/4': 'x' }, offset]]);
  const mei = enter('mei');
  await pass(100);
  assert.deepEqual(plain(mei.room.shared), { 'board/4': 'x' });
});

test('accepts one of two conditional changes and reports the conflict after its cause', async () => {
  const li = enter('li');
  const wang = enter('wang');
  await pass(100);
  const first = li.room.set({ turn: 'li' }, { if: true });
  const second = wang.room.set({ turn: 'wang' }, { if: true }).then(() => assert.fail('the second change was accepted'), (error) => [error.code, error.offset, error.retry, wang.room.shared.turn]);
  await pass(100);
  await first;
  assert.deepEqual(await second, ['conflict', 1, false, 'li']);
  const other = wang.room.set({ elsewhere: 1 }, { if: true, method: 'go', data: 7 });
  await pass(100);
  assert.deepEqual(plain(await other), { offset: 2 });
});

test('delays a conflict until its cause has arrived', async () => {
  const { room } = joined({ game: 'play' });
  welcome({ ...good, game: 'play', state: {} });
  let told = null;
  room.set({ a: 1 }, { if: true }).catch((error) => (told = [error.code, room.shared.a]));
  const [, { id, if: position }] = sent();
  assert.deepEqual(position, { epoch: 'e', offset: 10 });
  say({ method: '$error', id, data: { code: 'conflict', message: '', retry: false, offset: 11 } });
  await settled();
  assert.equal(told, null);
  say({ method: 'm', user: 'x', client: 'c_9', offset: 11, set: { a: 2 } });
  await settled();
  assert.deepEqual(told, ['conflict', 2]);
});

test('repeats a conflicting request after a reconnect when its cause is missing', async () => {
  const { room } = joined({ game: 'play' });
  welcome({ ...good, game: 'play', state: {} });
  const result = room.set({ a: 1 }, { if: true }).catch(({ code }) => [code, room.shared.a]);
  const { id } = sent()[1];
  say({ method: '$error', id, data: { code: 'conflict', message: '', retry: false, offset: 11 } });
  platform.line.events.closed(1006, '');
  platform.pass(2_000);
  welcome({ ...good, game: 'play', resumed: true, recovered: true, offset: 11, publications: [{ method: 'm', user: 'x', client: 'c_9', offset: 11, set: { a: 2 } }] });
  assert.equal(sent()[1].id, id);
  say({ method: '$error', id, data: { code: 'conflict', message: '', retry: false, offset: 11 } });
  assert.deepEqual(await result, ['conflict', 2]);
});

test('keeps keys of a client while it is a member', async () => {
  const li = enter('li');
  const wang = enter('wang');
  await pass(100);
  const key = `${wang.room.me.client}/ready`;
  wang.room.set({ [key]: true });
  await pass(50);
  assert.equal(li.room.shared[key], true);
  server.cut('r1', wang.room.me.client);
  await pass(20);
  assert.equal(li.room.shared[key], true, 'an away member keeps its keys');
  await pass(2_000);
  wang.room.leave();
  await pass(50);
  assert.ok(!(key in li.room.shared));
  assert.deepEqual(li.seen.shared.at(-1)[1], [key]);
});

test('shows a key once its client is announced', () => {
  const { room } = joined({ game: 'play' });
  welcome({ ...good, game: 'play', state: {} });
  say({ method: 'm', user: 'x', client: 'c_9', offset: 11, set: { 'c_9/ready': true } });
  assert.ok(!('c_9/ready' in room.shared));
  say({ method: '$presence', data: { joins: [{ user: 'x', client: 'c_9', state: 'online', info: {}, game: 'play' }], leaves: [], updates: [] } });
  assert.equal(room.shared['c_9/ready'], true);
});

test('takes the state from the recovery or from the server after a lost connection', async () => {
  const li = enter('li');
  const wang = enter('wang');
  await pass(100);
  await Promise.all([li.room.set({ a: 1, b: 1 }), pass(50)]);
  server.cut('r1', wang.room.me.client);
  await Promise.all([li.room.set({ a: 2, b: null }), pass(5)]);
  await pass(3_000);
  assert.deepEqual(plain(wang.room.shared), { a: 2 });
  server.cut('r1', wang.room.me.client);
  server.room('r1').epoch = 'e2';
  await pass(3_000);
  assert.deepEqual(plain(wang.room.shared), { a: 2 });
  assert.equal(wang.room.position.epoch, 'e2');
});

test('reports the host, transfers the role, and removes a member', async () => {
  const li = enter('li');
  const wang = enter('wang');
  const mei = enter('mei', { game: 'watch' });
  await pass(100);
  assert.deepEqual([li.room.isHost, wang.room.isHost, wang.room.host], [true, false, li.room.me.client]);
  const refused = wang.room.kick(li.room.me.client).catch(({ code }) => code);
  li.room.makeHost(wang.room.me.client);
  await pass(50);
  assert.equal(await refused, 'forbidden');
  assert.deepEqual([li, wang, mei].map(({ room }) => room.host), Array(3).fill(wang.room.me.client));
  assert.equal(wang.seen.hosts.at(-1), wang.room.me.client);
  wang.room.kick(li.room.me.client);
  await pass(50);
  assert.deepEqual(li.seen.ends, [4512]);
  assert.deepEqual(plain(wang.room.members).map(({ user }) => user), ['wang', 'mei']);
  wang.room.leave();
  await pass(50);
  assert.equal(mei.room.host, null);
});

test('reports refused admission by its code and does not retry', async () => {
  const li = enter('li');
  await pass(50);
  li.room.set({ $open: false, $key: 'secret' });
  await pass(50);
  assert.equal(li.room.shared.$key, true);
  const late = [enter('wang'), enter('mei', { expect: 'new' })];
  await pass(100);
  assert.deepEqual(late.map(({ seen }) => seen.ends[0]), [4515, 4517]);
  li.room.set({ $open: null });
  await pass(50);
  const keys = [enter('wang', { key: 'wrong' }), enter('mei', { key: 'secret' })];
  await pass(100);
  assert.deepEqual([keys[0].seen.ends[0], keys[1].room.state], [4516, 'online']);
});

test('omits game features without the option', async () => {
  const li = enter('li');
  const wang = enter('wang', { game: undefined });
  await pass(100);
  li.room.set({ a: 1 });
  await pass(50);
  assert.deepEqual(plain(wang.room.shared), {});
  assert.equal(wang.seen.shared.length, 0);
  assert.equal(wang.room.game, undefined);
});
