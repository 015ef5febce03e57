/** Tests of the examples' own files on simulated phones with the real server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import WebSocket from 'ws';
import { MiniGame, MiniProgram } from './example.mjs';
import { until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer;

let server;
let programs = [];
let number = 0;
let name;

before(async () => {
  if (!skip) server = await startServer();
});

after(() => server?.stop());

beforeEach(() => {
  name = `example-${(number += 1)}`;
});

afterEach(() => {
  for (const program of programs.splice(0)) program.end();
});

function program() {
  const started = new MiniProgram('room', server);
  programs.push(started);
  return started;
}

function game() {
  const started = new MiniGame('game', server, name);
  programs.push(started);
  return started;
}

function arena() {
  const started = new MiniGame('arena', server, name, 'roomcast-game.js');
  programs.push(started);
  return started;
}

/** Records the positions of the stars and the balls of an arena by frame. */
function watch(player, seen) {
  const discs = JSON.stringify(player.discs());
  const [, frame] = player.text.match(/第 (\d+) 帧/) ?? [];
  if (frame) seen.set(frame, discs);
}

/** Compares the pictures of two phones for the same frames. */
async function isSame(one, other) {
  const seen = [new Map(), new Map()];
  const common = () => [...seen[0].keys()].filter((frame) => seen[1].has(frame));
  await until(() => {
    watch(one, seen[0]);
    watch(other, seen[1]);
    return common().length > 2;
  });
  for (const frame of common()) assert.equal(seen[0].get(frame), seen[1].get(frame), `frame ${frame}`);
}

async function page() {
  const phone = program();
  const shown = phone.open(`/pages/room/room?room=${name}`);
  await until(() => shown.data.state === '已连接');
  return Object.assign(shown, { phone });
}

function write(shown, text) {
  shown.onInput({ detail: { value: text } });
  shown.onSend();
}

function texts({ data }) {
  return data.lines.map(({ text }) => text);
}

const strokes = ({ board }) => board.calls.filter(([call]) => call === 'moveTo' || call === 'lineTo');

test('shows two members of the room each other, with all messages and lines', { skip }, async () => {
  const li = await page();
  const wang = await page();
  await until(() => li.data.members.length === 2 && wang.data.members.length === 2);
  assert.deepEqual(li.data.members.map(({ self }) => self), [true, false]);
  write(li, ' 你好 ');
  write(li, '  ');
  await until(() => texts(wang).length === 1);
  assert.deepEqual([wang.data.lines[0].text, wang.data.lines[0].nick], ['你好', li.data.members[0].nick]);
  assert.equal(li.data.text, '');
  li.onTouchStart({ touches: [{ x: 30, y: 20 }] });
  li.onTouchMove({ touches: [{ x: 32, y: 21 }] }); // not enough points
  li.onTouchMove({ touches: [{ x: 150, y: 100 }] });
  await until(() => strokes(wang.phone).length === 2);
  assert.deepEqual(strokes(wang.phone), [['moveTo', 30, 20], ['lineTo', 150, 100]]);
  await until(() => strokes(li.phone).length === 2);
});

test('shows earlier messages and lines once to a late joiner', { skip }, async () => {
  const li = await page();
  write(li, 'one');
  li.onTouchStart({ touches: [{ x: 0, y: 0 }] });
  li.onTouchMove({ touches: [{ x: 150, y: 100 }] });
  await until(() => strokes(li.phone).length === 2 && texts(li).length === 1);
  const mei = await page();
  write(mei, 'two');
  await until(() => texts(mei).length === 2);
  assert.deepEqual(texts(mei), ['one', 'two']);
  assert.equal(strokes(mei.phone).length, 2);
});

test('recovers all messages of a member that returns from the background', { skip }, async () => {
  const li = await page();
  const wang = await page();
  await until(() => wang.data.members.length === 2);
  await li.phone.wx.$background({ after: 20, how: 'interrupted' });
  await until(() => wang.data.members.some(({ away }) => away));
  write(wang, 'while you were away');
  await until(() => texts(wang).length === 1);
  li.phone.wx.$foreground();
  await until(() => texts(li).length === 1);
  await until(() => wang.data.members.every(({ away }) => !away));
  assert.equal(li.data.state, '已连接');
});

/** A member outside the examples that sends arbitrary messages. */
async function stranger(room) {
  const socket = new WebSocket(server.wsUrl(`/ws/${room}?v=1`));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send('{"method":"$connect","id":1,"data":{}}');
  return {
    say: (frame) => socket.send(JSON.stringify(frame)),
    end: () => socket.close(),
  };
}

test('skips only malformed items of the history', { skip }, async () => {
  const mallory = await stranger(name);
  for (const frame of [{ method: 'chat' }, { method: 'line' }, { method: 'chat', data: { text: 5 } }, { method: 'line', data: [0, 0, 'x', 1] },
    { method: 'line', data: [0, 0, 1] }, { method: 'chat', data: null }, { method: 'line', data: null }]) mallory.say(frame);
  mallory.say({ method: 'chat', data: { text: 'good' } });
  mallory.say({ method: 'line', data: [0, 0, 0.5, 0.5] });
  const li = await page();
  await until(() => texts(li).includes('good') && strokes(li.phone).length === 2);
  assert.deepEqual(texts(li), ['good']);
  mallory.say({ method: 'chat' });
  mallory.say({ method: 'line' });
  mallory.say({ method: 'chat', data: { text: 'better' } });
  await until(() => texts(li).length === 2);
  mallory.end();
});

