/** Tests of the operators' page in a real browser with a real server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { launch, noBrowser, openWindow, state } from './browser.mjs';
import { noRedis, startTool } from './proxies.mjs';
import { freePort, noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;
const KEY = 'the key of the operators of this test';
const SETTINGS = { ROOMCAST_API_KEY: KEY, ROOMCAST_ROOMS__DUEL__MATCH_PLAYERS: '2' };
const REFUSED = /status of (401|404|405)|ERR_FAILED|ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)/; // refused

let server;
let browser;
let windows = [];
let sockets = [];

before(async () => {
  if (skip) return;
  server = await startServer({ env: SETTINGS });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(() => {
  windows = [];
  sockets = [];
});

afterEach(async () => {
  const complaints = windows.flatMap((page) => page.complaints).filter((text) => !REFUSED.test(text));
  for (const page of windows) await page.context().close();
  for (const socket of sockets) socket.terminate();
  assert.deepEqual(complaints, [], 'the browser reports no error and no violation of the Content-Security-Policy');
});

async function open(path = '', options) {
  const page = await openWindow(browser, `${server.url}/admin/${path}`, options);
  windows.push(page);
  return page;
}

async function enter(page, key = KEY) {
  await page.fill('#key', key);
  await page.press('#key', 'Enter');
}

async function desk(path, options) {
  const page = await open(path, options);
  await enter(page);
  await state(page, 'online');
  return page;
}

/** A level 1 member; `heard` holds the received messages, `closed` the close code. */
async function member(room, user, info = {}, more = {}) {
  const socket = new WebSocket(server.wsUrl(`/ws/${room}?v=1&user=${user}`));
  sockets.push(socket);
  socket.heard = [];
  socket.on('message', (data) => socket.heard.push(JSON.parse(data)));
  socket.closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.send(JSON.stringify({ method: '$connect', id: 1, data: { info, ...more } }));
  await new Promise((resolve) => socket.once('message', resolve));
  return socket;
}

function row(page, room) {
  return page.locator(`#rooms-list tr[data-key="${room}"]`);
}

function confirmed(page, title) {
  return page.locator('#ask[open]', { hasText: title }).locator('#ask-yes').click();
}

test('allows the page to load its own files only, and links back to it', { skip }, async () => {
  for (const path of ['/admin/', '/admin']) {
    const answer = await fetch(server.url + path);
    assert.equal(answer.status, 200, path);
    assert.ok(answer.url.endsWith('/admin/'), answer.url);
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) assert.ok(policy.includes(rule), policy);
  }
});

test('shows nothing without the key', { skip }, async () => {
  await member('secret-room', 'li');
  const page = await open();
  await enter(page, 'not the key of this test');
  await page.locator('#login-error', { hasText: 'does not take this key' }).waitFor();
  assert.equal(await page.locator('#desk').isVisible(), false);
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await enter(page);
  await row(page, 'secret-room').waitFor();
});

test('keeps the key in its own window until it is locked', { skip }, async () => {
  const page = await desk();
  await page.reload();
  await state(page, 'online');
  assert.ok(!(await page.evaluate(() => JSON.stringify(localStorage) + document.cookie + location.href)).includes(KEY));
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator('#login').waitFor();
  await page.locator('#lock').click();
  await page.reload();
  await page.locator('#login').waitFor();
});

test('lists the rooms with their members and updates the list', { skip }, async () => {
  await member('live-1', 'li');
  const page = await desk();
  await row(page, 'live-1').waitFor();
  await member('live-1', 'wang');
  await member('live-2', 'mei');
  await row(page, 'live-2').waitFor();
  await row(page, 'live-1').locator('td', { hasText: /^2$/ }).first().waitFor();
  await page.fill('#prefix', 'live-2');
  await row(page, 'live-1').waitFor({ state: 'detached' });
  assert.equal(await row(page, 'live-2').count(), 1);
  await page.fill('#prefix', 'nothing-like-this');
  await page.locator('#rooms-none', { hasText: 'No room fits' }).waitFor();
  await page.locator('.tile .line[d^="M"]').first().waitFor({ state: 'attached' });
});

