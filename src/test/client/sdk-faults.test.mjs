/** Tests of the client under stress and with faulty simulated servers, on a manual clock. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { begin, EPOCH, heard, joined, MEMBERS, plain, platform, publication, say, sent, settled, welcome } from './played.mjs';

beforeEach(() => begin());

const names = (line) => sent(line).map(({ method }) => method);
const online = { resumed: true, recovered: true };

function lose() {
  platform.line.events.closed(1006, '');
  platform.pass(5_000);
}

test('drops volatile messages while the socket buffers earlier ones', async () => {
  const { room } = joined();
  welcome();
  platform.line.buffered = 10_000;
  for (let i = 0; i < 300; i += 1) room.send('cursor', i, { volatile: true });
  room.send('say', 'kept');
  await assert.rejects(room.send('cursor', 1, { volatile: true, ack: true }), { code: 'congested', retry: true });
  platform.line.buffered = 0;
  room.send('cursor', 'now', { volatile: true });
  assert.deepEqual(sent().slice(1).map(({ data }) => data), ['kept', 'now']);
});

test('drops volatile messages while the server does not answer, although the socket accepts them', () => {
  begin({ hasClock: true });
  const { room } = joined();
  welcome({ time: EPOCH });
  say({ method: '$pong', data: { time: EPOCH } });
  for (let i = 0; i < 180; i += 1) { // 18 s of a stalled uplink
    platform.pass(100);
    room.send('cursor', i, { volatile: true });
    say({ method: 'n', data: 0, user: 'wang', client: 'c_2', time: 1 }); // the downlink works
  }
  const cursors = sent().filter(({ method }) => method === 'cursor').length;
  assert.ok(cursors <= 35, `${cursors} cursors wait`);
  say({ method: '$pong', data: { time: EPOCH + platform.now } });
  room.send('cursor', 'now', { volatile: true });
  assert.equal(sent().at(-1).data, 'now');
});

test('sends volatile messages again after a refused ping', () => {
  begin({ hasClock: true });
  const { room } = joined();
  welcome({ time: EPOCH });
  const pong = () => say({ method: '$pong', data: { time: EPOCH + platform.now } });
  pong();
  platform.pass(3_000);
  room.send('cursor', 0, { volatile: true }); // followed by a ping
  say({ method: '$error', data: { code: 'rate_limited', message: '', retry: true } });
  for (let i = 1; i <= 60; i += 1) {
    const { length } = platform.line.sent;
    platform.pass(500);
    room.send('cursor', i, { volatile: true });
    for (const text of platform.line.sent.slice(length)) if (text === '{"method":"$ping"}') pong();
  }
  assert.equal(sent().filter(({ method }) => method === 'cursor').length, 61);
  assert.equal(room.rtt, 0);
});

test('measures the uplink rarely while volatile messages are sent', () => {
  begin({ hasClock: true });
  const { room } = joined();
  welcome({ time: EPOCH });
  say({ method: '$pong', data: { time: EPOCH } });
  for (let i = 0; i < 200; i += 1) {
    platform.pass(50);
    room.send('cursor', i, { volatile: true });
    if (platform.line.sent.at(-1) === '{"method":"$ping"}') say({ method: '$pong', data: { time: EPOCH + platform.now } });
  }
  const pings = platform.line.sent.filter((text) => text === '{"method":"$ping"}').length;
  assert.ok(pings <= 7, `${pings} pings in 10 s`);
  assert.equal(sent().filter(({ method }) => method === 'cursor').length, 200);
});

test('allows a token the time of a login dialog and the handshake its full time afterwards', async () => {
  let asked = 0;
  let give;
  const { room } = joined({ token: () => new Promise((resolve) => {
    asked += 1;
    give = resolve;
  }) });
  platform.pass(60_000);
  give('t');
  await settled();
  platform.pass(9_000);
  welcome();
  assert.equal(room.state, 'online');
  assert.equal(asked, 1);
});

test('requests a missing token again', () => {
  let asked = 0;
  const { seen } = joined({ token: () => {
    asked += 1;
    return new Promise(() => {});
  } });
  platform.pass(130_000);
  assert.equal(asked, 2);
  assert.ok(seen.some(([event, code]) => event === '$error' && code === 'connect'));
});

test('reports a publication with $reset that is missing twice at the same offset', () => {
  const { seen } = joined();
  welcome();
  say(publication(12));
  platform.pass(5_000);
  welcome({ ...online, offset: 12, publications: [publication(12)] });
  platform.pass(5_000);
  platform.line.events.opened();
  assert.equal(sent()[0].data.epoch, undefined);
  welcome({ resumed: true, recovered: false, offset: 12 });
  say(publication(13));
  assert.deepEqual(seen.filter(([event]) => event === '$reset' || event === 'm'), [['$reset'], ['m', 13, 13]]);
  assert.equal(platform.lines.length, 3);
});

test('treats a recovery that ends before its offset as a gap', () => {
  const { room, seen } = joined();
  welcome();
  lose();
  welcome({ ...online, offset: 13, publications: [publication(11)] });
  assert.equal(room.gaps, 1);
  platform.pass(5_000);
  welcome({ ...online, offset: 13, publications: [publication(12), publication(13)] });
  assert.deepEqual(heard(seen), [11, 12, 13]);
  assert.equal(room.state, 'online');
});

test('recovers a later gap at another offset after a closed gap', () => {
  const { seen } = joined();
  welcome();
  for (const offset of [11, 12, 13]) {
    say(publication(offset + 1));
    platform.pass(5_000);
    welcome({ ...online, offset, publications: [publication(offset)] });
  }
  assert.deepEqual(heard(seen), [11, 12, 13]);
  assert.ok(!seen.some(([event]) => event === '$reset'));
});

test('abandons a dead connection despite continuous platform events', () => {
  joined();
  welcome();
  for (let i = 0; i < 4; i += 1) {
    for (const look of platform.watchers) look(i % 2 === 0);
    platform.pass(1_000);
  }
  assert.ok(platform.lines[0].closed);
});

test('checks the connection some seconds after an unanswered publish', () => {
  const { room } = joined();
  welcome();
  platform.pass(1_000);
  room.send('say', 1);
  platform.pass(9_000);
  assert.ok(platform.lines[0].closed, 'the half-open connection was detected');
});

test('detects a half-open connection during continuous publishing', () => {
  const { room } = joined();
  welcome();
  for (let i = 0; i < 9; i += 1) {
    room.send('say', i);
    platform.pass(1_000);
  }
  assert.ok(platform.lines[0].closed);
});

test('gives a large upload on a slow connection enough time', () => {
  const { room } = joined();
  welcome();
  room.send('say', 'x'.repeat(60_000));
  platform.pass(20_000);
  assert.ok(!platform.lines[0].closed);
});

const WANG = { user: 'wang', client: 'c_2', state: 'online', info: {} };
const MEI = { user: 'mei', client: 'c_3', state: 'online', info: {} };
const presence = (change) => say({ method: '$presence', data: { joins: [], leaves: [], updates: [], ...change } });

test('keeps the members exact when the answer and a join arrive together', () => {
  const { room } = joined();
  welcome({ count: 300 });
  say({ method: '$presence', data: { count: 2 } });
  presence({ leaves: [{ user: 'x', client: 'c_9', reason: 'left' }] });
  const { id } = sent().find(({ method }) => method === '$members');
  say({ method: '$members', id, data: { members: [...MEMBERS, WANG] } });
  presence({ joins: [MEI] });
  assert.deepEqual(plain(room.members), [...MEMBERS, WANG, MEI]);
  assert.equal(room.count, 3);
});

test('requests the members again after a temporary refusal', () => {
  const { room } = joined();
  welcome({ count: 300 });
  say({ method: '$presence', data: { count: 2 } });
  presence({ joins: [WANG] });
  const asked = () => sent().filter(({ method }) => method === '$members');
  for (let i = 1; i <= 2; i += 1) {
    assert.equal(asked().length, i);
    say({ method: '$error', id: asked().at(-1).id, data: { code: 'rate_limited', message: '', retry: true } });
    platform.pass(5_000);
    say({ method: '$pong', data: { time: 1 } });
  }
  say({ method: '$members', id: asked().at(-1).id, data: { members: [...MEMBERS, WANG] } });
  assert.deepEqual(plain(room.members), [...MEMBERS, WANG]);
});

test('requests the members once where listing is forbidden', () => {
  joined();
  welcome({ count: 300 });
  say({ method: '$presence', data: { count: 2 } });
  presence({ joins: [WANG] });
  say({ method: '$error', id: sent().at(-1).id, data: { code: 'forbidden', message: '', retry: false } });
  platform.pass(10_000);
  presence({ joins: [MEI] });
  assert.equal(names().filter((name) => name === '$members').length, 1);
});

function pong(delay, skew) {
  const before = platform.line.sent.length;
  for (const look of platform.watchers) look(true);
  assert.ok(platform.line.sent.length > before, 'it asked');
  platform.pass(delay / 2);
  const time = EPOCH + platform.now + skew;
  platform.pass(delay / 2);
  say({ method: '$pong', data: { time } });
}

test('follows the fastest answers with a clock that never goes back', () => {
  begin({ hasClock: true });
  const { room } = joined();
  welcome({ time: EPOCH + 5_000 });
  say({ method: '$pong', data: { time: EPOCH + 5_000 } });
  let last = 0;
  const look = () => {
    const now = room.serverTime();
    assert.ok(now >= last, `${now - last}`);
    last = now;
    return now - EPOCH - platform.now;
  };
  look();
  for (const delay of [40, 2_800, 60, 2_600, 2_900, 50]) {
    // A slow answer with all of its delay on the return path looks like a clock that is behind.
    for (const each of platform.watchers) each(true);
    platform.pass(5);
    const time = EPOCH + platform.now + 5_000;
    platform.pass(delay - 5);
    say({ method: '$pong', data: { time } });
    assert.ok(Math.abs(look() - 5_000) <= 30, `${look()}`);
    platform.pass(1_000);
    look();
  }
});

test('corrects a clock that was estimated too high slowly', () => {
  begin({ hasClock: true });
  const { room } = joined();
  platform.line.events.opened();
  platform.pass(4_000); // all of the delay on the forward path
  welcome({ time: EPOCH + 4_000 });
  const first = room.serverTime();
  assert.equal(first - EPOCH, 6_000);
  say({ method: '$pong', data: { time: EPOCH + 4_000 } });
  platform.pass(1_000);
  const second = room.serverTime();
  assert.ok(second > first && second - first < 1_000, `${second - first}`);
  platform.pass(4_000);
  assert.equal(room.serverTime(), EPOCH + platform.now);
});

test('follows an adjusted server clock', () => {
  begin({ hasClock: true });
  const { room } = joined();
  welcome({ time: EPOCH });
  pong(20, 0);
  pong(20, 30_000);
  assert.ok(Math.abs(room.serverTime() - EPOCH - platform.now - 30_000) < 30);
});

const GOOD = { user: 'li', client: 'c_1', session: 's', epoch: 'e', offset: 1, resumed: false, recovered: false, publications: [], members: MEMBERS, time: 1, ping: 25_000 };
const MALFORMED_ANSWERS = [
  null, 7, 'x', [], {}, { ...GOOD, user: 1 }, { ...GOOD, client: undefined }, { ...GOOD, session: null }, { ...GOOD, epoch: 4 },
  { ...GOOD, offset: '1' }, { ...GOOD, offset: -1 }, { ...GOOD, offset: 1.5 }, { ...GOOD, publications: {} }, { ...GOOD, publications: [null] },
  { ...GOOD, publications: [{ method: 'm', offset: 'x' }] }, { ...GOOD, members: null }, { ...GOOD, members: [7] }, { ...GOOD, members: [{ user: 'x' }] },
  { ...GOOD, time: 'now' }, { ...GOOD, time: null }, { ...GOOD, ping: 0 }, { ...GOOD, ping: 'x' }, { ...GOOD, host: 7 }, { ...GOOD, state: [] },
];
const MALFORMED = [
  'pong?', '', 'null', '7', '[]', '{}', '{"method":7}', '{"method":""}', '{"method":"m","user":7}', '{"method":"m","client":{}}',
  '{"method":"m","offset":"11"}', '{"method":"m","offset":-1}', '{"method":"m","offset":1.5}', '{"method":"m","offset":null}', '{"method":"m","time":"x"}',
  '{"method":"$presence"}', '{"method":"$presence","data":null}', '{"method":"$presence","data":{"joins":7}}', '{"method":"$presence","data":{"joins":[null]}}',
  '{"method":"$presence","data":{"leaves":{}}}', '{"method":"$presence","data":{"updates":[7]}}', '{"method":"$presence","data":{"count":"x"}}', '{"method":"$presence","data":{"count":-1}}',
  '{"method":"$pong"}', '{"method":"$pong","data":{}}', '{"method":"$pong","data":{"time":"x"}}', '{"method":"$pong","data":7}',
  '{"method":"$close"}', '{"method":"$close","data":{}}', '{"method":"$close","data":{"code":"4001"}}', '{"method":"$error"}', '{"method":"$error","data":null}',
  '{"method":"$error","data":{"code":7}}', '{"method":"$members","id":9}', '{"method":"$members","id":9,"data":{"members":7}}', '{"method":"$history","id":9,"data":{}}',
  '{"method":"$history","id":9,"data":{"publications":[7]}}', '{"method":"$ack","id":"x"}', '{"method":"$text","user":7}',
];

test('ignores and counts malformed frames, and goes on', () => {
  const { room, seen } = joined();
  welcome();
  MALFORMED.forEach((text, i) => {
    platform.line.events.received(text);
    assert.equal(room.malformed, i + 1, text);
  });
  platform.pass(0); // no exception either
  say(publication(11));
  assert.deepEqual(heard(seen), [11]);
  assert.ok(Number.isFinite(room.serverTime()));
  assert.deepEqual(plain(room.members), MEMBERS);
  assert.equal(platform.lines.length, 1);
});

test('ignores malformed answers to $connect and retries without a valid one', () => {
  const { room } = joined();
  platform.line.events.opened();
  for (const data of MALFORMED_ANSWERS) say({ method: '$connect', id: 1, data });
  assert.equal(room.malformed, MALFORMED_ANSWERS.length);
  assert.equal(room.state, 'connecting');
  platform.pass(12_000);
  welcome();
  assert.equal(room.state, 'online');
});

test('ignores unrequested answers', () => {
  const { room, seen } = joined();
  welcome();
  say({ method: '$pong', data: { time: Date.now() } });
  say({ method: '$connect', id: 1, data: { ...GOOD, offset: 99, client: 'c_7' } });
  say({ method: '$pong', data: { time: 5 } });
  say({ method: '$ack', id: 999, data: { offset: 3 } });
  say({ method: '$new', data: 1 });
  say(publication(11));
  assert.deepEqual(heard(seen), [11]);
  assert.equal(room.me.client, 'c_1');
  assert.ok(Math.abs(room.serverTime() - Date.now()) < 1_000);
});