test('splits long texts into parts that WeChat accepts', { skip }, async () => {
  const mallory = await stranger(name);
  for (let i = 0; i < 40; i += 1) mallory.say({ method: 'chat', data: { text: '长'.repeat(8_000) } });
  const li = await page();
  await until(() => texts(li).length >= 10);
  for (let i = 0; i < 150; i += 1) mallory.say({ method: 'chat', data: { text: `live ${i}` } });
  await until(() => texts(li).at(-1) === 'live 149');
  assert.ok(li.largest < 64 * 1024, `${li.largest} bytes in one setData`);
  assert.ok(li.data.lines.length <= 200);
  assert.equal(new Set(li.data.lines.map(({ id }) => id)).size, li.data.lines.length);
  mallory.end();
});

test('keeps the messages during a long time without a network', { skip }, async () => {
  const li = await page();
  write(li, 'before');
  await until(() => texts(li).length === 1);
  let failures = 0;
  li.room.on('$error', ({ code }) => (failures += code === 'connect'));
  li.phone.wx.$network(false);
  await until(() => failures >= 2);
  li.phone.wx.$network(true);
  await until(() => li.data.state === '已连接');
  assert.deepEqual(texts(li), ['before']);
});

test('ignores a malformed move and keeps the other discs', { skip }, async () => {
  const li = game();
  await until(() => li.discs().length === 1);
  li.touch(0.3, 0.6);
  await until(() => `${li.discs()}` === '0.3,0.6');
  const mallory = await stranger(name);
  for (const data of [undefined, null, 1, { x: 'a' }, { x: 9, y: 9 }]) mallory.say({ method: 'move', data });
  const wang = game();
  await until(() => `${wang.discs()[0]}` === '0.3,0.6');
  await until(() => li.discs().length === 2);
  mallory.end();
});

test('lists the rooms with their member counts and opens a room', { skip }, async () => {
  const li = program();
  const list = li.open('/pages/rooms/rooms');
  const count = (room) => list.data.rooms.find((each) => each.name === room)?.count;
  assert.deepEqual(list.data.rooms.map((each) => each.name).sort(), ['chess', 'lobby', 'tea']);
  const wang = await page();
  await until(() => count(name) === 1);
  list.onRoom({ currentTarget: { dataset: { name } } });
  await until(() => count(name) === 2 && wang.data.members.length === 2);
  wang.onUnload();
  wang.phone.pages.length = 0;
  await until(() => count(name) === 1);
  list.onInput({ detail: { value: '自己的' } });
  list.onOwn();
  assert.notEqual(list.data.wrong, '');
  list.onInput({ detail: { value: 'chess' } });
  list.onOwn();
  await until(() => count('chess') === 1);
});

test('shares a room', { skip }, async () => {
  const li = await page();
  assert.equal(li.onShareAppMessage().path, `/pages/room/room?room=${name}`);
});

test('shows every move to every player of the game', { skip }, async () => {
  const players = [];
  for (let count = 1; count <= 3; count += 1) { // in turn, because the discs are drawn in this order
    players.push(game());
    await until(() => players.every((player) => player.discs().length === count));
  }
  players[0].touch(0.25, 0.5);
  players[1].touch(0.75, 0.5);
  players[2].touch(0.5, 0.25);
  const places = [[0.25, 0.5], [0.75, 0.5], [0.5, 0.25]];
  await until(() => players.every((player) => JSON.stringify(player.discs()) === JSON.stringify(places)));
  assert.match(players[0].text, new RegExp(`${name} · 3 人`));
});

test('shows all positions to a late joiner of the game', { skip }, async () => {
  const li = game();
  await until(() => li.discs().length === 1);
  li.touch(0.3, 0.6);
  await until(() => `${li.discs()}` === '0.3,0.6');
  const wang = game();
  await until(() => wang.discs().length === 2);
  assert.deepEqual(wang.discs()[0], [0.3, 0.6]);
});

test('draws a player in the background pale and restores its disc on return', { skip }, async () => {
  const li = game();
  await until(() => li.discs().length === 1); // in turn, because the discs are drawn in this order
  const wang = game();
  await until(() => li.discs().length === 2 && wang.discs().length === 2);
  li.touch(0.3, 0.6);
  await until(() => `${wang.discs()[0]}` === '0.3,0.6');
  await li.wx.$background({ after: 20, how: 'interrupted' });
  wang.touch(0.9, 0.9);
  await until(() => `${wang.discs()[1]}` === '0.9,0.9');
  assert.equal(wang.discs().length, 2);
  li.wx.$foreground();
  await until(() => `${li.discs()}` === '0.3,0.6,0.9,0.9');
  li.touch(0.1, 0.2);
  await until(() => `${wang.discs()}` === '0.1,0.2,0.9,0.9');
});

test('opens the same arena from the invite card', { skip }, async () => {
  const li = game();
  li.touch(0.5, 0.01);
  assert.deepEqual(li.shared.map(({ query }) => query), [`room=${name}`]);
  assert.equal(li.card().query, `room=${name}`);
});

test('computes the same arena on two phones, also after a cut and after a restart', { skip }, async () => {
  const li = arena();
  await until(() => /点“开始” · 1 人/.test((li.discs(), li.text)));
  const wang = arena();
  await until(() => /点“开始” · 2 人/.test((li.discs(), li.text)));
  li.touch(0.375, 0.01);
  await isSame(li, wang);
  li.touch(0.9, 0.9);
  wang.touch(0.1, 0.9);
  await isSame(li, wang);
  wang.touch(0.625, 0.01);
  await isSame(li, wang);
  li.touch(0.1, 0.01);
  li.touch(0.9, 0.01);
  assert.deepEqual(li.shared.map(({ query, path }) => query ?? path), [`room=${name}`, `?room=${name}`]);
  const late = arena();
  await isSame(late, wang);
});
