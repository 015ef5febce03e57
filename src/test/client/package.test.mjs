/** The client as a program has it that installed it: packed, unpacked, and used in every way there is. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CLIENT, programWithClient } from './pack.mjs';
import { loadSdk } from './sdk.mjs';

const TYPESCRIPT = join(CLIENT, 'node_modules/typescript/bin/tsc');
const skip = existsSync(TYPESCRIPT) ? false : `${CLIENT} has no node_modules. The package was not tested! Say npm ci there.`;
if (skip) console.error(skip);

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

test('it holds what is needed and nothing else', { skip }, () => {
  const files = program.files.filter((file) => !/^dist\/\w+\.d\.ts$/.test(file)).sort();
  assert.deepEqual(files, ['LICENSE', 'README.md', 'dist/index.cjs.js', 'dist/index.mjs', 'miniprogram_dist/index.js', 'package.json']);
  assert.ok(program.files.includes('dist/index.d.ts'));
});

test('what it says of itself is there', { skip }, () => {
  const home = join(program.folder, 'node_modules/roomcast-client');
  const about = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const named = [about.main, about.module, about.types, join(about.miniprogram, 'index.js'), ...Object.values(about.exports['.'])];
  for (const file of named) assert.ok(existsSync(join(home, file)), file);
  assert.equal(about.dependencies, undefined);
  assert.equal(about.sideEffects, false);
});

test('it can be required', { skip }, () => {
  assert.equal(run('a.cjs', "console.log(Object.keys(require('roomcast-client')).sort().join())"), API.join());
  assert.equal(run('b.cjs', "console.log(Object.keys(require('roomcast-client/miniprogram_dist/index.js')).sort().join())"), API.join());
});

test('it can be imported', { skip }, () => {
  assert.equal(run('c.mjs', "import * as client from 'roomcast-client'; console.log(Object.keys(client).sort().join())"), API.join());
  assert.equal(run('d.mjs', "import { join } from 'roomcast-client'; console.log(typeof join)"), 'function');
});

test('as a script of a page it is one global', { skip }, () => {
  assert.deepEqual(Object.keys(loadSdk()).sort(), API);
});

for (const resolution of ['bundler', 'node16']) {
  test(`its types are found with ${resolution}`, { skip }, () => {
    writeFileSync(join(program.folder, 'use.ts'), `import { join, Member, Room } from 'roomcast-client';
      const room: Room = join('wss://host/ws/r1', { token: () => 't' });
      const names: string[] = room.members.map((member: Member) => member.user);
      room.send('m', names, { ack: true }).then(({ offset }) => offset);
      // @ts-expect-error: there is no such option
      join('wss://host/ws/r1', { tokens: 1 });`);
    const module = resolution === 'node16' ? 'node16' : 'es2020';
    execFileSync(process.execPath, [TYPESCRIPT, '--noEmit', '--strict', '--target', 'es2017', '--module', module,
      '--moduleResolution', resolution, '--ignoreDeprecations', '5.0', 'use.ts'], { cwd: program.folder, encoding: 'utf8' });
  });
}
