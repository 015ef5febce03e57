/** Tests of the client in edge cases, with a simulated server and a manual clock. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { begin, heard, joined, MEMBERS, plain, platform, publication, say, sdk, sent, settled, welcome } from './played.mjs';
import { loadSdk } from './sdk.mjs';

beforeEach(begin);

const HOUR = 3_600_000;

function look() {
  for (const each of platform.watchers) each(true);
}

function errors(seen) {
  return seen.filter(([event]) => event === '$error').map(([, code]) => code);
}

test('reconnects or closes by the close code', () => {
  for (const code of [1000, 1001, 1005, 1006, 1011, 1012, 1013, 4001, 4008, 4010, 4012, 4013, 4499]) {
    const { room } = joined();
    welcome();
    platform.line.events.closed(code, '');
    assert.equal(room.state, 'reconnecting', `${code}`);
    room.leave();
  }
  for (const code of [1009, 4500, 4501, 4502, 4503, 4504, 4507, 4510, 4511, 4512, 4513, 4514]) {
    const { room } = joined();
    welcome();
    platform.line.events.closed(code, '');
    assert.equal(room.state, 'closed', `${code}`);
  }
});

test('reports an address that cannot be opened without affecting other rooms', () => {
  const open = platform.open.bind(platform);
  platform.open = () => { throw new SyntaxError('no such address'); };
  const bad = joined();
  assert.deepEqual(errors(bad.seen), ['connect']);
  platform.open = open;
  const good = joined();
  welcome();
  assert.equal(good.room.state, 'online');
  assert.equal(bad.room.state, 'reconnecting');
});

test('opens no connection after an early leave', () => {
  const room = sdk.join('wss://host/ws/r1', { platform });
  room.leave();
  platform.pass(60_000);
  assert.equal(platform.lines.length, 0);
  assert.equal(room.state, 'closed');
});

test('sends $leave when it leaves during the handshake', () => {
  const { room } = joined();
  platform.line.events.opened();
  room.leave();
  assert.deepEqual(sent().map(({ method }) => method), ['$connect', '$leave']);
  platform.pass(60_000);
  assert.ok(platform.line.closed);
  assert.equal(platform.lines.length, 1);
  assert.equal(platform.timers.length, 0);
  assert.equal(platform.watchers.size, 0);
});

test('leaves from within any listener', () => {
  for (const event of ['online', 'reconnecting', '$error', '$reset', 'm', '$presence']) {
    begin();
    const { room } = joined();
    let leaves = false;
    const leave = () => leaves && room.leave();
    for (const each of ['$error', '$reset', 'm', '$presence']) if (each === event) room.on(each, leave);
    room.on('$state', (state) => state === event && room.leave());
    welcome();
    leaves = true;
    if (room.state !== 'closed') say({ method: '$presence', data: { joins: [], leaves: [], updates: [] } });
    if (room.state !== 'closed') platform.line.events.closed(1006, '');
    platform.pass(1_000);
    if (room.state !== 'closed') platform.line.events.closed(1006, ''); // $error
    platform.pass(1_000);
    if (room.state !== 'closed') welcome({ epoch: 'f' });
    if (room.state !== 'closed') say(publication(11));
    const count = platform.lines.length;
    platform.pass(60_000);
    look();
    platform.pass(60_000);
    assert.equal(room.state, 'closed', event);
    assert.equal(platform.lines.length, count, event);
    assert.equal(platform.timers.length, 0, event);
    assert.ok(platform.line.closed, event);
  }
});

test('opens no connection when a listener leaves on connecting', () => {
  const room = sdk.join('wss://host/ws/r1', { platform });
  room.on('$state', (state) => state === 'connecting' && room.leave());
  platform.pass(60_000);
  assert.equal(platform.lines.length, 0);
  assert.equal(platform.timers.length, 0);
});

test('supports leaving, rejoining and two rooms at once', () => {
  const first = joined();
  welcome();
  const old = platform.line;
  first.room.leave();
  const second = joined();
  welcome({ client: 'c_2' });
  old.events.received(JSON.stringify(publication(11)));
  old.events.closed(1000, 'left');
  const third = joined();
  welcome({ client: 'c_3', offset: 20 });
  say(publication(21));
  platform.pass(2_000);
  assert.deepEqual([first, second, third].map(({ room }) => room.state), ['closed', 'online', 'online']);
  assert.deepEqual([first, second, third].map(({ seen }) => heard(seen)), [[], [], [21]]);
});

test('keeps the next room open on a phone with one shared socket when the previous room closes', () => {
  const events = {};
  const calls = [];
  const my = {};
  for (const name of ['connectSocket', 'sendSocketMessage', 'closeSocket']) my[name] = () => calls.push(name);
  for (const event of ['Open', 'Message', 'Error', 'Close']) my[`onSocket${event}`] = (f) => (events[event] = f);
  const { join } = loadSdk({ my, setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout });
  const first = join('wss://host/ws/r1');
  platform.pass(0);
  events.Open({});
  first.leave();
  join('wss://host/ws/r2');
  platform.pass(5_000);
  assert.deepEqual(calls, ['connectSocket', 'sendSocketMessage', 'sendSocketMessage', 'connectSocket']); // $connect, $leave
});

test('ignores texts that are not frames', () => {
  const { room, seen } = joined();
  welcome();
  for (const text of ['pong', '', 'null', '7', '[]', '{}', '{"method":7}', '{"method":"$new","data":1}']) platform.line.events.received(text);
  say(publication(11));
  assert.deepEqual(heard(seen), [11]);
  assert.equal(room.state, 'online');
});

test('ends with the reason of a permanent refusal and retries after a temporary one', () => {
  for (const retry of [false, true]) {
    begin();
    const { room, seen } = joined();
    platform.line.events.opened();
    say({ method: '$error', id: sent()[0].id, data: { code: retry ? 'unavailable' : 'too_large', message: 'info is at most 1024 bytes', retry } });
    platform.pass(2_000);
    assert.equal(errors(seen)[0], retry ? 'unavailable' : 'too_large');
    if (retry) assert.equal(platform.lines.length, 2);
    else assert.deepEqual(seen.at(-1), ['$state', 'closed', { code: 4501, reason: 'info is at most 1024 bytes' }]);
    assert.equal(room.state === 'closed', !retry);
  }
});

test('ends a refused $connect with the close code of the server', () => {
  const { seen } = joined();
  platform.line.events.opened();
  say({ method: '$error', id: sent()[0].id, data: { code: 'unauthorized', message: '', retry: false } });
  say({ method: '$close', data: { code: 4500, reason: 'invalid token', reconnect: false } });
  platform.pass(2_000);
  assert.deepEqual(seen.at(-1), ['$state', 'closed', { code: 4500, reason: 'invalid token' }]);
});

test('sends the changed info after a reconnect', async () => {
  const { room } = joined({ info: { nick: 'Li' } });
  welcome();
  const changed = room.request('$info', { nick: 'Wang' });
  say({ method: '$info', id: sent().at(-1).id, data: {} });
  await changed;
  const refused = room.request('$info', { nick: 'too long' });
  say({ method: '$error', id: sent().at(-1).id, data: { code: 'too_large', message: '', retry: false } });
  await assert.rejects(refused);
  platform.line.events.closed(1006, '');
  platform.pass(1_000);
  platform.line.events.opened();
  assert.deepEqual(sent()[0].data.info, { nick: 'Wang' });
});

const WANG = { user: 'wang', client: 'c_2', state: 'online', info: {} };
const MEI = { user: 'mei', client: 'c_3', state: 'online', info: {} };

function presence(change) {
  say({ method: '$presence', data: { joins: [], leaves: [], updates: [], ...change } });
}

test('lists a member once after a repeated join, at the same position', () => {
  const { room } = joined();
  welcome();
  presence({ joins: [WANG, MEI] });
  presence({ joins: [{ ...WANG, state: 'away' }] });
  assert.deepEqual(plain(room.members), [...MEMBERS, { ...WANG, state: 'away' }, MEI]);
  presence({ joins: [{ ...WANG, client: 'c_4' }], leaves: [{ user: 'wang', client: 'c_4', reason: 'left' }, { user: 'mei', client: 'c_3', reason: 'left' }] });
  assert.equal(room.count, 2);
});

test('takes the members from the server after a lost connection', () => {
  const { room } = joined();
  welcome({ members: [...MEMBERS, WANG] });
  platform.line.events.closed(1006, '');
  platform.pass(1_000);
  welcome({ members: [...MEMBERS, MEI], resumed: true, recovered: true });
  assert.deepEqual(plain(room.members), [...MEMBERS, MEI]);
  assert.equal(room.count, 2);
});

test('requests all members once when a counting room sends names again', async () => {
  const { room } = joined();
  welcome({ count: 300 });
  assert.deepEqual([room.count, room.members.length], [300, 1]);
  say({ method: '$presence', data: { count: 201 } });
  presence({ leaves: [{ user: 'wang', client: 'c_2', reason: 'left' }] });
  presence({ joins: [MEI] });
  assert.equal(room.count, 201);
  const asked = sent().filter(({ method }) => method === '$members');
  assert.equal(asked.length, 1);
  const all = Array.from({ length: 201 }, (_, i) => ({ ...WANG, client: `c_${i}` }));
  say({ method: '$members', id: asked[0].id, data: { members: all } });
  await settled();
  assert.deepEqual([room.count, room.members.length], [201, 201]);
  presence({ joins: [{ ...MEI, client: 'c_900' }] });
  assert.deepEqual([room.count, room.members.length], [202, 202]);
});

test('tolerates a wrong clock', () => {
  const { room } = joined();
  welcome({ time: Date.now() + HOUR });
  assert.ok(Math.abs(room.serverTime() - Date.now() - HOUR) < 1_000);
  say({ method: '$pong', data: { time: Date.now() - HOUR } });
  assert.ok(Math.abs(room.serverTime() - Date.now() + HOUR) < 1_000);
});

test('requests tokens with pauses for any expiry', async () => {
  for (const expires of [Date.now() - HOUR, Date.now() + 1_000, Date.now() + 400 * 24 * HOUR]) {
    begin();
    let count = 0;
    joined({ token: () => ({ token: `t${(count += 1)}`, expires }) });
    await settled();
    welcome();
    for (let second = 0; second < 35; second += 1) {
      platform.pass(1_000);
      const refresh = sent().filter(({ method }) => method === '$refresh');
      if (refresh.length > 0) say({ method: '$refresh', id: refresh.at(-1).id, data: {} });
      say({ method: '$pong', data: { time: Date.now() } });
      await settled();
    }
    assert.ok(count <= 4, `${count} tokens in 35 s`);
    assert.ok(platform.timers.every(({ at }) => at - platform.now <= 2 ** 31 - 1));
  }
});

test('does not resend an unchanged token', async () => {
  joined({ token: { token: 't', expires: Date.now() + 1_000 } });
  welcome();
  platform.pass(15_000);
  await settled();
  assert.deepEqual(sent().map(({ method }) => method), ['$connect']);
});

test('drops volatile messages without a connection, even with an acknowledgement', async () => {
  const { room } = joined();
  await assert.rejects(room.send('m', 1, { volatile: true, ack: true }), (wrong) => wrong.code === 'connect');
  welcome();
  assert.equal(sent().length, 1);
});

test('refuses a message above the server\'s limit and keeps the connection', async () => {
  const { room, seen } = joined();
  welcome();
  room.send('m', 'x'.repeat(70_000));
  room.send('m', '字'.repeat(22_000), { volatile: true });
  await assert.rejects(room.send('m', '😀'.repeat(17_000), { ack: true }), (wrong) => wrong.code === 'too_large');
  await settled();
  assert.deepEqual(errors(seen), ['too_large', 'too_large']);
  room.send('m', '字'.repeat(21_000));
  assert.equal(sent().length, 2);
  assert.equal(room.sendBinary(new ArrayBuffer(65_537)), false);
  assert.equal(room.sendBinary(new ArrayBuffer(65_536)), true);
});

test('sends larger messages to a server with a higher limit', () => {
  const { room } = joined({ messageBytes: 100_000 });
  welcome();
  room.send('m', 'x'.repeat(70_000));
  assert.equal(sent().length, 2);
});

test('refuses data that is not JSON and sends all other messages', async () => {
  const { room, seen } = joined();
  const round = {};
  round.round = round;
  room.send('m', 1);
  room.send('m', round);
  await assert.rejects(room.send('m', 10n, { ack: true }), (wrong) => wrong.code === 'bad_request');
  welcome();
  room.send('m', round, { volatile: true });
  room.send('m', 2);
  await settled();
  assert.deepEqual(errors(seen), ['bad_request', 'bad_request']);
  assert.deepEqual(sent().slice(1).map(({ data }) => data), [1, 2]);
  assert.throws(() => joined({ info: round }), /info cannot be written as JSON/);
});

test('sends messages from during and after a loss in order with unique ids', () => {
  const { room } = joined();
  room.send('m', 1);
  welcome();
  room.send('m', 2);
  platform.line.events.closed(1006, '');
  room.send('m', 3);
  platform.pass(1_000);
  room.on('$state', (state) => state === 'online' && room.send('m', 5));
  room.send('m', 4);
  platform.line.events.closed(1006, ''); // before the answer to $connect
  platform.pass(2_000);
  welcome({ resumed: true, recovered: true });
  room.send('m', 6);
  const said = sent().slice(1);
  assert.deepEqual(said.map(({ data }) => data), [1, 2, 3, 4, 5, 6]);
  assert.equal(new Set(said.map(({ id }) => id)).size, 6);
});

test('queues at most 64 KB without a connection', async () => {
  const { room, seen } = joined();
  for (let i = 0; i < 10; i += 1) room.send('m', 'x'.repeat(10_000));
  await settled();
  assert.equal(errors(seen).length, 4);
  welcome();
  assert.equal(sent().length, 1 + 6);
});

test('forgets answered messages', async () => {
  const { room } = joined();
  welcome();
  for (let i = 0; i < 5_000; i += 1) {
    const said = room.send('m', i, { ack: true });
    say({ method: '$ack', id: JSON.parse(platform.line.sent.at(-1)).id, data: { offset: 11 + i } });
    await said;
  }
  platform.line.events.closed(1006, '');
  platform.pass(1_000);
  welcome({ resumed: true, recovered: true });
  assert.equal(sent().length, 1);
});

test('keeps the query of the address', () => {
  const room = sdk.join('wss://host/ws/r1?echo=0', { platform, user: 'li' });
  platform.pass(0);
  assert.equal(platform.line.url, 'wss://host/ws/r1?echo=0&v=1&user=li');
  room.leave();
});

test('sends pings as a pure listener', () => {
  const { room } = joined();
  welcome();
  platform.line.sent = [];
  for (let offset = 11; offset < 71; offset += 1) {
    platform.pass(1_000);
    say(publication(offset));
  }
  assert.equal(platform.line.sent.filter((text) => text === '{"method":"$ping"}').length, 3);
  assert.equal(room.state, 'online');
});

test('pauses between reconnects after successive gaps', () => {
  joined();
  welcome();
  const start = platform.now;
  for (let i = 0; i < 12; i += 1) {
    say(publication(1_000));
    const count = platform.lines.length;
    while (platform.lines.length === count) platform.pass(10);
    welcome({ resumed: true, recovered: true });
  }
  assert.ok(platform.now - start > 3_000, `${platform.now - start} ms`);
});

test('removes only the application\'s listeners with off', async () => {
  const { room } = joined();
  const online = room.whenOnline();
  room.off('$state');
  welcome();
  await online;
  const search = room.match({ rooms: 'duel-' });
  const { id } = sent().find(({ method }) => method === '$match');
  room.off('$matched');
  say({ method: '$matched', id, data: { room: 'duel-1', team: 0, players: [] } });
  assert.equal((await search).room, 'duel-1');
  const other = room.match({ rooms: 'duel-' });
  room.off('$state');
  room.leave();
  await assert.rejects(other.promise, { code: 'closed' });
});

test('accepts timeouts without a limit', async () => {
  const { room, seen } = joined();
  const waits = [room.whenOnline(Infinity), room.request('$history', {}, { timeout: Infinity }), room.send('m', 1, { ack: true, timeout: 2 ** 31 })];
  const ends = [];
  for (const each of waits) each.then(() => ends.push('ok'), ({ code }) => ends.push(code));
  platform.pass(1_000);
  await settled();
  assert.deepEqual(ends, []);
  assert.ok(platform.timers.every(({ wait }) => wait < 2 ** 31), 'a timer would fire at once');
  assert.deepEqual(seen.filter(([event]) => event === '$error'), []);
});

test('keeps the stored session of a second join that replaced the first', () => {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key) };
  joined({ storage });
  welcome();
  const [first] = platform.lines;
  joined({ storage });
  welcome({ resumed: true });
  first.events.received(JSON.stringify({ method: '$close', data: { code: 4510, reason: 'replaced', reconnect: false } }));
  assert.match([...stored.values()][0] ?? '', /^s_1 /);
});
