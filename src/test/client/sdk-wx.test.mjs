/** Tests of the client in mini programs with the real server, on WeChat and similar platforms. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { loadSdk, until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';
import { createWx } from './wx.mjs';

const skip = noServer;

let server;
let phones = [];
let number = 0;

before(async () => {
  if (!skip) server = await startServer();
});

after(() => server?.stop());

beforeEach(() => {
  number += 1;
});

afterEach(() => {
  for (const { wx, room } of phones) {
    room?.leave();
    wx.$dispose();
  }
  phones = [];
});

/** Creates a program whose globals are those of a phone. */
function phone(options = {}, make = (wx) => ({ wx })) {
  const wx = createWx(options);
  const timers = { setTimeout: wx.$timers.setTimeout, clearTimeout: wx.$timers.clearTimeout };
  const sdk = loadSdk({ ...make(wx), ...timers });
  const opened = { wx, sdk, heard: [], errors: [], states: [] };
  opened.join = (more) => {
    const room = sdk.join(server.wsUrl(`/ws/room-${number}`), more);
    room.on('say', (data) => opened.heard.push(data));
    room.on('$error', (error) => opened.errors.push(error.message));
    room.on('$state', (state) => opened.states.push(state));
    room.on('$reset', () => opened.heard.push('RESET'));
    opened.room = room;
    return room;
  };
  phones.push(opened);
  return opened;
}

async function online(...all) {
  for (const { room } of all) await until(() => room.state === 'online', 'the room is online');
}

for (const game of [false, true]) {
  for (const how of ['interrupted', 'silent', 'global-close-only', 'half-open']) {
    test(`recovers a ${game ? 'mini game' : 'mini program'} after a cut in the background (${how}) as the same member`, { skip }, async () => {
      const li = phone({ game });
      const wang = phone();
      li.join({ user: 'li' });
      wang.join({ user: 'wang' });
      await online(li, wang);
      const { client } = li.room.me;
      wang.room.send('say', 1);
      await until(() => li.heard.length === 1);

      await li.wx.$background({ after: 20, how });
      if (how !== 'half-open') { // the server has not detected this cut yet
        await until(() => wang.room.members.some((member) => member.client === client && member.state === 'away'), 'the member is away');
      }
      wang.room.send('say', 2);
      wang.room.send('say', 3);
      await until(() => wang.heard.length === 3);
      li.wx.$foreground();
      await until(() => li.heard.length === 3, 'the missed message arrived');

      assert.deepEqual(li.heard, [1, 2, 3]);
      assert.equal(li.room.me.client, client);
      li.room.send('say', 4);
      await until(() => wang.heard.length === 4);
      assert.deepEqual(wang.heard, [1, 2, 3, 4]);
    });
  }
}

test('waits without a network and reconnects when it returns', { skip }, async () => {
  const li = phone();
  li.join();
  await online(li);
  await li.wx.$network(false);
  await until(() => li.room.state === 'reconnecting');
  li.room.send('say', 1);
  await li.wx.$network(true);
  await until(() => li.heard.length === 1);
});

test('reports the phone\'s refusal of a sixth socket', { skip }, async () => {
  const li = phone();
  for (let i = 0; i < 5; i += 1) li.wx.connectSocket({ url: server.wsUrl('/ws/other') });
  li.join();
  await until(() => li.errors.length > 0);
  assert.match(li.errors[0], /exceed max concurrent count/);
});

test('reports a refused handshake and tries again', { skip }, async () => {
  const closed = await startServer({ env: { ROOMCAST_ORIGINS: 'https://example.com' } });
  try {
    const li = phone({ game: true }); // mini games send an Origin
    const room = li.sdk.join(closed.wsUrl('/ws/r1'));
    li.room = room;
    room.on('$error', (error) => li.errors.push(error.message));
    await until(() => li.errors.length > 1);
    assert.match(li.errors[0], /Invalid HTTP status/);
    assert.notEqual(room.state, 'closed');
  } finally {
    await closed.stop();
  }
});

test('reports a full room with a message', { skip }, async () => {
  const small = await startServer({ env: { ROOMCAST_ROOM_MAX_MEMBERS: '1' } });
  try {
    const li = phone();
    li.room = li.sdk.join(small.wsUrl('/ws/r1'));
    await online(li);
    const wang = phone();
    wang.room = wang.sdk.join(small.wsUrl('/ws/r1'));
    let end;
    wang.room.on('$state', (state, details) => (end = details));
    await until(() => wang.room.state === 'closed');
    assert.equal(end.code, 4513);
    assert.equal(end.reason, 'room full');
  } finally {
    await small.stop();
  }
});

