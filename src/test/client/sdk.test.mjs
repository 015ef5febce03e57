/** Tests of the client with a simulated server and a manual clock. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { begin, heard, joined, platform, plain, publication, say, sdk, sent, settled, welcome, MEMBERS } from './played.mjs';

beforeEach(begin);

test('requests level 1, sends its identity, and reports the members', () => {
  const { room, seen } = joined({ user: 'Li Na', info: { nick: 'Li' }, token: 't' });
  assert.equal(platform.line.url, 'wss://host/ws/r1?v=1&user=Li%20Na');
  welcome();
  assert.deepEqual(sent(), [{ method: '$connect', id: 1, data: { token: 't', info: { nick: 'Li' } } }]);
  assert.deepEqual(plain(room.me), { user: 'li', client: 'c_1' });
  assert.deepEqual(plain(room.members), MEMBERS);
  assert.equal(seen.at(-1)[1], 'online');
});

test('resumes the same member after a lost connection and delivers missed publications once and in order', () => {
  const { seen } = joined();
  welcome();
  say(publication(11));
  platform.line.events.closed(1000, 'interrupted');
  platform.pass(1000);
  platform.line.events.opened();
  assert.deepEqual(sent()[0].data, { session: 's_1', epoch: 'e', offset: 11 });
  welcome({ resumed: true, recovered: true, offset: 13, publications: [publication(12), publication(13)] });
  say(publication(13));
  say(publication(14));
  assert.deepEqual(heard(seen), [11, 12, 13, 14]);
  assert.ok(!seen.some(([event]) => event === '$reset'));
});

test('reports unrecoverable publications with $reset and continues', () => {
  const { seen } = joined();
  welcome();
  platform.line.events.closed(1006, '');
  platform.pass(1000);
  welcome({ epoch: 'f', offset: 3 });
  say(publication(4));
  assert.deepEqual(seen.filter(([event]) => event === '$reset' || event === 'm'), [['$reset'], ['m', 4, 4]]);
});

test('detects and recovers an unannounced gap', () => {
  const { room, seen } = joined();
  welcome();
  say(publication(12));
  assert.equal(room.gaps, 1);
  assert.ok(platform.line.closed);
  platform.pass(1);
  welcome({ resumed: true, recovered: true, offset: 12, publications: [publication(11), publication(12)] });
  assert.deepEqual(heard(seen), [11, 12]);
});

test('ignores events of an old connection and makes one attempt at a time', () => {
  const { seen } = joined();
  welcome();
  const old = platform.line;
  old.events.closed(1006, '');
  platform.pass(1000);
  assert.equal(platform.lines.length, 2);
  old.events.received(JSON.stringify(publication(11)));
  old.events.closed(4510, 'replaced');
  for (const look of platform.watchers) look(true);
  assert.equal(platform.lines.length, 2);
  welcome({ resumed: true, recovered: true });
  assert.deepEqual(heard(seen), []);
  assert.equal(seen.at(-1)[1], 'online');
});

test('retries for ever with growing waits up to 15 s, and at once on return', () => {
  joined();
  let longest = 0;
  for (let i = 1; i <= 60; i += 1) {
    const before = platform.now;
    platform.line.events.closed(1006, '');
    while (platform.lines.length === i) platform.pass(10);
    longest = Math.max(longest, platform.now - before);
  }
  assert.ok(longest > 5_000 && longest <= 15_010, `${longest}`);
  platform.line.events.closed(1006, '');
  const count = platform.lines.length;
  for (const look of platform.watchers) look(true);
  assert.equal(platform.lines.length, count + 1);
});

test('abandons an unanswered handshake after 10 s', () => {
  joined();
  platform.pass(10_000);
  assert.ok(platform.lines[0].closed);
  platform.pass(1_000);
  assert.equal(platform.lines.length, 2);
});

test('pings a silent connection and abandons it without an answer', () => {
  const { room } = joined();
  welcome();
  platform.line.sent = [];
  platform.pass(20_000);
  assert.deepEqual(platform.line.sent, ['{"method":"$ping"}']);
  say({ method: '$pong', data: { time: Date.now() } });
  platform.pass(29_000);
  assert.equal(room.state, 'online');
  platform.pass(2_000);
  assert.equal(platform.lines.length, 2);
});

test('detects a dead connection within 3 s after a return to the foreground', () => {
  joined();
  welcome();
  for (const look of platform.watchers) look(true);
  platform.pass(2_900);
  assert.equal(platform.lines.length, 1);
  platform.pass(200);
  assert.equal(platform.lines.length, 2);
});

test('waits as long as the server requests', () => {
  const { seen } = joined();
  welcome();
  say({ method: '$close', data: { code: 4001, reason: 'shutdown', reconnect: true, after: 1830 } });
  assert.deepEqual(seen.at(-1), ['$state', 'reconnecting', { code: 4001, reason: 'shutdown', wait: 1830 }]);
  for (const look of platform.watchers) look(true);
  platform.pass(1_829);
  assert.equal(platform.lines.length, 1);
  platform.pass(2);
  assert.equal(platform.lines.length, 2);
});

test('reports a final close and does not reconnect', () => {
  for (const end of [
    () => say({ method: '$close', data: { code: 4513, reason: 'room full', reconnect: false } }),
    () => platform.line.events.closed(4513, 'room full'),
  ]) {
    const { room, seen } = joined();
    welcome();
    const count = platform.lines.length;
    end();
    assert.deepEqual(seen.at(-1), ['$state', 'closed', { code: 4513, reason: 'room full' }]);
    platform.pass(100_000);
    assert.equal(platform.lines.length, count);
    assert.equal(room.state, 'closed');
  }
  assert.equal(platform.watchers.size, 0);
});

test('fetches a fresh token for every connection, at once after an expiry', async () => {
  let count = 0;
  joined({ token: () => Promise.resolve(`t${(count += 1)}`) });
  await settled();
  welcome();
  assert.equal(sent()[0].data.token, 't1');
  say({ method: '$close', data: { code: 4005, reason: 'token expired', reconnect: true } });
  platform.pass(1);
  await settled();
  welcome();
  assert.equal(sent()[0].data.token, 't2');
});

test('replaces an expiring token on the open connection', async () => {
  let count = 0;
  joined({ token: () => ({ token: `t${(count += 1)}`, expires: Date.now() + 120_000 }) });
  await settled();
  welcome();
  platform.pass(19_000);
  say({ method: '$pong', data: { time: Date.now() } });
  platform.pass(19_000);
  say({ method: '$pong', data: { time: Date.now() } });
  platform.pass(19_000);
  say({ method: '$pong', data: { time: Date.now() } });
  platform.pass(5_000);
  await settled();
  const refresh = sent().find(({ method }) => method === '$refresh');
  assert.equal(refresh?.data.token, 't2');
});

test('ends with a token that cannot be renewed and retries a failed fetch', async () => {
  const { room } = joined({ token: 'fixed' });
  welcome();
  platform.line.events.closed(4005, 'token expired');
  assert.equal(room.state, 'closed');

  let fails = true;
  const lines = platform.lines.length;
  const other = joined({ token: () => (fails ? Promise.reject(new Error('no login')) : 't') });
  await settled();
  assert.equal(other.room.state, 'reconnecting');
  fails = false;
  platform.pass(1_000);
  await settled();
  assert.equal(platform.lines.length, lines + 1);
});

test('queues messages without a connection in order and drops volatile ones', async () => {
  const { room } = joined();
  room.send('m', 1);
  room.send('m', 2, { volatile: true });
  const said = room.send('m', 3, { ack: true, to: ['wang'] });
  welcome();
  room.send('m', 4, { volatile: true });
  assert.deepEqual(sent().slice(1).map(({ data }) => data), [1, 3, 4]);
  const third = sent().find(({ data }) => data === 3);
  assert.deepEqual(third.to, ['wang']);
  say({ method: '$ack', id: third.id, data: { offset: 12 } });
  assert.deepEqual(plain(await said), { offset: 12 });
});

test('repeats unacknowledged messages with the same id for a resumed member', () => {
  const { room } = joined();
  welcome();
  room.send('m', 1);
  const [first] = sent().slice(1);
  platform.line.events.closed(1006, '');
  room.send('m', 2);
  platform.pass(1000);
  welcome({ resumed: true, recovered: true });
  assert.deepEqual(sent().slice(1).map(({ id, data }) => [id, data]), [[first.id, 1], [first.id + 1, 2]]);
});

test('does not repeat possibly published messages for a new member', async () => {
  const { room, seen } = joined();
  welcome();
  const said = room.send('m', 1, { ack: true });
  platform.line.events.closed(1006, '');
  room.send('m', 2);
  platform.pass(1000);
  welcome({ epoch: 'f' });
  await assert.rejects(said, (wrong) => wrong.code === 'unknown');
  assert.deepEqual(sent().slice(1).map(({ data }) => data), [2]);
  assert.ok(seen.some(([event]) => event === '$reset'));
});

test('queues at most one hundred messages without a connection', async () => {
  const { room, seen } = joined();
  for (let i = 0; i < 101; i += 1) room.send('m', i);
  await settled();
  assert.deepEqual(seen.filter(([event]) => event === '$error'), [['$error', 'queue_full']]);
  welcome();
  assert.equal(sent().length, 1 + 100);
});

test('reports an error of the server to its request or to all listeners', async () => {
  const { room, seen } = joined();
  welcome();
  const asked = room.request('$history', { limit: 1 });
  say({ method: '$error', id: sent().at(-1).id, data: { code: 'forbidden', message: '', retry: false } });
  await assert.rejects(asked, (wrong) => wrong.code === 'forbidden');
  say({ method: '$error', data: { code: 'internal', message: '', retry: true } });
  assert.deepEqual(seen.at(-1), ['$error', 'internal']);
});

test('fails an unanswered request after its timeout', async () => {
  const { room } = joined();
  welcome();
  const asked = room.request('$members', undefined, { timeout: 500 });
  platform.pass(501);
  await assert.rejects(asked, (wrong) => wrong.code === 'timeout');
});

test('tracks joins, leaves and updates of members', () => {
  const { room } = joined();
  welcome();
  const wang = { user: 'wang', client: 'c_2', state: 'online', info: {} };
  say({ method: '$presence', data: { joins: [wang], leaves: [], updates: [] } });
  say({ method: '$presence', data: { joins: [], leaves: [], updates: [{ user: 'wang', client: 'c_2', state: 'away' }] } });
  assert.deepEqual(plain(room.members), [...MEMBERS, { ...wang, state: 'away' }]);
  say({ method: '$presence', data: { joins: [], leaves: [{ user: 'wang', client: 'c_2', reason: 'timeout' }], updates: [] } });
  assert.deepEqual(plain(room.members), MEMBERS);
  say({ method: '$presence', data: { count: 1200 } });
  assert.equal(room.count, 1200);
});

test('isolates a failing listener from the others', () => {
  const { room, seen } = joined();
  room.on('m', () => { throw new Error('mine'); });
  welcome();
  say(publication(11));
  assert.throws(() => platform.pass(0), /mine/);
  say(publication(12));
  assert.deepEqual(heard(seen), [11, 12]);
});

test('keeps state, requests and end of a room although all its listeners throw', () => {
  const events = ['$state', '$members', '$presence', '$message', '$reset', '$error', '$host', '$shared', '$binary', '$text', '$connect', 'm'];
  const wang = { user: 'wang', client: 'c_2', state: 'online', info: {}, game: 'play' };
  const game = { game: 'play', host: 'c_1', state: { a: 1 } };
  const play = (listener) => {
    begin();
    const errors = [];
    const room = sdk.join('wss://host/ws/r1', { platform, game: 'play', history: 2 });
    if (listener) events.forEach((event) => room.on(event, listener));
    const pass = (ms) => {
      for (const end = platform.now + ms; platform.now < end || platform.timers.some(({ at }) => at <= end);) {
        try {
          platform.pass(end - platform.now);
        } catch (error) {
          errors.push(error.message);
        }
      }
    };
    pass(1);
    welcome({ ...game, history: [publication(10)] });
    room.send('m', 1);
    say({ method: '$presence', data: { joins: [wang], host: 'c_2' } });
    say({ ...publication(11), set: { a: 2 } });
    say({ method: '$text', data: 'hi', user: 'wang', client: 'c_2', offset: 12, time: 1 });
    say({ method: '$error', data: { code: 'rate_limited', message: 'slow', retry: true } });
    platform.line.events.received(new ArrayBuffer(1));
    platform.line.events.closed(1006, '');
    pass(5_000);
    welcome({ ...game, epoch: 'other', history: [] });
    room.set({ a: 3 }).catch(() => {});
    const states = plain([room.state, room.members, room.count, room.shared, room.host, room.position]);
    const frames = platform.lines.map(sent);
    room.leave();
    pass(2_000);
    return { errors, outcome: [states, frames, room.state, platform.lines.map(({ closed }) => closed), platform.timers.length] };
  };
  const calm = play(null);
  const wild = play(() => { throw new Error('mine'); });
  assert.ok(wild.errors.length >= 20 && wild.errors.every((text) => text === 'mine'), `${wild.errors}`);
  assert.deepEqual(wild.outcome, calm.outcome);
});

test('accepts methods with any name', () => {
  const { room } = joined();
  const heard = [];
  welcome();
  for (const name of ['toString', '__proto__', 'constructor', 'open']) room.on(name, (data) => heard.push(data));
  ['toString', '__proto__', 'constructor', 'open', 'hasOwnProperty'].forEach((method, i) => say({ ...publication(11 + i), method }));
  assert.deepEqual(heard, [11, 12, 13, 14]);
});

test('calls no removed listener', () => {
  const { room } = joined();
  const heard = [];
  const off = room.on('m', (data) => heard.push(data));
  welcome();
  say(publication(11));
  off();
  say(publication(12));
  assert.deepEqual(heard, [11]);
});

test('sends $leave on leave and does not reconnect', () => {
  const { room, seen } = joined();
  welcome();
  room.leave();
  assert.deepEqual(sent().at(-1), { method: '$leave' });
  platform.pass(2_000);
  assert.ok(platform.line.closed);
  assert.equal(seen.at(-1)[1], 'closed');
  assert.equal(platform.lines.length, 1);
  assert.equal(platform.timers.length, 0);
});
