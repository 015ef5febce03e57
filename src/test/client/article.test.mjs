/**
 * Tests of the unchanged client of the article. Each simulated phone runs the page with its own `wx`, timers and
 * globals. The tests use only the actions and the view of a player.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import vm from 'node:vm';
import { noServer, startServer } from './server.mjs';
import { createWx } from './wx.mjs';

const DEADLINE = 15_000;
const SPEED = 25; // factor by which the phones' clocks run faster: one heart-beat in 400 ms
const PAGE = new vm.Script(readFileSync(new URL('./article-client.mjs', import.meta.url), 'utf8'));

let server;
let rooms = 0;
const phones = [];
const newRoom = () => `table-${++rooms}`;

/** A phone whose user has opened the page. */
class Phone {
  page = null;
  errors = [];

  constructor(openid, room) {
    phones.push(this);
    this.wx = createWx();
    this.wx.onAppShow(() => this.page.onShow());
    PAGE.runInNewContext({
      wx: this.wx,
      getApp: () => ({ globalData: { openid, host: server.wsUrl('') } }),
      Page: (page) => { this.page = page; },
      console: { error: (...words) => this.errors.push(words.join(' ')) },
      ...fast(this.wx.$timers),
    });
    this.page.setData = (data) => Object.assign(this.page.data, data);
    this.page.onLoad({ room });
    this.page.onShow();
  }

  /** The data that the page shows, copied because the page's own objects belong to another realm. */
  get shown() {
    return JSON.parse(JSON.stringify(this.page.data));
  }

  /** Waits until the shown data meets a condition. */
  async shows(condition, what) {
    const deadline = Date.now() + DEADLINE;
    while (!condition(this.shown)) {
      assert.ok(Date.now() < deadline, `${what} was not shown: ${JSON.stringify(this.shown)}`);
      await delay(5);
    }
    return this.shown;
  }

  showsMoves(n) {
    return this.shows(({ moves }) => moves.length >= n, `move ${n}`);
  }

  tap(x, y) {
    this.page.onTap({ currentTarget: { dataset: { x, y } } });
  }
}

function fast({ setTimeout, setInterval, clearTimeout, clearInterval }) {
  return {
    setTimeout: (f, ms) => setTimeout(f, ms / SPEED),
    setInterval: (f, ms) => setInterval(f, ms / SPEED),
    clearTimeout,
    clearInterval,
  };
}

const move = (openid, x, y) => ({ openid, x, y });

