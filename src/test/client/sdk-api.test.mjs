/** Tests of the client's error reports and optional features, with a simulated server. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, test } from 'node:test';
import { types } from 'node:util';
import { begin, heard, joined, MEMBERS, plain, platform, publication, say, sdk, sent, settled, warnings, welcome } from './played.mjs';
import { loadSdk } from './sdk.mjs';

beforeEach(() => begin());

const ADDRESS = 'wss://host/ws/r1';
const WANG = { user: 'wang', client: 'c_2', state: 'online', info: {} };

test('refuses an invalid address at once and names it', () => {
  for (const url of [undefined, null, 7, 'table-7', 'host/ws/r1', 'http://host/ws/r1', 'https://host/ws/r1', 'wss:///ws/r1', 'wss://host', 'wss://host/ws',
    'wss://host/ws/', 'wss://host/room/x', 'wss://host/ws/a/b', 'wss://host/ws/r1#top', 'wss://ho st/ws/r1']) {
    assert.throws(() => sdk.join(url, { platform }), (error) => error.name === 'TypeError' && /wss:\/\/HOST\/ws\/ROOM|room name/.test(error.message), `${url}`);
  }
  assert.equal(platform.lines.length, 0);
  assert.equal(platform.watchers.size, 0);
  assert.throws(() => loadSdk({ WebSocket: FakeSocket }).join('/ws/r1'), /wss:/);
});

test('refuses an invalid room name and states the rule', () => {
  for (const name of ['房间', 'bad room!', encodeURIComponent('房间'), 'a%2Fb', '%', '%ff', '.', '..', '%2e%2e', 'x'.repeat(65), 'a+b', 'a%20b']) {
    assert.throws(() => sdk.join(`wss://host/ws/${name}`, { platform }), /A-Z a-z 0-9/, name);
  }
  for (const url of ['ws://127.0.0.1:8080/ws/r', 'wss://host/ws/a%3Ab', 'wss://host/prefix/ws/a_b.c:d-9', 'wss://host/ws/r?x=1', `wss://host/ws/${'x'.repeat(64)}`, 'wss://[::1]:80/ws/r', '/ws/r1']) {
    sdk.join(url, { platform }).leave();
  }
});

test('refuses an invalid user', () => {
  for (const user of ['', 'x'.repeat(65), 'c_7', 'Ming\ud83d', '\udc00x', 7, null, {}]) {
    assert.throws(() => sdk.join(ADDRESS, { platform, user }), /user is 1 to 64 characters/, String(user));
  }
  for (const user of [undefined, '😀'.repeat(64), '李 娜', 'cat']) sdk.join(ADDRESS, { platform, user }).leave();
});

test('refuses other invalid options', () => {
  const round = {};
  round.round = round;
  for (const options of [{ info: round }, { info: 10n }, { token: 7 }, { header: 'x' }, { history: 0 }, { history: 1.5 }, { game: 'x' }, { expect: 'x' }, { key: '' },
    { key: 'x'.repeat(65) }, { platform: {} }, { platform: 'wx' }]) {
    assert.throws(() => sdk.join(ADDRESS, { platform, ...options }), /roomcast: /, Object.keys(options)[0]);
  }
});

test('creates errors with a code and a retry flag', async () => {
  const { room } = joined();
  const errors = [];
  room.on('$error', (error) => errors.push(error));
  welcome();
  const asked = room.request('$history', {});
  say({ method: '$error', id: sent().at(-1).id, data: { code: 'rate_limited', message: 'too fast', retry: true } });
  say({ method: '$error', data: { code: 'internal', message: 'oh', retry: false } });
  errors.push(await asked.catch((error) => error));
  const gone = room.send('m', 1, { ack: true });
  room.leave();
  errors.push(await gone.catch((error) => error), await room.request('$members').catch((error) => error));
  assert.ok(errors.every((error) => types.isNativeError(error) && error.stack && typeof error.retry === 'boolean'));
  assert.deepEqual(errors.map(({ code }) => code), ['internal', 'rate_limited', 'closed', 'closed']);
  assert.equal(String(errors[1]), 'RoomcastError: too fast');
});

test('reports likely causes after three failed attempts, by $error and once in the console, and continues', () => {
  const messages = [];
  const { room } = joined();
  room.on('$error', ({ code, message, retry }) => messages.push([code, message, retry]));
  for (let i = 1; i <= 5; i += 1) {
    platform.line.events.closed(1006, '');
    while (platform.lines.length === i) platform.pass(50);
  }
  assert.deepEqual(messages.map(([code, message, retry]) => [code, /roomcast\.origins/.test(message), retry]), [
    ['connect', false, true], ['connect', false, true], ['connect', true, true], ['connect', true, true], ['connect', true, true]]);
  assert.match(messages[2][1], /address.*room name.*origins.*TLS.*mini program/);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /wss:\/\/host\/ws\/r1/);
  welcome();
  assert.equal(room.state, 'online');
});

test('reports no such causes after a lost connection or a failed token request', async () => {
  const first = joined();
  welcome();
  for (let i = 1; i <= 4; i += 1) {
    platform.line.events.closed(1006, '');
    platform.pass(9_000);
  }
  first.room.leave();
  begin();
  joined({ token: () => Promise.reject(new Error('no login')) });
  for (let i = 0; i < 5; i += 1) {
    await settled();
    platform.pass(9_000);
  }
  assert.deepEqual(warnings, []);
});

test('logs an error without a listener once in the console', async () => {
  const room = sdk.join(ADDRESS, { platform });
  platform.pass(0);
  welcome();
  for (let i = 0; i < 3; i += 1) room.send('m', 'x'.repeat(70_000));
  room.send('m', 10n);
  await settled();
  assert.equal(warnings.length, 2);
  assert.match(warnings[0], /at most 65536 bytes \(too_large\)/);
});

test('works without a console', () => {
  begin({ console: undefined });
  const room = sdk.join(ADDRESS, { platform });
  platform.pass(0);
  welcome();
  say({ method: '$error', data: { code: 'internal', message: '', retry: true } });
  assert.equal(room.state, 'online');
});

test('reports the members after each connect and each change', () => {
  const { room } = joined();
  const lists = [];
  const changes = [];
  room.on('$members', (members, count) => lists.push([members.map(({ client }) => client), count]));
  room.on('$presence', (change) => changes.push(plain(change)));
  welcome();
  say({ method: '$presence', data: { joins: [WANG], leaves: [], updates: [] } });
  platform.line.events.closed(1006, '');
  platform.pass(1_000);
  welcome({ resumed: true, recovered: true });
  say({ method: '$presence', data: { count: 900 } });
  assert.deepEqual(plain(lists), [[['c_1'], 1], [['c_1', 'c_2'], 2], [['c_1'], 1], [['c_1'], 900]]);
  assert.deepEqual(changes.map((change) => Object.keys(change).length > 0), [false, true, false, true]);
});

/** A simulated `window` with its `sessionStorage`. */
function page(stored = new Map(), more = {}) {
  const window = new EventEmitter();
  window.addEventListener = window.on;
  window.removeEventListener = window.off;
  const sessionStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key) };
  begin({ window, sessionStorage, ...more });
  return { stored, window };
}