test('lists the busiest rooms first and can hide empty rooms', { skip }, async () => {
  const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
  await fetch(`${server.url}/api/publications`, { method: 'POST', headers, body: JSON.stringify({ rooms: ['sort-a', 'sort-b'], method: 'm' }) });
  await member('sort-z', 'li');
  await member('sort-z', 'wang');
  await member('sort-y', 'mei');
  const page = await desk();
  await page.fill('#prefix', 'ORT-');
  await row(page, 'sort-a').waitFor();
  const names = () => page.locator('#rooms-list tr').evaluateAll((all) => all.map((each) => each.dataset.key));
  assert.deepEqual(await names(), ['sort-z', 'sort-y', 'sort-a', 'sort-b']);
  await page.locator('#with-members').check();
  assert.deepEqual(await names(), ['sort-z', 'sort-y']);
  await page.getByRole('button', { name: 'Room', exact: true }).click();
  assert.deepEqual(await names(), ['sort-y', 'sort-z']);
  await page.fill('#prefix', '^sort-y');
  await row(page, 'sort-z').waitFor({ state: 'detached' });
});

test('shows the latest messages of a room as they arrive and filters them by method', { skip }, async () => {
  const li = await member('read', 'li');
  li.send('{"method":"move","data":{"x":1}}');
  const page = await desk('#room=read');
  await page.locator('#messages li', { hasText: '{"x":1}' }).waitFor();
  li.send('{"method":"chat","data":"<b>hello</b>"}');
  await page.locator('#messages li', { hasText: '<b>hello</b>' }).waitFor();
  assert.match(await page.locator('#messages li').first().textContent(), /^#2 chat li/);
  await page.fill('#message-filter', 'mov');
  assert.equal(await page.locator('#messages li').count(), 1);
});

test('disconnects a user from all rooms', { skip }, async () => {
  const sockets = [await member('one', 'gone'), await member('two', 'gone')];
  const page = await desk();
  await page.fill('#user', 'gone');
  await page.press('#user', 'Enter');
  await page.locator('#user-said', { hasText: 'gone has 2 places' }).waitFor();
  assert.deepEqual(await page.locator('#user-rooms a').allTextContents(), ['one', 'two']);
  await page.locator('#user-disconnect').click();
  await confirmed(page, 'Disconnect gone?');
  assert.deepEqual(await Promise.all(sockets.map(({ closed }) => closed)), [4503, 4503]);
  await page.locator('#said', { hasText: '2 connections of gone' }).waitFor();
  await page.locator('#closes > div', { hasText: '4503 by an operator' }).waitFor();
  for (const fact of ['Engineavailable', 'Recoveries0', 'Recoveries that failed0', 'Messages dropped0', 'Webhook events that wait0', 'Webhook events lost0']) {
    await page.locator('#health > div', { hasText: fact }).waitFor();
  }
});

test('keeps a banned user out until the ban is lifted', { skip }, async () => {
  const li = await member('polite', 'rude');
  const page = await desk();
  await page.fill('#user', 'rude');
  await page.press('#user', 'Enter');
  await page.fill('#ban-minutes', '10');
  await page.fill('#ban-reason', 'Please stay polite.');
  await page.locator('#ban-form button').click();
  await confirmed(page, 'Ban rude?');
  assert.equal(await li.closed, 4519);
  const entry = page.locator('#bans li', { hasText: 'Please stay polite.' });
  await entry.waitFor();
  await entry.getByRole('button', { name: 'Lift' }).click();
  await entry.waitFor({ state: 'detached' });
  await member('polite', 'rude');
});

test('shows the shared state and the host of a game and transfers the host', { skip }, async () => {
  const li = await member('chess', 'li', {}, { game: 'play' });
  await member('chess', 'wang', {}, { game: 'play' });
  li.send('{"method":"move","data":{},"set":{"board/4":"x"}}');
  const page = await desk('#room=chess');
  await page.locator('#room-state > div', { hasText: 'board/4"x"' }).waitFor();
  await page.locator('#members li', { hasText: 'li' }).locator('.member-state', { hasText: 'host' }).waitFor();
  await page.getByRole('button', { name: /^Make host: wang/ }).click();
  await confirmed(page, 'Make wang the host?');
  await page.locator('#members li', { hasText: 'wang' }).locator('.member-state', { hasText: 'host' }).waitFor();
});

test('publishes once when the operator retries after a lost answer', { skip }, async () => {
  const page = await desk('#room=again');
  const publish = async () => {
    await page.locator('#publish button').click();
    await confirmed(page, 'Publish in again?');
  };
  let isLost = false;
  await page.route('**/api/rooms/again/publications', async (route) => {
    if (route.request().method() !== 'POST' || isLost) return route.continue();
    isLost = true;
    await route.fetch(); // the server publishes, but its answer is lost
    return route.abort();
  });
  await publish();
  await page.locator('#said', { hasText: 'did not work' }).waitFor();
  await publish();
  await page.locator('#publish-said', { hasText: 'number 1' }).waitFor();
  await publish(); // this second publication is intended
  await page.locator('#publish-said', { hasText: 'number 2' }).waitFor();
});

test('moves the keyboard focus to the rooms after the login', { skip }, async () => {
  const page = await desk();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'rooms-title');
});

