/** Tests of the packed and installed client with every module system. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CLIENT, programWithClient } from './pack.mjs';
import { loadGame, loadSdk } from './sdk.mjs';

const TYPESCRIPT = join(CLIENT, 'node_modules/typescript/bin/tsc');
const skip = existsSync(TYPESCRIPT) ? false : `${CLIENT} has no node_modules. The package was not tested! Say npm ci there.`;
if (skip) console.error(skip);

const PARTS = ['index', 'game', 'gsm'];
const GAME_API = ['GameRoom', 'Random', 'Run', 'code', 'createRoom', 'enterRoom', 'entered', 'join', 'quickJoin', 'readCode'];
const API = ['Room', 'join', 'miniProgram', 'web'];
let program;

before(() => {
  if (!skip) program = programWithClient();
});

after(() => program?.remove());

function run(file, code) {
  writeFileSync(join(program.folder, file), code);
  return execFileSync(process.execPath, [file], { cwd: program.folder, encoding: 'utf8' }).trim();
}

test('contains exactly the required files', { skip }, () => {
  const files = program.files.filter((file) => !/^dist\/[\w-]+\.d\.m?ts$/.test(file)).sort();
  assert.deepEqual(files, ['LICENSE', 'README.md', ...PARTS.flatMap((part) => [`dist/${part}.cjs.js`, `dist/${part}.mjs`]), ...PARTS.map((part) => `miniprogram_dist/${part}.js`), 'game/package.json', 'gsm/package.json', 'package.json'].sort());
  assert.ok(program.files.includes('dist/index.d.ts'));
});

test('contains all files that package.json names', { skip }, () => {
  const home = join(program.folder, 'node_modules/roomcast-client');
  const about = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const exported = Object.values(about.exports).filter((each) => typeof each === 'object').flatMap((each) => Object.values(each).flatMap(Object.values));
  const named = [about.main, about.module, about.types, join(about.miniprogram, 'index.js'), ...exported];
  for (const file of named) assert.ok(existsSync(join(home, file)), file);
  assert.equal(about.dependencies, undefined);
  assert.equal(about.sideEffects, false);
});

test('can be required', { skip }, () => {
  assert.equal(run('a.cjs', "console.log(Object.keys(require('roomcast-client')).sort().join())"), API.join());
  assert.equal(run('b.cjs', "console.log(Object.keys(require('roomcast-client/miniprogram_dist/index.js')).sort().join())"), API.join());
});

test('can be imported', { skip }, () => {
  assert.equal(run('c.mjs', "import * as client from 'roomcast-client'; console.log(Object.keys(client).sort().join())"), API.join());
  assert.equal(run('d.mjs', "import { join } from 'roomcast-client'; console.log(typeof join)"), 'function');
});

test('exports its part for games to require, import and mini programs', { skip }, () => {
  const keys = (what) => `console.log(Object.keys(${what}).sort().join())`;
  assert.equal(run('g.cjs', keys("require('roomcast-client/game')")), GAME_API.join());
  assert.equal(run('g.mjs', `import * as game from 'roomcast-client/game'; import { Room } from 'roomcast-client'; ${keys('game')}; console.log(game.GameRoom.prototype instanceof Room)`), `${GAME_API.join()}\ntrue`);
  assert.equal(run('h.cjs', keys("require('roomcast-client/miniprogram_dist/game.js')")), GAME_API.join());
  assert.equal(run('i.cjs', keys("require('roomcast-client/gsm')")), 'gameServerManager');
});

test('assigns short names without conflicts between files', () => {
  const names = ({ prototype }) => Object.getOwnPropertyNames(prototype);
  const { roomcast, roomcastGame } = loadGame();
  const inherited = names(roomcast.Room);
  assert.deepEqual(names(roomcastGame.GameRoom).filter((name) => inherited.includes(name)), ['constructor']);
});

test('defines one global as a script of a page', { skip }, () => {
  assert.deepEqual(Object.keys(loadSdk()).sort(), API);
});

test('passes publint', { skip }, async () => {
  const { publint } = await import('publint');
  const { messages } = await publint({ pkgDir: join(program.folder, 'node_modules/roomcast-client'), strict: true });
  assert.deepEqual(messages, []);
});

test('passes arethetypeswrong for every resolution', { skip }, () => {
  const attw = fileURLToPath(new URL('node_modules/@arethetypeswrong/cli/dist/index.js', import.meta.url));
  const output = execFileSync(process.execPath, [attw, program.tarball, '--format', 'json', '--exclude-entrypoints', 'package.json', 'miniprogram_dist'], { encoding: 'utf8' });
  const { analysis } = JSON.parse(output);
  assert.equal(analysis.types.kind, 'included');
  assert.deepEqual(analysis.problems, []);
});

for (const [resolution, file] of [['bundler', 'use.ts'], ['node16', 'use.ts'], ['nodenext', 'use.mts'], ['node16', 'use.cts']]) {
  test(`provides its types with ${resolution} in a ${file.slice(3)} file`, { skip }, () => {
    writeFileSync(join(program.folder, file), `import { join, Member, Room } from 'roomcast-client';
      import { Frame, join as joinGame, Run } from 'roomcast-client/game';
      const room: Room = join('wss://host/ws/r1', { token: () => 't' });
      const names: string[] = room.members.map((member: Member) => member.user);
      room.send('m', names, { ack: true }).then(({ offset }) => offset);
      // @ts-expect-error: there is no such option
      join('wss://host/ws/r1', { tokens: 1 });
      const game = joinGame<{ go: number }>('wss://host/ws/r1', { expect: 'new' });
      game.match({ rooms: 'duel-' }).then(({ room }) => room);
      const step = ({ inputs }: Frame) => inputs.length;
      game.run({ start: (run: Run) => run.random(), step }).start(30);`);
    const module = resolution === 'bundler' ? 'es2020' : resolution;
    execFileSync(process.execPath, [TYPESCRIPT, '--noEmit', '--strict', '--target', 'es2017', '--module', module,
      '--moduleResolution', resolution, '--ignoreDeprecations', '5.0', file], { cwd: program.folder, encoding: 'utf8' });
  });
}

test('states the actual sizes in the README', { skip }, () => {
  const readme = readFileSync(join(CLIENT, 'README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `\/client\/([\w.-]+)` \| ([\d.]+) KiB \| ([\d.]+) KiB \|/gm)];
  const served = new URL('../../main/resources/META-INF/resources/client/', import.meta.url);
  const unversioned = readdirSync(served).filter((name) => !/-\d/.test(name)).sort();
  assert.deepEqual(rows.map(([, file]) => file).sort(), unversioned);
  for (const [, file, gzipped, plain] of rows) {
    const code = readFileSync(new URL(file, served));
    const kib = (bytes) => (bytes / 1024).toFixed(1);
    assert.deepEqual([gzipped, plain], [kib(gzipSync(code, { level: 9 }).length), kib(code.length)], file);
  }
});

test('states the version in the first line of each served file', { skip }, () => {
  const served = new URL('../../main/resources/META-INF/resources/client/', import.meta.url);
  const { version } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8'));
  const files = readdirSync(served);
  for (const file of files) assert.match(readFileSync(new URL(file, served), 'utf8'), new RegExp(`^/\\* roomcast-client ${version}, `), file);
  assert.ok(files.includes(`roomcast-${version}.js`));
});