test('resumes the same member after a reload, with unused ids', () => {
  const { stored, window } = page();
  const first = joined({ user: 'li' });
  welcome();
  first.room.send('m', 1);
  const [, { id }] = sent();
  window.emit('pagehide', {});
  page(stored);
  const second = joined({ user: 'li' });
  platform.line.events.opened();
  assert.equal(sent()[0].data.session, 's_1');
  assert.equal(sent()[0].data.epoch, undefined, 'the storage is empty');
  welcome({ resumed: true });
  second.room.send('m', 2);
  assert.ok(sent()[1].id > id + 100_000);
});

test('keeps the session with the first tab when the tab is duplicated', () => {
  const { stored, window } = page();
  joined();
  welcome();
  page(new Map(stored));
  joined();
  platform.line.events.opened();
  assert.equal(sent()[0].data.session, undefined);
  window.emit('pagehide', {});
  window.emit('pageshow', { persisted: true }); // the page was frozen and resumes
  assert.equal(stored.size, 0);
});

test('drops the session of a left room and restores an unused one', () => {
  const { stored, window } = page();
  const first = joined();
  welcome();
  window.emit('pagehide', {});
  assert.equal(stored.size, 1);
  page(stored);
  sdk.join(ADDRESS, { platform }).leave(); // React's StrictMode mounts twice
  joined();
  platform.line.events.opened();
  assert.equal(sent()[0].data.session, 's_1');
  first.room.leave();
  assert.equal(stored.size, 0);
});

test('works with blocked site data and with full storage', () => {
  const fail = () => { throw new Error('SecurityError'); };
  const { room } = joined({ storage: { getItem: fail, setItem: fail, removeItem: fail } });
  welcome();
  assert.equal(room.state, 'online');
  room.leave();
  const globals = { WebSocket: FakeSocket, setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout, window: { addEventListener() {}, removeEventListener() {} } };
  Object.defineProperty(globals, 'sessionStorage', { get: fail, enumerable: true });
  loadSdk(globals).join('ws://host/ws/r1').leave();
});

