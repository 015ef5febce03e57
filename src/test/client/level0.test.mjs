/**
 * Tests of level 0 of the protocol with a plain WebSocket client: every member receives every message, and nothing else.
 *
 * The tests show without waiting that a message is *not* delivered: they send a mark after it and check all messages
 * before the mark. A room has one order, so a message that is missing before the mark is not delivered.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { noServer, startServer } from './server.mjs';

const DEADLINE = 10_000;
const LIMIT = 65_536;

let server;
let count = 0;
const present = new Set();
const newRoom = () => `room-${++count}`;

/** One connection that stores received messages: text as strings, binary as buffers. */
class Member {
  frames = [];
  closed = null;
  #waiting = new Set();

  static async join(path, protocols = [], options = { perMessageDeflate: false }) {
    const member = new Member(path, protocols, options);
    await member.until(() => member.ws.readyState === WebSocket.OPEN || member.closed, `open ${path}`);
    return member;
  }

  constructor(path, protocols, options) {
    present.add(this);
    this.room = path.split('?')[0];
    this.ws = new WebSocket(server.wsUrl(`/ws/${path}`), protocols, options);
    this.ws.on('open', () => this.#look());
    this.ws.on('error', () => this.#look()); // followed by a close
    this.ws.on('message', (data, isBinary) => {
      this.frames.push(isBinary ? data : data.toString());
      this.#look();
    });
    this.ws.on('close', (code) => {
      this.closed = code;
      this.#look();
    });
  }

  #look() {
    for (const check of this.#waiting) check();
  }

  /** Resolves when the condition holds; every event checks it. */
  until(condition, what) {
    return new Promise((resolve, reject) => {
      const story = () => `${what}: ${this.frames.length} frames, the last ${this.frames.at(-1)}, closed ${this.closed}`;
      const timer = setTimeout(() => reject(new Error(`not in time: ${story()}`)), DEADLINE);
      const check = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(this.frames);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async upTo(mark) {
    await this.until(() => this.frames.includes(mark), mark);
    return this.frames.splice(0, this.frames.indexOf(mark) + 1).slice(0, -1);
  }

  async next() {
    await this.until(() => this.frames.length > 0, 'a frame');
    return this.frames.shift();
  }

  async closing() {
    await this.until(() => this.closed !== null, 'the close');
    return this.closed;
  }
}

/** Returns the messages that each member received before a mark, which the speaker sends now. */
async function heard(speaker, ...members) {
  const mark = `mark ${++count}`;
  speaker.ws.send(mark);
  return Promise.all(members.map((member) => member.upTo(mark)));
}

/** Performs a raw handshake; returns its status and, for 101, the raw socket. */
function handshake(path, headers = {}) {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = http.get({
      hostname, port, path, agent: false, timeout: DEADLINE,
      headers: {
        Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'), ...headers,
      },
    });
    request.once('upgrade', (response, socket) => resolve({ status: 101, socket }));
    request.once('response', (response) => resolve({ status: response.resume().statusCode }));
    request.once('timeout', () => request.destroy(new Error(`no answer to ${path}`)));
    request.once('error', reject);
  });
}

const masked = (first, payload) =>
  Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), Buffer.from(payload)]);

/** Sends raw bytes; resolves when the server ends the connection, with the code of its close frame, if any. */
async function provoke(room, bytes) {
  const { socket } = await handshake(`/ws/${room}`);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server did not close')), DEADLINE);
    const end = (code) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(code);
    };
    socket.on('error', () => {});
    socket.once('close', () => end(null));
    socket.on('data', (frame) => {
      if (frame[0] === 0x88) end(frame.length >= 4 ? frame.readUInt16BE(2) : null);
    });
    socket.write(bytes);
  });
}

