/** Tests of the game that the server provides with the demo: its rules, and players in browsers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { launch, noBrowser, openWindow, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;
const PAGES = '../../main/resources/META-INF/resources/game/';
const rules = await load('rules.js');
const { newCode, readCode } = await load('code.js');

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

function load(name) {
  const source = readFileSync(new URL(PAGES + name, import.meta.url), 'utf8');
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}

async function open(query = '', options) {
  const page = await openWindow(browser, `${server.url}/game/${query}`, options);
  windows.push(page);
  return page;
}

async function create(name, options) {
  const page = await open(`?name=${name}`, options);
  await page.locator('#create').click();
  await seated(page);
  return { page, code: await page.locator('#shown-code').textContent() };
}

async function come(code, name, more = '', options = {}) {
  const page = await open(`?code=${code}&name=${name}${more}`, options);
  await seated(page);
  return page;
}

async function seated(page) {
  await page.locator('#table').waitFor();
  await state(page, 'online');
}

async function sit(page, seat) {
  await page.locator(`#seats li[data-seat="${seat}"] button`, { hasText: 'Sit here' }).click();
  await page.locator(`#seats li[data-seat="${seat}"]`, { hasText: '(you)' }).waitFor();
}

async function ready(page) {
  await page.locator('#ready').click();
  await page.locator('#ready').waitFor({ state: 'hidden' });
}

/** Seats two players at the table and starts the game. */
async function begin(options) {
  const { page: li, code } = await create('Li', options);
  const wang = await come(code, 'Wang', '', options);
  await sit(li, 0);
  await sit(wang, 1);
  await ready(li);
  await ready(wang);
  await li.locator('#start').click();
  await message(wang, 'Li moves');
  return { li, wang, code };
}

function message(page, text) {
  return page.locator('#message', { hasText: text }).waitFor();
}

function line(page, index) {
  return page.locator('#board .line').nth(index);
}

function drawn(page, index, seat) {
  return page.locator(`#board .line >> nth=${index}`).and(page.locator(`[data-seat="${seat}"]`)).waitFor();
}

test('gives each line its own position and each box four sides', () => {
  const places = Array.from({ length: rules.LINES }, (_, index) => rules.placeOf(index));
  assert.equal(new Set(places.map(({ row, column }) => `${row} ${column}`)).size, rules.LINES);
  for (const [index, { row, column }] of places.entries()) assert.equal(rules.lineAt(row, column), index);
  for (const place of [[-1, 0], [0, 0], [1, 1], [11, 0], [0, 11]]) assert.equal(rules.lineAt(...place), -1);
});

test('closes a box with its fourth side and grants another move', () => {
  let position = rules.emptyPosition();
  const sides = [[0, 1], [1, 0], [1, 2], [2, 1]].map(([row, column]) => rules.lineAt(row, column));
  for (const [i, side] of sides.entries()) {
    position = rules.draw(position, side, i === 3 ? 2 : 0);
    assert.equal(position.closed, i === 3);
  }
  assert.deepEqual(rules.scores(position), [0, 0, 1, 0]);
  assert.equal(rules.canDraw(position, sides[0]), false);
});

test('ends each game with all boxes taken', () => {
  let position = rules.emptyPosition();
  for (let index = 0; index < rules.LINES; index += 1) {
    assert.equal(rules.isOver(position), false);
    position = rules.draw(position, index, index % 4);
  }
  assert.ok(rules.isOver(position) && rules.isPosition(position));
  assert.equal(rules.scores(position).reduce((sum, each) => sum + each), rules.SIZE ** 2);
});

test('passes the turn to the next taken seat', () => {
  assert.equal(rules.nextSeat([0, 2], 0), 2);
  assert.equal(rules.nextSeat([0, 2], 2), 0);
  assert.equal(rules.nextSeat([3], 3), 3);
  assert.equal(rules.nextSeat([], 1), null);
});

test('rejects malformed positions', () => {
  const good = rules.emptyPosition();
  for (const bad of [{}, { lines: 1 }, { ...good, lines: `${good.lines}.` }, { ...good, boxes: '9'.repeat(25) }]) assert.equal(rules.isPosition(bad), false);
});

test('accepts the usual spellings of a room code', () => {
  const code = newCode();
  assert.equal(readCode(code), code);
  assert.equal(readCode(' abc-1o2 '), 'ABC102');
  assert.equal(readCode('ILOUAB'), '110VAB');
  for (const bad of ['', 'ABC', 'ABCDEFG', 'ABC!EF', null]) assert.equal(readCode(bad), null);
});

test('lets two players take seats, get ready, and move in turn', { skip }, async () => {
  const { li, wang } = await begin();
  await message(li, 'Your turn');
  await line(wang, 3).click({ force: true }); // not this player's turn
  await line(li, 0).click();
  await drawn(wang, 0, 0);
  await message(wang, 'Your turn');
  await line(wang, 1).click();
  await drawn(li, 1, 1);
  await message(li, 'Your turn');
  assert.equal(await li.locator('#board .line[data-seat="0"], #board .line[data-seat="1"]').count(), 2);
});