test('lists many rooms page by page', { skip }, async () => {
  const headers = { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' };
  const rooms = Array.from({ length: 30 }, (_, i) => `page-${String(i).padStart(2, '0')}`);
  await fetch(`${server.url}/api/publications`, { method: 'POST', headers, body: JSON.stringify({ rooms, method: 'm' }) });
  const page = await desk();
  await page.fill('#prefix', 'page-');
  await row(page, 'page-24').waitFor();
  await page.locator('#next').click();
  await row(page, 'page-29').waitFor();
  assert.equal(await row(page, 'page-24').count(), 0);
  assert.ok(await page.locator('#next').isDisabled());
  await page.locator('#before').click();
  await row(page, 'page-00').waitFor();
});

test('kicks a member only after the operator confirms', { skip }, async () => {
  const li = await member('kick', 'li', { nick: '<b>Li</b>' });
  await member('kick', 'wang');
  const page = await desk();
  await row(page, 'kick').locator('a').click();
  await page.locator('#members li', { hasText: '<b>Li</b>' }).waitFor();
  const kick = page.getByRole('button', { name: /^Kick li / });
  await kick.click();
  await page.keyboard.press('Enter'); // a cancelled dialog has no effect
  await page.locator('#ask').waitFor({ state: 'hidden' });
  await kick.click();
  await page.keyboard.press('Escape');
  assert.equal(li.readyState, WebSocket.OPEN);
  await kick.click();
  await confirmed(page, 'Kick li?');
  assert.equal(await li.closed, 4512);
  await page.locator('#members li', { hasText: 'Li' }).waitFor({ state: 'detached' });
  await page.locator('#said', { hasText: 'li was kicked' }).waitFor();
});

test('publishes a message of the operator in a room', { skip }, async () => {
  const li = await member('news', 'li');
  const page = await desk('#room=news');
  await page.fill('#data', '{"n": 1');
  await page.locator('#publish button').click();
  assert.equal(await page.locator('#data').evaluate((field) => field.validity.valid), false);
  await page.fill('#data', '{"n": 12345678901234567890}');
  await page.locator('#publish button').click();
  const heard = new Promise((resolve) => li.once('message', (data) => resolve(String(data))));
  await confirmed(page, 'Publish in news?');
  assert.match(await heard, /^\{"method":"news","data":\{"n": 12345678901234567890\},"offset":1,"time":/);
  await page.locator('#publish-said', { hasText: 'number 1' }).waitFor();
});

test('closes a room', { skip }, async () => {
  const li = await member('closing', 'li');
  const page = await desk('#room=closing');
  await page.locator('#close').click();
  await confirmed(page, 'Close closing?');
  assert.equal(await li.closed, 4511);
  await page.locator('#said', { hasText: 'closing was closed' }).waitFor();
  await row(page, 'closing').waitFor({ state: 'detached' });
});

test('reports a lost server and reconnects to it', { skip }, async () => {
  const page = await desk();
  await server.stop();
  await state(page, 'closed');
  server = await startServer({ env: { ...SETTINGS, PORT: String(server.port) } });
  await state(page, 'online');
});

test('names the missing setting when the server has no API', { skip }, async () => {
  const closed = await startServer();
  try {
    const page = await openWindow(browser, `${closed.url}/admin/`);
    windows.push(page);
    await page.locator('#no-api', { hasText: 'roomcast.api.key' }).waitFor();
    assert.equal(await page.locator('#key').isVisible(), false);
  } finally {
    await closed.stop();
  }
});

test('shows the effective settings', { skip }, async () => {
  const page = await desk();
  await page.locator('#node-settings summary').click();
  await page.locator('.settings > div', { hasText: 'message-bytes65536' }).waitFor();
});

test('shows one panel at a time on a phone without horizontal scrolling', { skip }, async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  await member('phone', 'li', { text: 'x'.repeat(300) });
  const page = await desk('', phone);
  await row(page, 'phone').locator('a').tap();
  await page.locator('#members li').waitFor();
  assert.equal(await page.locator('#rooms-list').isVisible(), false);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.locator('#back').tap();
  await row(page, 'phone').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('follows the language and the colour scheme of the browser', { skip }, async () => {
  const page = await desk('', { locale: 'zh-CN', colorScheme: 'dark' });
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
  await page.locator('#status', { hasText: '实时' }).waitFor();
  const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.ok(Math.max(...color.match(/\d+/g).map(Number)) < 64, color);
  await page.getByRole('button', { name: 'English' }).click();
  await page.locator('#status', { hasText: 'Live' }).waitFor();
});

test('shows the searches and matches of a mode', { skip }, async () => {
  const page = await desk();
  const cells = (n) => page.locator('#matches-list tr', { hasText: 'duel' }).locator('td').nth(n);
  const search = JSON.stringify({ method: '$match', id: 2, data: { rooms: 'duel' } });
  (await member('hall', 'asker')).send(search);
  await cells(0).filter({ hasText: '1' }).waitFor(); // one waiting search
  (await member('hall', 'other')).send(search);
  await cells(0).filter({ hasText: '0' }).waitFor();
  await cells(4).filter({ hasText: '1' }).waitFor(); // one match
});

test('lists all nodes with their load', { skip: skip || noRedis }, async () => {
  const port = await freePort();
  const end = await startTool('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', ''].map(String), port);
  const env = { ROOMCAST_API_KEY: KEY, ROOMCAST_ENGINE: 'redis', ROOMCAST_REDIS_URL: `redis://127.0.0.1:${port}` };
  const nodes = [];
  try {
    for (const name of ['north', 'south']) nodes.push(await startServer({ env: { ...env, ROOMCAST_NODE: name } }));
    const page = await openWindow(browser, `${nodes[0].url}/admin/`);
    windows.push(page);
    await enter(page);
    await page.locator('#nodes-list tr', { hasText: 'north (this one)' }).waitFor();
    await page.locator('#nodes-list tr', { hasText: 'south' }).waitFor();
    await page.setViewportSize({ width: 320, height: 700 });
    const wide = await page.evaluate(() => [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > innerWidth + 1).map((each) => each.id || each.className || each.tagName));
    assert.deepEqual(wide, [], 'no element is wider than the window');
  } finally {
    for (const node of nodes) await node.stop();
    await end();
  }
});
