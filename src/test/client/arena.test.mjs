/** Tests of the lock-step game that the server provides with the demo: its simulation, and players in browsers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, test } from 'node:test';
import { launch, noBrowser, openWindow, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;
const SIMULATION = new URL('../../main/resources/META-INF/resources/game/arena/simulation.js', import.meta.url);
const { directionOf, Simulation } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(SIMULATION, 'utf8'))}`);

const phone = createRequire(import.meta.url)('../../main/miniprogram/arena/simulation.js');

let server;
let browser;
let windows = [];

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

afterEach(async () => {
  const complaints = windows.flatMap((page) => page.complaints);
  for (const page of windows.splice(0)) await page.context().close();
  assert.deepEqual(complaints, []);
});

async function open(query = '', options) {
  const page = await openWindow(browser, `${server.url}/game/arena/${query}`, options);
  windows.push(page);
  return page;
}

/** Opens two pages in an arena and starts the game. */
async function begin() {
  const li = await open('?name=Li');
  await li.locator('#create').click();
  await state(li, 'online');
  const code = await li.locator('#shown-code').textContent();
  const wang = await open(`?name=Wang&code=${code}`);
  await state(wang, 'online');
  await li.locator('#players li', { hasText: 'Wang' }).waitFor();
  await li.locator('#start').click();
  await runs(li);
  await runs(wang);
  return { li, wang, code };
}

function runs(page) {
  return page.locator('#message', { hasText: 'Frame' }).waitFor();
}

/** Collects the checkpoints that a page shows from now on until `done` is true, by frame. */
async function same(...pages) {
  const seen = pages.map(() => new Map());
  for (let i = 0; i < 400; i += 1) {
    for (const [index, page] of pages.entries()) {
      const [frame, hash] = ((await page.getAttribute('#arena', 'data-check')) ?? '').split(' ');
      if (hash) seen[index].set(frame, hash);
    }
    const common = [...seen[0].keys()].filter((frame) => seen.every((each) => each.has(frame)));
    for (const frame of common) for (const each of seen) assert.equal(each.get(frame), seen[0].get(frame), `frame ${frame}`);
    if (common.length > 1) return common.at(-1);
    await pages[0].waitForTimeout(50);
  }
  return assert.fail('the pages show no frame in common');
}

function numbers(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

test('computes the same game from the same frames and from a snapshot', () => {
  const frame = (number, ...inputs) => ({ frame: number, inputs: inputs.map(([slot, data]) => ({ slot, data })), changes: [] });
  const one = new Simulation(numbers(7), ['a', 'b']);
  const other = new Simulation(numbers(7), ['a', 'b']);
  for (const each of [one, other]) for (let i = 1; i <= 200; i += 1) each.step(frame(i, [0, (i >> 4) % 9], [1, (i >> 5) % 9]));
  assert.equal(one.hash(), other.hash());
  const third = new Simulation(numbers(7), ['a', 'b']);
  third.load(one.save());
  assert.equal(third.hash(), one.hash());
  one.step(frame(201, [0, directionOf(1, 0)]));
  assert.notEqual(one.hash(), other.hash());
});

test('computes the same game on a phone and in a page', () => {
  const games = [new Simulation(numbers(5), ['a', 'b']), new phone.Simulation(numbers(5), ['a', 'b'])];
  for (let i = 1; i <= 500; i += 1) {
    const changes = { 100: [{ type: 'join', slot: 2 }], 200: [{ type: 'away', slot: 0 }], 300: [{ type: 'back', slot: 0 }, { type: 'left', slot: 1 }] }[i] ?? [];
    const inputs = [0, 1, 2].map((slot) => ({ slot, data: ((i >> (3 + slot)) * 5) % 9 }));
    for (const game of games) game.step({ frame: i, inputs, changes });
    assert.equal(games[0].hash(), games[1].hash(), `frame ${i}`);
  }
  assert.ok(games[0].balls.some(({ score }) => score > 0));
});

test('ignores inputs without a valid direction and removes a player who left', () => {
  const game = new Simulation(numbers(3), ['a']);
  const before = game.hash();
  game.step({ frame: 0, inputs: [{ slot: 0, data: 9 }, { slot: 0, data: '1' }, { slot: 5, data: 1 }], changes: [] });
  assert.equal(game.hash(), before);
  game.step({ frame: 1, inputs: [], changes: [{ type: 'join', slot: 1 }, { type: 'left', slot: 0 }] });
  assert.deepEqual(game.balls.map(({ presence }) => presence), ['left', 'online']);
});

test('computes the same game in two pages', { skip }, async () => {
  const { li, wang } = await begin();
  await li.keyboard.down('ArrowRight');
  await wang.keyboard.down('KeyW');
  await same(li, wang);
  await li.keyboard.up('ArrowRight');
  await wang.keyboard.up('KeyW');
  await same(li, wang);
  assert.deepEqual(await Promise.all([li, wang].map((page) => page.getAttribute('#arena', 'data-slot'))), ['0', '1']);
});

test('resumes the game after a cut connection', { skip }, async () => {
  const { li, wang } = await begin();
  await wang.locator('#cut').click();
  await li.keyboard.down('ArrowDown');
  await state(wang, 'online');
  await same(li, wang);
  await wang.keyboard.down('ArrowLeft');
  await same(li, wang);
  assert.equal(await wang.getAttribute('#arena', 'data-slot'), '1');
});

test('resumes the game after a reload of the page', { skip }, async () => {
  const { li, wang } = await begin();
  await li.keyboard.down('ArrowDown');
  await same(li, wang);
  await wang.locator('#reload').click();
  await wang.waitForLoadState();
  await state(wang, 'online');
  await runs(wang);
  await same(li, wang);
  assert.equal(await wang.getAttribute('#arena', 'data-slot'), '1');
  await li.locator('#players li', { hasText: 'Wang' }).waitFor();
});
