/**
 * Tests of unmodified client libraries from the registry that mini programs already use. One simulated phone runs two
 * clients of each library; they rely on the broadcast of messages only.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { noServer, startServer } from './server.mjs';
import { createWx } from './wx.mjs';

const DEADLINE = 20_000;
const require = createRequire(import.meta.url);
globalThis.window = globalThis; // the bundle of websocket-heartbeat-miniprogram refers to it while it loads
const { default: WebsocketHeartbeat } = require('websocket-heartbeat-miniprogram');
delete globalThis.window;
const ReconnectingWebSocket = require('reconnecting-websocket');

let server;
let wx;
let clients;
let rooms = 0;
let room;

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `timed out waiting for ${what}`);
    await delay(5);
  }
}

/** One client of any library, with its received messages and the number of its connections. */
class Client {
  received = [];
  closes = [];
  opens = 0;

  constructor(end) {
    this.end = end;
    clients.push(this);
  }

  get binary() {
    return this.received.filter((data) => data instanceof ArrayBuffer).map((data) => [...new Uint8Array(data)]);
  }

  get texts() {
    return this.received.filter((data) => typeof data === 'string');
  }

  /** Waits until the client has opened that many connections. */
  opened(times = 1) {
    return until(() => this.opens >= times, `open ${times}`);
  }

  has(...texts) {
    return until(() => texts.every((text) => this.received.includes(text)), `${texts} in ${this.texts}`);
  }
}

const bytes = (...values) => new Uint8Array(values).buffer;

async function exchange(a, b, text) {
  a.send(`${text} from a`);
  b.send(`${text} from b`);
  for (const client of [a, b]) await client.has(`${text} from a`, `${text} from b`);
}

async function exchangeBinary(a, b) {
  a.send(bytes(0, 200, 255));
  for (const client of [a, b]) {
    await until(() => client.binary.length > 0, 'binary');
    assert.deepEqual(client.binary, [[0, 200, 255]]);
  }
}

async function restart(signal) {
  const { port } = server;
  await server.stop(signal);
  server = await startServer({ env: { PORT: String(port) } });
}