test('stores the session of a mini program in the given storage', () => {
  const stored = new Map();
  const wx = { getStorageSync: (key) => stored.get(key) ?? '', setStorageSync: (key, value) => stored.set(key, value), removeStorageSync: (key) => stored.delete(key) };
  joined({ storage: wx });
  welcome();
  begin();
  const second = joined({ storage: wx });
  platform.line.events.opened();
  assert.equal(sent()[0].data.session, 's_1');
  welcome({ resumed: true });
  second.room.leave();
  assert.equal(stored.size, 0);
  joined({ storage: false });
});

test('ignores the session of another room or user', () => {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key) };
  joined({ storage, user: 'li' });
  welcome();
  joined({ storage, user: 'wang' });
  platform.line.events.opened();
  assert.equal(sent()[0].data.session, undefined);
  sdk.join('wss://host/ws/r2', { platform, storage, user: 'li' });
  platform.pass(0);
  platform.line.events.opened();
  assert.equal(sent()[0].data.session, undefined);
});

test('fails a late acknowledgement and drops unsent messages', async () => {
  const { room } = joined();
  const offline = room.send('m', 1, { ack: true, timeout: 3_000 });
  platform.pass(3_001);
  await assert.rejects(offline, { code: 'timeout' });
  welcome();
  assert.equal(sent().length, 1);
  const late = room.send('m', 2, { ack: true, timeout: 3_000 });
  platform.pass(3_001);
  await assert.rejects(late, { code: 'timeout' });
  const good = room.send('m', 3, { ack: true, timeout: 3_000 });
  say({ method: '$ack', id: sent().at(-1).id, data: { offset: 11 } });
  assert.deepEqual(plain(await good), { offset: 11 });
});

test('listens once with once and removes one or all listeners with off', () => {
  const { room } = joined();
  const told = [];
  room.once('m', (data) => told.push(['once', data]));
  const f = (data) => told.push(['f', data]);
  room.on('m', f);
  room.on('m', (data) => told.push(['g', data]));
  const end = room.once('m', () => told.push(['never']));
  end();
  room.off('nothing', f);
  welcome();
  say(publication(11));
  room.off('m', f);
  say(publication(12));
  room.off('m');
  say(publication(13));
  assert.deepEqual(told, [['once', 11], ['f', 11], ['g', 11], ['g', 12]]);
});

test('omits own publications without echo and delivers all others', () => {
  const { room, seen } = joined({ echo: false });
  assert.match(platform.line.url, /&echo=0/);
  welcome();
  say({ ...publication(11), client: 'c_1', user: 'li' });
  say(publication(12));
  assert.deepEqual(heard(seen), [12]);
  assert.equal(room.gaps, 0);
});

test('delivers the history first and once, and reports whether it is complete', () => {
  const { seen, room } = joined({ history: 2, echo: false });
  const replayed = [];
  room.on('m', (data, from) => replayed.push(!!from.replayed));
  platform.line.events.opened();
  assert.equal(sent()[0].data.history, 2);
  welcome({ offset: 2, history: [publication(1), { ...publication(2), client: 'c_1' }] });
  say(publication(3));
  assert.deepEqual(heard(seen), [1, 2, 3]);
  assert.deepEqual(replayed, [true, true, false]);
  const { history, complete } = seen.find(([event, state]) => event === '$state' && state === 'online')[2];
  assert.deepEqual([history, complete], [2, true]);
  platform.line.events.closed(1006, '');
  platform.pass(1_000);
  welcome({ resumed: true, recovered: true, offset: 4, publications: [publication(4)] });
  assert.deepEqual(heard(seen), [1, 2, 3, 4]);
  platform.line.events.closed(1006, '');
  platform.pass(2_000);
  welcome({ epoch: 'f', offset: 9, history: [publication(8), publication(9)] });
  assert.deepEqual(seen.slice(-3).map(([event, data]) => [event, data]), [['$reset', undefined], ['m', 8], ['m', 9]]);
  assert.equal(seen.filter(([, state]) => state === 'online').at(-1)[2].complete, false);
});

test('reports a complete history for an empty room', () => {
  const { seen } = joined({ history: 5 });
  welcome({ offset: 0, history: [] });
  assert.deepEqual([seen.at(-1)[2].history, seen.at(-1)[2].complete], [0, true]);
});