test('gives a contested seat to one player', { skip }, async () => {
  const { page: li, code } = await create('Li');
  const wang = await come(code, 'Wang');
  const button = '#seats li[data-seat="0"] button';
  for (const page of [li, wang]) await page.locator(button).waitFor();
  // locator.click() would wait for a button that is gone when the other player was faster.
  await Promise.all([li, wang].map((page) => page.evaluate((place) => document.querySelector(place)?.click(), button)));
  for (const page of [li, wang]) await page.locator('#seats li[data-seat="0"]:not(.free)').waitFor();
  const texts = await Promise.all([li, wang].map((page) => page.locator('#seats li[data-seat="0"] div').innerText()));
  assert.equal(texts.filter((text) => text.includes('(you)')).length, 1);
});

test('plays a game to its end and then a second one', { skip }, async () => {
  const { li, wang } = await begin();
  const pages = [li, wang];
  for (let index = 0; index < rules.LINES; index += 1) {
    const free = '#board .line[aria-disabled="false"]';
    const page = await Promise.any(pages.map((each) => each.locator(free).first().waitFor().then(() => each)));
    await page.locator(free).first().click();
    for (const each of pages) await each.locator(`#board[data-drawn="${index + 1}"]`).waitFor();
  }
  for (const page of pages) await page.locator('#message', { hasText: /wins with|draw between/ }).waitFor();
  assert.equal(await li.locator('#message').textContent(), await wang.locator('#message').textContent());
  for (const page of pages) await ready(page);
  await li.locator('#start').click();
  await message(wang, 'Your turn'); // the other player begins the second game
  assert.equal(await wang.locator('#board').getAttribute('data-drawn'), '0');
});

test('shows a watcher everything and refuses its moves', { skip }, async () => {
  const { li, wang, code } = await begin();
  const mei = await come(code, 'Mei', '&watch');
  await line(li, 0).click();
  await drawn(mei, 0, 0);
  await message(mei, 'Wang moves');
  assert.equal(await mei.locator('#seats button').count(), 0);
  assert.equal(await mei.locator('#board .line[aria-disabled="false"]').count(), 0);
  await wang.locator('#watchers', { hasText: 'Watching: Mei' }).waitFor();
});

test('keeps seat and turn of a player who reloads the page', { skip }, async () => {
  const { li, wang } = await begin();
  await line(li, 0).click();
  await message(wang, 'Your turn');
  await wang.reload();
  await message(wang, 'Your turn');
  await drawn(wang, 0, 0);
  await line(wang, 1).click();
  await drawn(li, 1, 1);
});

test('skips a player who left and frees its seat', { skip }, async () => {
  const { li, wang, code } = await begin();
  await line(li, 0).click();
  await message(wang, 'Your turn');
  await wang.locator('#leave').click();
  await message(li, 'Your turn');
  await line(li, 1).click();
  const mei = await come(code, 'Mei');
  await sit(mei, 1);
  await line(li, 2).click();
  await message(mei, 'Your turn');
  await drawn(mei, 0, 0);
});

test('opens the game by its code and creates none for a wrong code', { skip }, async () => {
  const { page: li, code } = await create('Li');
  const wang = await open('?name=Wang');
  await wang.fill('#code', code.toLowerCase());
  await wang.press('#code', 'Enter');
  await seated(wang);
  await li.locator('#watchers', { hasText: 'Wang' }).waitFor();
  const mei = await open('?name=Mei');
  await mei.fill('#code', code === '000000' ? '000001' : '000000');
  await mei.press('#code', 'Enter');
  await mei.locator('#wrong', { hasText: 'no game with this code' }).waitFor();
});

test('copies an invitation link to the table', { skip }, async () => {
  const { page, code } = await create('Li', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.locator('#invite').click();
  await page.locator('#announce', { hasText: 'Copied' }).waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${server.url}/game/?code=${code}`);
});

test('accepts moves by keyboard alone', { skip }, async () => {
  const { li, wang } = await begin();
  await line(li, 0).focus();
  await li.keyboard.press('ArrowRight');
  await li.keyboard.press('ArrowDown');
  await li.keyboard.press('Enter');
  await drawn(wang, rules.lineAt(1, 4), 0);
  assert.equal(await li.locator('#board .line[tabindex="0"]').count(), 1);
});

test('accepts moves by touch on a small phone', { skip }, async () => {
  const { li, wang } = await begin({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
  const box = await line(li, 0).boundingBox();
  await li.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2 + 12); // within the touch area of the line
  await drawn(wang, 0, 0);
  assert.ok(await li.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('shows the game in Chinese in a Chinese browser', { skip }, async () => {
  const page = await open('', { locale: 'zh-CN' });
  await page.locator('#lobby h1', { hasText: '点格棋' }).waitFor();
});

test('offers an open game in the list and by a quick match', { skip }, async () => {
  const li = await open('?name=Li');
  await li.locator('#listed').check();
  await li.locator('#create').click();
  await seated(li);
  const code = await li.locator('#shown-code').textContent();
  const zhao = await open('?name=Zhao');
  const entry = zhao.locator('#games button', { hasText: 'Li' });
  for (let tries = 0; tries < 20 && (await entry.count()) === 0; tries += 1) {
    await zhao.locator('#find').click(); // the server may return a list that is one second old
    await entry.waitFor({ timeout: 1500 }).catch(() => {});
  }
  await entry.first().waitFor();
  const wang = await open('?name=Wang');
  await wang.locator('#quick').click();
  await wang.locator('#seats li', { hasText: '(you)' }).waitFor();
  assert.equal(await wang.locator('#shown-code').textContent(), code);
});