const cousins = {
  'Taro, whose tasks are promises': (wx) => ({ wx: { ...wx, connectSocket: (options) => Promise.resolve(wx.connectSocket(options)) } }),
  'uni-app, which gives a task to those alone who pass a callback': (wx) => ({
    uni: { ...wx, connectSocket: (options) => (options.success || options.fail || options.complete ? wx.connectSocket(options) : undefined) },
  }),
  'Alipay, which gives a task to those alone who want several, and bytes in base64': (wx) => ({ my: alipay(wx) }),
  'an old Alipay, which knows one socket and no tasks': (wx) => ({ my: oldAlipay(wx) }),
  'a browser': () => ({ WebSocket }),
};

const BASE64 = {
  arrayBufferToBase64: (buffer) => Buffer.from(buffer).toString('base64'),
  base64ToArrayBuffer: (text) => new Uint8Array(Buffer.from(text, 'base64')).buffer,
};

/** Adapts a task to Alipay: nested data, and bytes in base64 in both directions. */
function alipayTask(task) {
  return {
    onOpen: (f) => task.onOpen(f),
    onError: (f) => task.onError(f),
    onClose: (f) => task.onClose(f),
    onMessage: (f) => task.onMessage(({ data }) => f({
      data: typeof data === 'string' ? { data, isBuffer: false } : { data: BASE64.arrayBufferToBase64(data), isBuffer: true },
    })),
    send: ({ data, isBuffer, ...rest }) => task.send({ ...rest, data: isBuffer ? BASE64.base64ToArrayBuffer(data) : String(data) }),
    close: (options) => task.close(options),
  };
}

function alipay(wx) {
  return {
    ...BASE64,
    connectSocket: (options) => (options.multiple ? alipayTask(wx.connectSocket({ url: options.url, fail: options.fail })) : undefined),
    onAppShow: wx.onAppShow,
  };
}

/** The old `my`, which has global events only. */
function oldAlipay(wx) {
  const events = {};
  let only;
  const my = {
    ...BASE64,
    connectSocket(options) {
      const task = alipayTask(wx.connectSocket({ url: options.url, fail: options.fail }));
      only = task;
      const tell = (event) => (value) => only === task && events[event]?.(value);
      for (const event of ['Open', 'Message', 'Error', 'Close']) task[`on${event}`](tell(event));
    },
    sendSocketMessage: (options) => only.send(options),
    closeSocket: (options) => only.close(options),
    onAppShow: wx.onAppShow,
  };
  for (const event of ['Open', 'Message', 'Error', 'Close']) {
    my[`onSocket${event}`] = (f) => (events[event] = f);
    my[`offSocket${event}`] = () => delete events[event];
  }
  return my;
}

for (const [name, make] of Object.entries(cousins)) {
  test(`works in ${name}`, { skip }, async () => {
    const li = phone({}, make);
    const wang = phone();
    li.join();
    wang.join();
    await online(li, wang);
    li.room.send('say', 'from li');
    wang.room.send('say', 'from wang');
    await until(() => li.heard.length === 2 && wang.heard.length === 2);
    const bytes = new Uint8Array([1, 2, 255]).buffer;
    const received = new Promise((resolve) => li.room.on('$binary', resolve));
    wang.room.sendBinary(bytes);
    assert.deepEqual([...new Uint8Array(await received)], [1, 2, 255]);
    const back = new Promise((resolve) => wang.room.on('$binary', (data) => data.byteLength === 2 && resolve(data)));
    li.room.sendBinary(new Uint8Array([0, 7, 8, 0]).subarray(1, 3)); // a typed array of another realm
    assert.deepEqual([...new Uint8Array(await back)], [7, 8]);
    const { members } = await wang.room.request('$members');
    assert.equal(members.length, 2);
  });
}

for (const guide of ['guides.md', 'zh/guides.md']) {
  test(`works through WeChat's cloud hosting with the code of ${guide}`, { skip }, async () => {
    const li = phone();
    const cloud = {
      connectContainer: ({ config, service, path, ...callbacks }) => {
        assert.ok(config.env && service, 'a container has an environment and a name');
        const task = li.wx.connectSocket({ url: server.wsUrl(path) });
        return callbacks.success || callbacks.fail ? undefined : Promise.resolve({ socketTask: task });
      },
    };
    const text = readFileSync(new URL(`../../site/markdown/${guide}`, import.meta.url), 'utf8');
    const [, code] = text.match(/```js\n(const room = join\('\/ws\/table-7', \{[^]*?)```/);
    li.room = new Function('join', 'wx', `${code}\nreturn room;`)(li.sdk.join, { ...li.wx, cloud });
    await online(li);
    await li.wx.$background({ after: 20, how: 'silent' });
    li.wx.$foreground();
    assert.ok((await li.room.send('say', 1, { ack: true })).offset > 0);
  });
}

test('reports a platform without sockets', () => {
  assert.throws(() => loadSdk().join('ws://host/ws/r1'), /There is no WebSocket here/);
});