describe('level 0', { skip: noServer }, () => {
  before(async () => { server = await startServer(); });
  after(async () => { await server?.stop(); });
  afterEach(() => {
    for (const member of present) member.ws.terminate();
    present.clear();
  });

  async function pair(query = '') {
    const room = newRoom();
    return [await Member.join(room + query), await Member.join(room)];
  }

  describe('a message', () => {
    const texts = [
      '{"method":"move","data":{"x":1}}', '{ "data" : 1.0e2,\n\t"method":"move", "method" : "move" }',
      '{"method":"$connect","id":1}', '{"method":"$ping"}', 'not JSON at all', '{"method":', '[1,2]', 'null', '7', '',
      '你好，世界', '😀 👩‍👩‍👧 𠮷', ' around \r\n', '\u0000\u0001\u007f', '\u2028\ufeff',
    ];
    for (const text of texts) {
      test(`reaches every member verbatim, including the sender: ${JSON.stringify(text)}`, async () => {
        const [a, b] = await pair();
        a.ws.send(text);
        assert.deepEqual(await heard(a, a, b), [[text], [text]]);
      });
    }

    test('keeps its binary type and its bytes', async () => {
      const [a, b] = await pair();
      const blobs = [Buffer.from([0, 255, 128, 1]), Buffer.alloc(0), Buffer.from('ping'), randomBytes(LIMIT)];
      for (const blob of blobs) a.ws.send(blob);
      assert.deepEqual(await heard(a, a, b), [blobs, blobs]);
    });

    for (const [what, text] of [['letters', 'x'.repeat(LIMIT)], ['characters of three bytes', `${'好'.repeat(21_845)}a`]]) {
      test(`may be ${LIMIT} bytes of ${what}`, async () => {
        const [a, b] = await pair();
        assert.equal(Buffer.byteLength(text), LIMIT);
        a.ws.send(text);
        assert.ok(await b.next() === text);
        assert.ok(await a.next() === text);
      });
    }

    const tooLarge = {
      text: (ws) => ws.send('x'.repeat(LIMIT + 1)),
      binary: (ws) => ws.send(Buffer.alloc(LIMIT + 1)),
      'text in fragments': (ws) => {
        ws.send('x'.repeat(LIMIT), { fin: false });
        ws.send('x', { fin: true });
      },
    };
    for (const [what, send] of Object.entries(tooLarge)) {
      test(`closes the sender with 1009 and reaches nobody as ${what} of ${LIMIT + 1} bytes`, async () => {
        const [a, b] = await pair();
        send(a.ws);
        assert.equal(await a.closing(), 1009);
        assert.deepEqual(a.frames, []);
        assert.deepEqual(await heard(b, b), [[]]);
      });
    }

    test('arrives whole after fragmentation, even within a character', async () => {
      const [a, b] = await pair();
      const bytes = Buffer.from('好的');
      a.ws.send(bytes.subarray(0, 1), { binary: false, fin: false });
      a.ws.send(bytes.subarray(1, 4), { binary: false, fin: false });
      a.ws.send(bytes.subarray(4), { binary: false, fin: true });
      assert.deepEqual(await heard(a, b), [['好的']]);
    });

    test('returns to no sender that joined with echo=0, but reaches the others', async () => {
      const [quiet, b] = await pair('?echo=0');
      quiet.ws.send('mine');
      quiet.ws.send(Buffer.from('mine too'));
      assert.deepEqual([await b.next(), await b.next()], ['mine', Buffer.from('mine too')]);
      b.ws.send('yours');
      assert.deepEqual(await heard(b, b, quiet), [['yours'], ['yours']]);
    });

    test('stays in its room', async () => {
      const [a, b] = await pair();
      const stranger = await Member.join(newRoom());
      a.ws.send('for this room');
      assert.deepEqual(await heard(a, b), [['for this room']]);
      assert.deepEqual(await heard(stranger, stranger), [[]]);
    });

    test('arrives in the same order at all members and in the order of its sender', async () => {
      const room = newRoom();
      const members = await Promise.all(Array.from({ length: 5 }, () => Member.join(room)));
      for (let i = 0; i < 100; i++) members.forEach((m, s) => m.ws.send(`${s} ${i}`));
      for (const m of members) await m.until(() => m.frames.length >= 500, 'all 500');
      for (const m of members) assert.deepEqual(m.frames, members[0].frames);
      for (let s = 0; s < 5; s++) {
        const own = members[0].frames.filter((f) => f.startsWith(`${s} `));
        assert.deepEqual(own, Array.from({ length: 100 }, (_, i) => `${s} ${i}`));
      }
    });
  });

  describe('a heartbeat', () => {
    const plain = { ping: 'pong', heartbeat: 'heartbeat' };
    const json = {
      '{"method":"ping"}': { method: 'pong' }, ' { "data":{}, "method" : "ping" } ': { method: 'pong' },
      '{"method":"ping","type":"ping"}': { method: 'pong' }, '{"type":"ping"}': { type: 'pong' },
      '{"type":"ping","method":5}': { type: 'pong' }, '{"type":"ping","method":null}': { type: 'pong' },
    };
    for (const [beat, answer] of [...Object.entries(plain), ...Object.entries(json)]) {
      test(`is answered to its sender only: ${beat}`, async () => {
        const [a, b] = await pair('?echo=0');
        a.ws.send(beat);
        const got = await a.next();
        if (typeof answer === 'string') assert.equal(got, answer);
        else assert.deepEqual(JSON.parse(got), answer);
        assert.deepEqual(await heard(b, a, b), [[], []]);
      });
    }

    const others = [
      '{"method":"move","type":"ping"}', '{"method":"","type":"ping"}', '{"data":{"method":"ping"}}', '{"method":"pong"}',
      '{"type":["ping"]}', '["ping"]', '"ping"', 'PING', 'ping ', 'pong', 'heartbeats',
    ];
    for (const text of others) {
      test(`differs from similar text: ${text}`, async () => {
        const [a, b] = await pair();
        a.ws.send(text);
        assert.deepEqual(await heard(a, a, b), [[text], [text]]);
      });
    }
  });

  describe('a refusal that the user must understand', () => {
    const refusals = [
      ['user=c_x', 'bad_request', 4501], ['user=', 'bad_request', 4501], [`user=${'u'.repeat(65)}`, 'bad_request', 4501],
      ['v=2', 'unsupported_version', 4514],
    ];
    for (const [query, code, close] of refusals) {
      test(`sends ${code} and closes with ${close} for ${query.slice(0, 12)}`, async () => {
        const room = newRoom();
        const b = await Member.join(room);
        const a = await Member.join(`${room}?${query}`);
        assert.equal(await a.closing(), close);
        assert.equal(a.frames.length, 1);
        const { method, data } = JSON.parse(a.frames[0]);
        assert.deepEqual([method, data.code, typeof data.message], ['$error', code, 'string']);
        assert.deepEqual(await heard(b, b), [[]]);
      });
    }

    for (const query of ['', '?v=0', `?user=${'u'.repeat(64)}`, `?user=${encodeURIComponent('小明')}`, '?openid=oX-1&other=']) {
      test(`does not apply to ${query.slice(0, 24) || 'an empty query'}`, async () => {
        const [a, b] = await pair(query);
        a.ws.send('hello');
        assert.deepEqual(await heard(a, a, b), [['hello'], ['hello']]);
      });
    }
  });

  describe('the handshake', () => {
    for (const [offered, chosen] of [
      [[], ''], [['foo'], 'foo'], [['foo', 'bar'], 'foo'], [['foo', 'roomcast.v1'], 'roomcast.v1'], [['roomcast.v1'], 'roomcast.v1'],
    ]) {
      test(`answers the subprotocols [${offered}] with "${chosen}"`, async () => {
        const a = await Member.join(newRoom(), offered);
        assert.equal(a.ws.readyState, WebSocket.OPEN);
        assert.equal(a.ws.protocol, chosen);
      });
    }

    test('selects level 0 for v=0 with any subprotocol', async () => {
      const [, b] = await pair();
      const a = await Member.join(`${b.room}?v=0`, ['roomcast.v1']);
      a.ws.send('plain');
      assert.deepEqual(await heard(a, a, b), [['plain'], ['plain']]);
    });

    test('accepts an offer of compression, as browsers send it, and delivers long messages', async () => {
      const a = await Member.join(newRoom(), [], { perMessageDeflate: { threshold: 0 } });
      const b = await Member.join(a.room);
      a.ws.send('long '.repeat(1000));
      for (const member of [a, b]) assert.equal(await member.next(), 'long '.repeat(1000));
    });

    test('decodes a percent-encoded room name', async () => {
      const room = newRoom();
      const a = await Member.join(room.replace('r', '%72').replace('-', '%2d'));
      const b = await Member.join(room);
      a.ws.send('same room');
      assert.deepEqual(await heard(a, b), [['same room']]);
    });

    const statuses = {
      101: ['/ws/Az09_.:-', `/ws/${'n'.repeat(64)}`, '/ws/..a', '/ws/r1?user=u'],
      400: [`/ws/${'n'.repeat(65)}`, '/ws/a%20b', '/ws/%E5%A5%BD', '/ws/a%2Fb', '/ws/a~b', '/ws/%zz', '/ws/.', '/ws/..', '/ws/...',
        '/ws/%2e%2E'],
      404: ['/ws', '/ws/', '/ws/a/b', '/ws?room=r1'],
    };
    for (const [status, paths] of Object.entries(statuses)) {
      for (const path of paths) {
        test(`answers ${status} to ${path.length > 40 ? `a name of ${path.length - 4}` : path}`, async () => {
          const answer = await handshake(path);
          answer.socket?.destroy();
          assert.equal(answer.status, Number(status));
        });
      }
    }

    for (const version of ['8', '12', '14', 'x']) {
      test(`answers 400 to WebSocket version ${version}`, async () => {
        const answer = await handshake('/ws/r1', { 'Sec-WebSocket-Version': version });
        answer.socket?.destroy();
        assert.equal(answer.status, 400);
      });
    }
  });

  describe('a sender of invalid frames', () => {
    for (const [what, bytes] of [['never begins', [0x61, 0xff]], ['is an overlong form', [0xc0, 0xaf]], ['ends early', [0xe5, 0xa5]]]) {
      test(`is closed with 1007 for text whose UTF-8 ${what}, while the room continues`, async () => {
        const [a, b] = await pair();
        a.ws.send(Buffer.from(bytes), { binary: false });
        assert.equal(await a.closing(), 1007);
        assert.deepEqual(await heard(b, b), [[]]);
      });
    }

    const crimes = {
      'an unmasked frame': Buffer.from([0x81, 0x02, 0x68, 0x69]),
      'a reserved bit': masked(0xc1, [0x68, 0x69]),
      'a reserved opcode': masked(0x83, [0x68, 0x69]),
      'a ping in fragments': masked(0x09, [0x68, 0x69]),
      'a continuation of nothing': masked(0x80, [0x68, 0x69]),
      'a close of one byte': masked(0x88, [0x03]),
      'a close with code 0': masked(0x88, [0x00, 0x00]),
    };
    for (const [what, bytes] of Object.entries(crimes)) {
      test(`is closed for ${what}, without any message to the others`, async () => {
        const [a, b] = await pair();
        const code = await provoke(a.room, bytes);
        if (!what.startsWith('a close')) assert.ok(code === 1002 || code === null, `closed with ${code}`);
        a.ws.send('still here');
        assert.deepEqual(await heard(a, b), [['still here']]);
      });
    }
  });

  describe('a close frame', () => {
    for (const code of [1000, 1001, 4000, undefined]) {
      test(`is answered with the same code (${code ?? 'none'}), without any message to the others`, async () => {
        const [a, b] = await pair();
        a.ws.close(code, code && 'bye');
        assert.equal(await a.closing(), code ?? 1005);
        assert.deepEqual(a.frames, []);
        assert.deepEqual(await heard(b, b), [[]]);
      });
    }

    test('is optional: a broken connection leaves the room without any message', async () => {
      const [a, b] = await pair();
      a.ws.terminate();
      assert.equal(await a.closing(), 1006);
      assert.deepEqual(await heard(b, b), [[]]);
    });
  });
});
