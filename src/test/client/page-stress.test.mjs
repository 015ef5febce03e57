/** Tests of the demo page with a misbehaving member, whose messages must cost the other members a bounded effort. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { draw, inked, launch, noBrowser, openWindow, say, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;

let server;
let browser;
let room = 0;
let windows = [];
let members = [];

before(async () => {
  if (skip) return;
  const env = { ROOMCAST_LIMITS_MESSAGES_PER_SECOND: '1000', ROOMCAST_LIMITS_MESSAGES_BURST: '5000', ROOMCAST_LIMITS_BYTES_BURST: '16777216' };
  server = await startServer({ env });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(() => (room += 1));

afterEach(async () => {
  const complaints = windows.flatMap((page) => page.complaints);
  for (const page of windows.splice(0)) await page.context().close();
  for (const member of members.splice(0)) member.socket.terminate();
  assert.deepEqual(complaints, []);
});

async function join(name, script) {
  const page = await openWindow(browser);
  windows.push(page);
  if (script) await page.addInitScript(script);
  await page.goto(`${server.url}/?room=stress-${room}&name=${name}`);
  await state(page, 'online');
  return page;
}

/** A member without a page; `frames` holds the received frames. */
async function member(user) {
  const socket = new WebSocket(server.wsUrl(`/ws/stress-${room}?v=1&user=${user}`));
  const frames = [];
  const waiting = [];
  socket.on('message', (data) => {
    frames.push(JSON.parse(data));
    for (const look of waiting) look();
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const send = (method, data, more = {}) => socket.send(JSON.stringify({ method, data, ...more }));
  const heard = (condition) => new Promise((resolve) => {
    const look = () => frames.some(condition) && resolve(frames.find(condition));
    waiting.push(look);
    look();
  });
  const made = { socket, frames, send, heard };
  members.push(made);
  send('$connect', { info: { demo: true } }, { id: 1 });
  made.welcome = (await heard(({ method }) => method === '$connect')).data;
  return made;
}

function clientOf({ welcome }, user) {
  return welcome.members.find((each) => each.user === user).client;
}

/** A stroke of many points over the whole board. */
function zigzag(id, numbers = 2000) {
  return { id, width: 28, at: 0, points: Array.from({ length: numbers }, (_, i) => (i % 2 ? (i * 7) % 900 : (i * 13) % 1200)) };
}

test('sends the drawing once to a member that requests it repeatedly', { skip }, async () => {
  const li = await join('Li');
  await draw(li, [[0.2, 0.2], [0.8, 0.2]]);
  const mallory = await member('Mallory');
  const to = [clientOf(mallory, 'Li')];
  for (let i = 0; i < 300; i += 1) mallory.send('copy', {}, { to });
  for (let i = 0; i < 20; i += 1) await say(li, `line ${i}`);
  await mallory.heard(({ method, data }) => method === 'chat' && data.text === 'line 19');
  const answers = mallory.frames.filter(({ method, offset }) => method === 'strokes' && offset === undefined);
  assert.equal(answers.length, 1);
  assert.equal(mallory.frames.filter(({ method }) => method === 'chat').length, 20);
});

test('takes the sender of a frame from the server', { skip }, async () => {
  const li = await join('Li');
  const wang = await join('Wang');
  await li.locator('#members li[data-user="Wang"]').waitFor();
  const mallory = await member('Mallory');
  const wangs = clientOf(mallory, 'Wang');
  for (let i = 0; i < 100; i += 1) {
    mallory.send('cursor', { x: 10, y: 10, client: i % 2 ? wangs : `made-up-${i}`, user: `Nobody ${i}` });
    mallory.send('strokes', { strokes: [{ ...zigzag(`s${i}`, 8), client: wangs, user: 'Wang' }] });
  }
  await li.locator('.cursor[data-user="Mallory"]').waitFor();
  mallory.send('chat', { text: 'That was all.' });
  await li.locator('#log .text', { hasText: 'That was all.' }).waitFor();
  assert.equal(await li.locator('.cursor').count(), 1);
  mallory.send('$leave');
  await li.locator('.cursor').waitFor({ state: 'detached' });
  await draw(wang, [[0.2, 0.2], [0.8, 0.2]]);
  const ink = await inked(wang, 0.5, 0.2);
  assert.deepEqual(await inked(li, 0.5, 0.2), ink, 'keeps Wang\'s strokes when another member claims them');
});

test('draws megabytes of strokes in bounded frames and stays responsive', { skip }, async () => {
  const li = await join('Li', () => {
    let points = 0;
    window.mostPoints = 0;
    window.allPoints = 0;
    const curve = CanvasRenderingContext2D.prototype.quadraticCurveTo;
    CanvasRenderingContext2D.prototype.quadraticCurveTo = function count(...values) {
      points += 1;
      curve.apply(this, values);
    };
    const frame = () => {
      window.mostPoints = Math.max(window.mostPoints, points);
      window.allPoints += points;
      points = 0;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const mallory = await member('Mallory');
  for (let i = 0; i < 600; i += 1) mallory.send('strokes', { strokes: [zigzag(`s${i}`)] });
  await mallory.heard(({ method, offset }) => method === 'strokes' && offset >= 500);
  await say(li, 'Still here.');
  const { mostPoints, allPoints } = await li.evaluate(() => ({ mostPoints: window.mostPoints, allPoints: window.allPoints }));
  assert.ok(allPoints > 0);
  assert.ok(mostPoints <= 7_600, `${mostPoints} points in one frame`);
});

test('sends newcomers the strokes of all members despite a flood by one member', { skip }, async () => {
  const li = await join('Li');
  await draw(li, [[0.2, 0.2], [0.8, 0.2]]);
  const mallory = await member('Mallory');
  for (let i = 0; i < 700; i += 1) mallory.send('strokes', { strokes: [zigzag(`s${i}`, 8)] });
  for (let i = 0; i < 100; i += 1) mallory.send('strokes', { strokes: [zigzag(`l${i}`)] });
  mallory.send('chat', { text: 'That was all.' });
  await li.locator('#log .text', { hasText: 'That was all.' }).waitFor();
  mallory.send('$leave');
  const mei = await member('Mei');
  mei.send('copy', {}, { to: [clientOf(mei, 'Li')] });
  await mei.heard(({ method, data }) => method === 'strokes' && data.strokes.some(({ user }) => user === 'Li'));
});

test('skips malformed strokes, cursors and messages', { skip }, async () => {
  const li = await join('Li');
  const mallory = await member('Mallory');
  const good = zigzag('good', 8);
  const bad = [null, 1, [], 'x', {}, { ...good, id: 1 }, { ...good, id: '' }, { ...good, width: 1e9 }, { ...good, at: -2 }, { ...good, at: 0.5 },
    { ...good, points: null }, { ...good, points: [1] }, { ...good, points: ['1', '2'] }, { ...good, points: [1e300, 5] }, { ...good, points: [null, null] }];
  for (const piece of bad) mallory.send('strokes', { strokes: [piece] });
  for (const strokes of [null, 1, 'xx', { length: 2 }, {}]) mallory.send('strokes', { strokes });
  for (const data of [null, 1, [], { x: 'a', y: 1 }, { x: 1 }, { x: null, y: null }]) mallory.send('cursor', data);
  for (const data of [null, 1, [], { text: 1 }, { text: null }]) mallory.send('chat', data);
  for (const method of ['copy', 'clear']) mallory.send(method, null);
  mallory.send('chat', { text: 'x'.repeat(20_000) });
  mallory.send('chat', { text: 'That was all.' });
  await li.locator('#log .text', { hasText: 'That was all.' }).waitFor();
  assert.ok((await li.locator('#log .text').first().textContent()).length < 5_000);
  await li.locator('#board-hint').waitFor({ state: 'visible' });
});

test('works without browser storage', { skip }, async () => {
  const blocked = () => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });
    }
  };
  const lobby = await openWindow(browser);
  windows.push(lobby);
  await lobby.addInitScript(blocked);
  await lobby.goto(server.url);
  await lobby.fill('#join-name', 'Li');
  await lobby.fill('#join-room', `stress-${room}`);
  await lobby.press('#join-room', 'Enter');
  await state(lobby, 'online');
  await say(lobby, 'Hello.');
});
