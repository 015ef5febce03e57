/** Tests of the client's examples: compiled under strict rules with the packed client, run against the real server. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import WebSocket from 'ws';
import { CLIENT, programWithClient } from './pack.mjs';
import { until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';

const TYPESCRIPT = join(CLIENT, 'node_modules/typescript/bin/tsc');
const skip = existsSync(TYPESCRIPT) ? noServer : `${CLIENT} has no node_modules. The examples were not tested! Say npm ci there.`;

let program;
let server;

before(async () => {
  if (skip) return;
  globalThis.WebSocket ??= WebSocket;
  program = programWithClient();
  for (const name of ['react', 'react-test-renderer', 'vue', 'ws', '@types']) {
    symlinkSync(fileURLToPath(new URL(`node_modules/${name}`, import.meta.url)), join(program.folder, 'node_modules', name));
  }
  cpSync(join(CLIENT, 'examples'), program.folder, { recursive: true });
  writeFileSync(join(program.folder, 'package.json'), '{"name":"program","private":true,"type":"module"}\n');
  execFileSync(process.execPath, [TYPESCRIPT, '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022', '--lib', 'es2022,dom',
    '--module', 'nodenext', '--types', 'react', 'react.ts', 'vue.ts', 'typescript.ts'], { cwd: program.folder, encoding: 'utf8', stdio: ['ignore', 'inherit', 'inherit'] });
  server = await startServer();
});

after(async () => {
  program?.remove();
  await server?.stop();
});

const load = (file) => import(pathToFileURL(join(program.folder, file)));

test('opens one connection with the React hook in StrictMode and leaves on unmount', { skip }, async () => {
  const required = createRequire(import.meta.url);
  globalThis.IS_REACT_ACT_ENVIRONMENT = false;
  const { createElement, StrictMode } = required('react');
  const { create } = required('react-test-renderer');
  const { useRoom } = await load('react.js');
  let shown;
  const App = () => {
    shown = useRoom(server.wsUrl('/ws/react'), { user: 'li' });
    return null;
  };
  const root = create(createElement(StrictMode, null, createElement(App)), { unstable_isConcurrent: true });
  await until(() => shown?.state === 'online' && shown.members.length === 1, 'the hook shows one online member');
  const { room } = shown;
  assert.deepEqual(shown.members.map(({ user, client }) => [user, client]), [['li', room.me.client]]);
  root.unmount();
  await until(() => room.state === 'closed');
});

test('follows the room with the Vue composable and leaves with its scope', { skip }, async () => {
  const { effectScope, watchEffect } = createRequire(import.meta.url)('vue');
  const { useRoom } = await import(pathToFileURL(join(program.folder, 'vue.js')));
  const scope = effectScope();
  const seen = [];
  const { room, state, members } = scope.run(() => useRoom(server.wsUrl('/ws/vue'), { user: 'li' }));
  scope.run(() => watchEffect(() => seen.push(state.value), { flush: 'sync' }));
  await until(() => members.value.length === 1);
  assert.deepEqual(seen, ['connecting', 'online']);
  scope.stop();
  assert.equal(room.state, 'closed');
});

test('delivers history and cursors in the typed chat', { skip }, async () => {
  const { Chat } = await load('typescript.js');
  const li = new Chat(server.wsUrl('/ws/typed?user=li'), 'Li');
  assert.equal(await li.say('one'), 1);
  const wang = new Chat(server.wsUrl('/ws/typed?user=wang'), 'Wang');
  await wang.say('two');
  li.point(1, 2);
  await until(() => wang.cursors.size === 1 && li.lines.length === 2);
  assert.deepEqual(li.lines, ['li: one', 'wang: two']);
  li.room.leave();
  await until(() => wang.cursors.size === 0);
  wang.room.leave();
});

test('answers each question with the bot and ends it on SIGTERM', { skip }, async () => {
  const url = server.wsUrl('/ws/bots');
  const bot = spawn(process.execPath, ['node.mjs'], { cwd: program.folder, env: { ...process.env, ROOM_URL: url }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(bot, 'exit');
  bot.stdout.setEncoding('utf8').on('data', () => {});
  const { join: enter } = await import(pathToFileURL(join(program.folder, 'node_modules/roomcast-client/dist/index.mjs')));
  const room = enter(url, { platform: WebSocket });
  try {
    await until(() => room.members.some(({ user }) => user === 'bot'), 'the bot has joined');
    const answer = new Promise((resolve) => room.once('answer', resolve));
    room.send('ask', 'why?');
    assert.deepEqual(await answer, { question: 'why?', length: 4 });
    bot.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    await until(() => !room.members.some(({ user }) => user === 'bot'), 'the bot has left');
  } finally {
    room.leave();
    bot.kill('SIGKILL');
  }
});

test('sends headers to the server with the ws package of Node', { skip }, async () => {
  const { join: enter } = await import(pathToFileURL(join(program.folder, 'node_modules/roomcast-client/dist/index.mjs')));
  const { createServer } = await import('node:http');
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const upgraded = once(http, 'upgrade');
  const room = enter(`ws://127.0.0.1:${http.address().port}/ws/r1`, { platform: WebSocket, header: { Authorization: 'Bearer t' } });
  const [request, socket] = await upgraded;
  assert.equal(request.headers.authorization, 'Bearer t');
  room.on('$error', () => {});
  room.leave();
  socket.destroy();
  http.close();
});