describe("the article's mini program", { skip: noServer }, () => {
  before(async () => { server = await startServer(); });
  after(async () => { await server?.stop(); });
  afterEach(() => {
    for (const phone of phones.splice(0)) {
      phone.page.onUnload();
      phone.wx.$dispose();
    }
  });

  /** Opens two pages at one table and waits until each shows the other player. */
  async function table() {
    const room = newRoom();
    const both = [new Phone('oLi', room), new Phone('oWang', room)];
    for (const phone of both) await phone.shows(({ players }) => players.length === 2, 'both players');
    return [...both, room];
  }

  test('shows two phones in a room each other and all moves in the same order', async () => {
    const [li, wang] = await table();
    li.tap(7, 7);
    await wang.showsMoves(1);
    wang.tap(8, 7);
    const expected = [move('oLi', 7, 7), move('oWang', 8, 7)];
    assert.deepEqual((await li.showsMoves(2)).moves, expected);
    assert.deepEqual((await wang.showsMoves(2)).moves, expected);
    assert.deepEqual([...li.errors, ...wang.errors], []);
  });

  test('sends the taps from before the socket opened, in order', async () => {
    const room = newRoom();
    const li = new Phone('oLi', room);
    for (let x = 1; x <= 3; x++) li.tap(x, 0);
    assert.equal(li.shown.status, '连接中');
    assert.deepEqual((await li.showsMoves(3)).moves, [1, 2, 3].map((x) => move('oLi', x, 0)));
  });

  test('shows no message of another room', async () => {
    const [li, wang] = await table();
    const stranger = new Phone('oZhao', newRoom());
    await stranger.shows(({ players }) => players.length === 1, 'oneself');
    li.tap(1, 1);
    await wang.showsMoves(1);
    stranger.tap(9, 9);
    assert.deepEqual((await stranger.showsMoves(1)).moves, [move('oZhao', 9, 9)]);
    assert.deepEqual(stranger.shown.players, ['oZhao']);
  });

  test('receives the answers to its own heart-beats only and keeps its connection', async () => {
    const [li, wang] = await table();
    await Promise.all([li, wang].map((phone) => phone.shows(({ beats }) => beats >= 4, 'four beats')));
    assert.deepEqual([...li.errors, ...wang.errors], [], 'a ping of the other phone would be an unknown message');
    assert.deepEqual([li.shown.status, wang.shown.status], ['已连接', '已连接']);
    assert.deepEqual([li.wx.$sockets, wang.wx.$sockets], [1, 1]);
  });

  for (const how of ['interrupted', 'global-close-only']) {
    test(`joins again on return after a cut in the background (${how}) while the other phone continues`, async () => {
      const [li, wang, room] = await table();
      const zhao = new Phone('oZhao', room);
      await zhao.shows(({ players }) => players.length === 3, 'all three');
      await li.wx.$background({ after: 0, how });
      assert.equal(li.wx.$sockets, 0);
      wang.tap(1, 2);
      zhao.tap(2, 2);
      const meanwhile = (await wang.showsMoves(2)).moves;
      await zhao.showsMoves(2);
      assert.deepEqual(li.shown.moves, [], 'the phone in the background missed the move');
      li.wx.$foreground();
      assert.equal(li.shown.status, '已断开');
      await li.shows(({ status }) => status === '已连接', 'the connection');
      wang.tap(3, 2);
      assert.deepEqual((await li.showsMoves(1)).moves, [move('oWang', 3, 2)]);
      li.tap(4, 2);
      const all = [...meanwhile, move('oWang', 3, 2), move('oLi', 4, 2)];
      for (const phone of [wang, zhao]) assert.deepEqual((await phone.showsMoves(4)).moves, all);
    });
  }

  for (const how of ['silent', 'half-open']) {
    test(`detects a silent cut (${how}) by its heart-beat and joins again`, async () => {
      const [li, wang] = await table();
      let opened = 0;
      li.wx.onSocketOpen(() => opened++);
      await li.wx.$background({ after: 0, how });
      wang.tap(1, 2);
      await wang.showsMoves(1);
      li.wx.$foreground();
      await li.shows(() => opened === 1, 'a second connection');
      li.tap(4, 2);
      assert.deepEqual((await wang.showsMoves(2)).moves, [move('oWang', 1, 2), move('oLi', 4, 2)]);
      assert.deepEqual((await li.showsMoves(1)).moves, [move('oLi', 4, 2)]);
    });
  }

  test('keeps its connection and all messages when it returns before the cut', async () => {
    const [li, wang] = await table();
    const cut = li.wx.$background({ after: 60_000 });
    wang.tap(5, 5);
    assert.deepEqual((await li.showsMoves(1)).moves, [move('oWang', 5, 5)]);
    li.wx.$foreground();
    assert.equal(await cut, false);
    assert.equal(li.shown.status, '已连接');
    li.tap(6, 5);
    assert.deepEqual((await wang.showsMoves(2)).moves, [move('oWang', 5, 5), move('oLi', 6, 5)]);
  });

  test('reports a missing network and joins again once the network returns', async () => {
    const [li, wang] = await table();
    let failures = 0;
    li.wx.onSocketError(() => failures++);
    await li.wx.$network(false);
    assert.equal(li.shown.status, '已断开');
    await li.shows(() => failures > 1, 'a second failed attempt');
    await li.wx.$network(true);
    await li.shows(({ status }) => status === '已连接', 'the connection');
    wang.tap(2, 2);
    assert.deepEqual((await li.showsMoves(1)).moves, [move('oWang', 2, 2)]);
  });
});