test('sends the first throttled message at once, then the newest of each interval', () => {
  const { room } = joined();
  welcome();
  for (let i = 0; i < 25; i += 1) {
    room.send('cursor', i, { throttle: 100 });
    room.send('hint', i, { throttle: 1_000, to: ['wang'] });
    platform.pass(10);
  }
  platform.pass(1_000);
  const by = (method) => sent().filter((frame) => frame.method === method);
  assert.deepEqual(by('cursor').map(({ data }) => data), [0, 9, 19, 24]);
  assert.ok(by('cursor').every((frame) => frame.volatile && !frame.id));
  assert.deepEqual(by('hint').map(({ data }) => data), [0, 24]);
  room.send('cursor', 'last', { throttle: 100 });
  room.send('cursor', 'too late', { throttle: 100 });
  room.leave();
  assert.equal(platform.timers.filter(({ at }) => at < platform.now + 1_000).length, 0);
});

class FakeSocket {
  static made = [];
  constructor(...values) {
    this.values = values;
    FakeSocket.made.push(this);
  }
  send() {}
  close() {}
}

test('passes headers to classes that can send them and reports them in a browser', () => {
  const header = { Authorization: 'Bearer t' };
  const timers = () => ({ setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout });
  const join = (globals, options) => {
    FakeSocket.made = [];
    loadSdk({ ...timers(), ...globals }).join('ws://host/ws/r1', { header, ...options });
    platform.pass(0);
    return plain(FakeSocket.made[0].values.slice(1));
  };
  assert.deepEqual(join({}, { platform: FakeSocket }), [[], { headers: header }]); // the ws package
  assert.deepEqual(join({ WebSocket: FakeSocket, navigator: { product: 'ReactNative' } }), [[], { headers: header }]);
  assert.deepEqual(join({ WebSocket: FakeSocket }), [{ headers: header }]); // Node's built-in class
  assert.deepEqual(join({ WebSocket: FakeSocket }, { header: undefined }), []);
  assert.throws(() => join({ WebSocket: FakeSocket, document: {} }), /a browser sends no headers/);
});

test('checks the connection when a React Native app returns to the foreground', () => {
  let change;
  let removed = false;
  const appState = { addEventListener: (type, f) => {
    assert.equal(type, 'change');
    change = f;
    return { remove: () => (removed = true) };
  } };
  FakeSocket.made = [];
  const { join } = loadSdk({ setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout, WebSocket: FakeSocket });
  const room = join('ws://host/ws/r1', { appState });
  platform.pass(0);
  FakeSocket.made[0].onclose({ code: 1006, reason: '' });
  change('background');
  assert.equal(FakeSocket.made.length, 1);
  change('active');
  assert.equal(FakeSocket.made.length, 2);
  room.leave();
  assert.ok(removed);
});

test('drops volatile messages in a mini program while earlier ones are unsent', () => {
  const tasks = [];
  const wx = { connectSocket: () => {
    const on = {};
    const task = { sent: [], send: (options) => task.sent.push(options), close: () => {} };
    for (const event of ['Open', 'Message', 'Error', 'Close']) task[`on${event}`] = (f) => (on[event] = f);
    tasks.push(Object.assign(task, { on }));
    return task;
  } };
  const { join } = loadSdk({ wx, setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout });
  const room = join(ADDRESS);
  platform.pass(0);
  const [task] = tasks;
  task.on.Open({});
  task.sent[0].success({});
  const answer = { user: 'li', client: 'c_1', session: 's', epoch: 'e', offset: 0, publications: [], members: MEMBERS, time: Date.now() };
  task.on.Message({ data: JSON.stringify({ method: '$connect', id: 1, data: answer }) });
  for (let i = 0; i < 300; i += 1) room.send('cursor', 'x'.repeat(100), { volatile: true });
  const stalled = task.sent.length;
  assert.ok(stalled < 50, `${stalled}`);
  task.sent.at(-1).complete({});
  room.send('cursor', 'now', { volatile: true });
  assert.equal(task.sent.length, stalled + 1);
});

test('closes a socket of a mini program that opens after the room is left', () => {
  const closes = [];
  const on = {};
  const task = { send() {}, close: () => closes.push(on.isOpen) }; // without effect before the socket is open
  for (const event of ['Open', 'Message', 'Error', 'Close']) task[`on${event}`] = (f) => (on[event] = f);
  const { join } = loadSdk({ wx: { connectSocket: () => task }, setTimeout: platform.setTimeout, clearTimeout: platform.clearTimeout });
  const room = join(ADDRESS);
  platform.pass(0);
  room.leave();
  on.isOpen = true;
  on.Open({});
  assert.equal(closes.at(-1), true);
});