describe('existing clients', { skip: noServer }, () => {
  before(async () => { server = await startServer(); });
  after(async () => { await server?.stop(); });
  beforeEach(() => {
    clients = [];
    room = `old-${++rooms}`;
    wx = globalThis.wx = createWx();
  });
  afterEach(() => {
    for (const client of clients) client.end();
    wx.$dispose();
    delete globalThis.wx;
  });

  describe('websocket-heartbeat-miniprogram', () => {
    async function start(options = {}) {
      const task = await WebsocketHeartbeat({
        miniprogram: wx,
        connectSocketParams: { url: server.wsUrl(`/ws/${room}`) },
        reconnectTimeout: 50,
        ...options,
      });
      const client = new Client(() => task.close({}));
      client.reconnects = 0;
      client.task = task;
      client.send = (data) => task.send({ data });
      task.onOpen = () => client.opens++;
      task.onMessage = ({ data }) => client.received.push(data);
      task.onClose = ({ code }) => client.closes.push(code);
      task.onReconnect = () => client.reconnects++;
      await client.opened();
      return client;
    }

    test('exchanges text and binary', async () => {
      const [a, b] = [await start(), await start()];
      await exchange(a, b, 'hello');
      await exchangeBinary(a, b);
    });

    for (const [pingMsg, answer] of [[undefined, 'heartbeat'], ['ping', 'pong']]) {
      test(`receives answers to its ${pingMsg ?? 'own'} heartbeat and never reconnects`, async () => {
        const a = await start({ pingTimeout: 30, ...(pingMsg && { pingMsg }) });
        const b = await start({ pingTimeout: 60_000 });
        const { socketTask } = a.task;
        await until(() => a.received.length >= 6, `six answers in ${a.received}`);
        await exchange(a, b, 'still here');
        assert.deepEqual(new Set(a.texts.filter((text) => !text.startsWith('still'))), new Set([answer]));
        assert.deepEqual(b.texts.filter((text) => !text.startsWith('still')), [], 'heartbeats reach no other member');
        assert.deepEqual([a.reconnects, a.opens, a.closes], [0, 1, []]);
        assert.equal(a.task.socketTask, socketTask);
      });
    }

    test('reconnects after a cut in the background', async () => {
      const [a, b] = [await start(), await start()];
      await exchange(a, b, 'before');
      await wx.$background({ after: 0, how: 'interrupted' });
      wx.$foreground();
      for (const client of [a, b]) await client.opened(2);
      assert.deepEqual([a.closes, b.closes], [[1000], [1000]]);
      await exchange(a, b, 'after');
    });

    test('reconnects after a crash and restart of the server', async () => {
      const [a, b] = [await start(), await start()];
      await exchange(a, b, 'before');
      await restart('SIGKILL');
      for (const client of [a, b]) await client.opened(2);
      await exchange(a, b, 'after');
    });
  });

  describe('weapp-polyfill', () => {
    function open(path = room, protocols) {
      const page = {};
      require('weapp-polyfill').polyfill(page);
      const socket = new page.WebSocket(server.wsUrl(`/ws/${path}`), protocols);
      return follow(socket, () => socket.close());
    }

    test('exchanges text and binary', async () => {
      const [a, b] = [open(), open()];
      for (const client of [a, b]) await client.opened();
      await exchange(a, b, 'hello');
      await exchangeBinary(a, b);
    });

    for (const protocols of ['chat', ['chat', 'superchat'], ['chat', 'roomcast.v1']]) {
      test(`opens with the offered subprotocol ${JSON.stringify(protocols)}`, async () => {
        const a = open(`${room}?v=0`, protocols);
        const b = open();
        for (const client of [a, b]) await client.opened();
        await exchange(a, b, 'hello');
      });
    }

    test('receives reason and close code of a refusal', async () => {
      const a = open(`${room}?user=c_1`);
      await until(() => a.closes.length > 0, 'the close');
      assert.deepEqual(a.closes, [4501]);
      assert.equal(JSON.parse(a.received[0]).data.code, 'bad_request');
    });

    test('receives a close on a restart and can open again', async () => {
      const a = open();
      await a.opened();
      await restart('SIGTERM');
      await until(() => a.closes.length > 0, 'the close');
      const [again, b] = [open(), open()];
      for (const client of [again, b]) await client.opened();
      await exchange(again, b, 'hello again');
    });
  });

  describe('reconnecting-websocket on weapp-polyfill', () => {
    function open() {
      const { WebSocket } = require('weapp-polyfill');
      const socket = new ReconnectingWebSocket(server.wsUrl(`/ws/${room}`), [], {
        WebSocket, minReconnectionDelay: 50, maxReconnectionDelay: 200,
      });
      return follow(socket, () => socket.close());
    }

    test('exchanges text and binary, including messages from before it opened', async () => {
      const a = open();
      a.send('early');
      await a.has('early');
      const b = open();
      await b.opened();
      await exchange(a, b, 'hello');
      await exchangeBinary(a, b);
    });

    test('reconnects after a cut in the background', async () => {
      const [a, b] = [open(), open()];
      for (const client of [a, b]) await client.opened();
      await wx.$background({ after: 0, how: 'interrupted' });
      wx.$foreground();
      for (const client of [a, b]) await client.opened(2);
      await exchange(a, b, 'after');
    });

    test('reconnects after a restart of the server and sends the queued messages', async () => {
      const [a, b] = [open(), open()];
      for (const client of [a, b]) await client.opened();
      await exchange(a, b, 'before');
      const { port } = server;
      await server.stop('SIGTERM');
      await until(() => a.closes.length > 0 && b.closes.length > 0, 'both closes');
      a.send('meanwhile');
      server = await startServer({ env: { PORT: String(port) } });
      for (const client of [a, b]) await client.opened(2);
      await a.has('meanwhile');
      await exchange(a, b, 'after');
    });
  });

  /** A client with the interface of a browser's WebSocket. */
  function follow(socket, end) {
    const client = new Client(end);
    client.send = (data) => socket.send(data);
    socket.addEventListener('open', () => client.opens++);
    socket.addEventListener('message', ({ data }) => client.received.push(data));
    socket.addEventListener('close', ({ code }) => client.closes.push(code));
    return client;
  }
});
