/** Tests of the demo page in a real browser with the real server: two users with one window each. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { bare, draw, inked, launch, noBrowser, openWindow, say, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;
const REFUSED = /^WebSocket connection to .* failed/; // browser reports of an unreachable server

let server;
let browser;
let room = 0;
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

beforeEach(() => {
  room += 1;
  windows = [];
});

afterEach(async () => {
  const complaints = windows.flatMap((page) => page.complaints).filter((text) => !REFUSED.test(text));
  for (const page of windows) await page.context().close();
  assert.deepEqual(complaints, [], 'the browser reports no error and no violation of the Content-Security-Policy');
});

async function open(path, options) {
  const page = await openWindow(browser, `${server.url}/${path}`, options);
  windows.push(page);
  return page;
}

async function join(name, options) {
  const page = await open(`?room=room-${room}&name=${name}`, options);
  await state(page, 'online');
  return page;
}

async function both() {
  const li = await join('Li');
  const wang = await join('Wang');
  await member(li, 'Wang');
  await member(wang, 'Li');
  return [li, wang];
}

function member(page, name) {
  return page.locator(`#members li[data-user="${name}"]`).waitFor();
}

function message(page, user, text) {
  return page.locator(`#log .message[data-user="${user}"]`, { hasText: text }).waitFor();
}

test('allows the page to load its own files only', { skip }, async () => {
  const policy = (await fetch(server.url)).headers.get('content-security-policy') ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'"]) assert.ok(policy.includes(rule), policy);
});

test('shows two windows in one room each other and all messages', { skip }, async () => {
  const [li, wang] = await both();
  await say(li, 'Where shall we meet?');
  await message(wang, 'Li', 'Where shall we meet?');
  await say(wang, 'At the lake.');
  await message(li, 'Wang', 'At the lake.');
  await wang.close();
  await li.locator('#members li[data-user="Wang"]').waitFor({ state: 'detached' });
});

test('gives windows without a name different names and keeps them', { skip }, async () => {
  const first = await openWindow(browser);
  windows.push(first);
  await first.context().addInitScript(() => { // the first random name is the same in every window
    const drawn = [0, 0, 0.5, 0.5];
    Math.random = () => {
      drawn.push(drawn.shift());
      return drawn.at(-1);
    };
  });
  await first.goto(`${server.url}/?room=room-${room}`);
  await state(first, 'online');
  const second = await first.context().newPage();
  await second.goto(first.url());
  await state(second, 'online');
  const own = (page) => page.locator('#members li').first().getAttribute('data-user');
  const name = await own(first);
  assert.notEqual(name, await own(second));
  await first.reload();
  await state(first, 'online');
  assert.equal(await own(first), name);
});

test('shows a stroke in other windows, including later ones', { skip }, async () => {
  const [li, wang] = await both();
  await draw(li, [[0.25, 0.25], [0.5, 0.5], [0.75, 0.25]]);
  const ink = await inked(li, 0.35, 0.35);
  assert.deepEqual(await inked(wang, 0.35, 0.35), ink);
  await bare(wang, 0.5, 0.8);

  const mei = await join('Mei');
  assert.deepEqual(await inked(mei, 0.35, 0.35), ink);

  await wang.locator('#clear').click();
  for (const page of [li, wang, mei]) await bare(page, 0.35, 0.35);
});

test('shows the cursor of another member', { skip }, async () => {
  const [li, wang] = await both();
  const board = await wang.locator('#board').boundingBox();
  await wang.mouse.move(board.x + board.width * 0.4, board.y + board.height * 0.6);
  const cursor = li.locator('.cursor[data-user="Wang"]:not(.idle)');
  await cursor.waitFor();
  const transform = await cursor.evaluate((element) => element.style.transform);
  const [x, y] = transform.match(/[\d.]+/g).map(Number);
  assert.ok(Math.abs(x - 40) < 1 && Math.abs(y - 60) < 1, transform);
  await wang.mouse.move(board.x + 10, 5);
  await li.locator('.cursor.idle[data-user="Wang"]').waitFor({ state: 'attached' });
});

test('reconnects both windows after a restart of the server', { skip }, async () => {
  const [li, wang] = await both();
  await server.stop();
  await state(li, 'reconnecting');
  await state(wang, 'reconnecting');
  await li.fill('#chat-text', 'Are you there?');
  await li.press('#chat-text', 'Enter');
  server = await startServer({ env: { PORT: String(server.port) } });
  await state(li, 'online');
  await message(li, 'Li', 'Are you there?'); // the message waited for the connection
  await state(wang, 'online');
  await say(wang, 'Yes.');
  await message(li, 'Wang', 'Yes.');
});

test('shows a disconnected member as away and delivers the missed messages on return', { skip }, async () => {
  const [li, wang] = await both();
  await say(li, 'Before.');
  await li.locator('#disconnect').click();
  await state(li, 'reconnecting');
  await wang.locator('#members li[data-user="Li"][data-state="away"]').waitFor();
  await say(wang, 'You cannot hear this.');
  await draw(wang, [[0.25, 0.25], [0.5, 0.5], [0.75, 0.25]]);
  await li.fill('#chat-text', 'And you not this.');
  await li.press('#chat-text', 'Enter');
  await state(li, 'online');
  await message(li, 'Wang', 'You cannot hear this.');
  await message(wang, 'Li', 'And you not this.');
  await li.locator('.note', { hasText: 'Back after' }).waitFor();
  assert.deepEqual(await inked(li, 0.35, 0.35), await inked(wang, 0.35, 0.35));
  await wang.locator('#members li[data-user="Li"][data-state="online"]').waitFor();
  assert.equal(await wang.locator('.note', { hasText: 'Li left' }).count(), 0);
  assert.equal(await li.locator('#log .message', { hasText: 'You cannot hear this.' }).count(), 1);
});

test('shows earlier messages to a late joiner', { skip }, async () => {
  const [li] = await both();
  await say(li, 'Where shall we meet?');
  const mei = await join('Mei');
  await message(mei, 'Li', 'Where shall we meet?');
});

test('supports joining and chatting by keyboard alone', { skip }, async () => {
  const page = await open('');
  await page.locator('#join').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'join-name');
  await page.keyboard.type('Keys');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('bad room');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('#join-room').evaluate((field) => field.validity.valid), false);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(`room-${room}`);
  await page.keyboard.press('Enter');
  await state(page, 'online');
  assert.equal(new URL(page.url()).search, `?room=room-${room}`);
  await page.keyboard.type('No mouse here');
  await page.keyboard.press('Enter');
  await message(page, 'Keys', 'No mouse here');
});

test('shows a plain text of any client as text only', { skip }, async () => {
  const li = await join('Li');
  const socket = new WebSocket(server.wsUrl(`/ws/room-${room}`));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send('<img src="x" alt="oops"> hello');
  await li.locator('#log .text', { hasText: '<img src="x" alt="oops"> hello' }).waitFor();
  assert.equal(await li.locator('#log img').count(), 0);
  for (const text of ['null', '{"method":"strokes","data":{"strokes":[1]}}', '{"method":"cursor"}', '{"method":"chat"}', '{"method":"toString"}']) socket.send(text);
  await say(li, 'Still here.');
  socket.close();
});

test('copies a link to the room with the invite button', { skip }, async () => {
  const li = await join('Li', { permissions: ['clipboard-read', 'clipboard-write'] });
  await li.locator('#invite').click();
  await li.locator('#announce', { hasText: 'copied' }).waitFor({ state: 'attached' });
  assert.equal(await li.evaluate(() => navigator.clipboard.readText()), `${server.url}/?room=room-${room}`);
});

test('fits a phone without horizontal scrolling and draws by touch', { skip }, async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const lobby = await open('', phone);
  await lobby.locator('#join').waitFor();
  const li = await join('Li', phone);
  for (const page of [lobby, li]) {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no horizontal scrolling');
  }
  assert.ok(await li.locator('#chat-form button').isVisible());
  const board = await li.locator('#board').boundingBox();
  assert.ok(board.width > 300, `the board is ${board.width} wide`);
  await li.locator('.pens label:has(.broad)').tap();
  await li.touchscreen.tap(board.x + board.width / 2, board.y + board.height / 2);
  await inked(li, 0.5, 0.5);
});

test('follows the dark colour scheme', { skip }, async () => {
  const ground = async (colorScheme) => {
    const page = await join('Li', { colorScheme });
    const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return Math.max(...color.match(/\d+/g).map(Number));
  };
  assert.ok((await ground('dark')) < 64);
  assert.ok((await ground('light')) > 192);
});

test('follows the language of the browser and switches on request', { skip }, async () => {
  const page = await join('Li', { locale: 'zh-CN' });
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
  await page.locator('#status', { hasText: '已连接' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.locator('#status', { hasText: 'Online' }).waitFor();
});
