/**
 * `npm run newcomer-check`: follows the README as a new user, in a fresh clone of the last commit. The README's command
 * starts dev mode, two users exchange messages on the page in Chromium, and ESM, CommonJS, strict TypeScript and React's
 * StrictMode use the packed client. It prints the seconds of each step.
 *
 * `npm run newcomer-check -- --empty-cache` starts with an empty home and an empty Maven cache, which takes minutes.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { launch, noBrowser, openWindow, say, state } from './browser.mjs';
import { freePort } from './server.mjs';

const FIRST_PAGE = 15 * 60_000; // with an empty cache, on a slow line
const TOP = fileURLToPath(new URL('../../../', import.meta.url));
const isEmpty = process.argv.includes('--empty-cache');

if (noBrowser) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), 'roomcast-newcomer-'));
const clone = join(folder, 'roomcast');
const env = { ...process.env, HOME: isEmpty ? join(folder, 'home') : process.env.HOME };
const options = isEmpty ? [`-Duser.home=${env.HOME}`, `-Dmaven.repo.local=${join(folder, 'm2')}`] : [];
mkdirSync(env.HOME, { recursive: true });
if (isEmpty) keepMirrors();

try {
  await step('clone the last commit', () => run(folder, 'git', 'clone', '-q', '--no-hardlinks', TOP, clone));
  const [start] = commands();
  assert.deepEqual(start, ['./mvnw', 'quarkus:dev'], 'the first command of the README starts the server');
  await talkInDevMode(start);
  const jar = await step('package the jar', () => {
    run(clone, './mvnw', '-q', '-B', '-ntp', ...options, 'package', '-DskipTests');
    return join(clone, 'target/quarkus-app/quarkus-run.jar');
  });
  await step('build the client', () => run(join(clone, 'src/main/client'), 'npm', 'ci', '--silent', '--no-audit', '--no-fund'));
  const tests = join(clone, 'src/test/client');
  await step('install the dependencies of the tests', () => run(tests, 'npm', 'ci', '--silent', '--ignore-scripts', '--no-audit', '--no-fund'));
  await step('pack the client, use it from ESM, CommonJS, strict TypeScript and StrictMode', () =>
    run(tests, process.execPath, '--test', 'package.test.mjs', 'client-examples.test.mjs', {
      ROOMCAST_SERVER: JSON.stringify(['java', '-jar', jar]),
    }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Returns the commands of the README's shell blocks, in order, as words. */
function commands() {
  const readme = readFileSync(join(clone, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, block]) => block.split('\n'))
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(' '));
}

async function talkInDevMode([command, goal]) {
  const port = await freePort();
  const dev = spawn(command, ['-B', '-ntp', ...options, goal, `-Dquarkus.http.port=${port}`], {
    cwd: clone, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [dev.stdout, dev.stderr]) stream.on('data', (data) => (output = (output + data).slice(-200_000)));
  try {
    const url = `http://localhost:${port}`;
    await step('start dev mode, until the first page', () => firstPage(url, dev, () => output));
    assert.ok(!/testCompile|spotless/.test(output), 'dev mode compiles no tests and checks no format');
    assert.ok(!/\(y\/n\)/.test(output), 'dev mode asks no question');
    await step('two users exchange messages on the page', () => talk(url));
  } finally {
    process.kill(-dev.pid, 'SIGTERM');
  }
}

async function firstPage(url, dev, output) {
  const deadline = Date.now() + FIRST_PAGE;
  while (Date.now() < deadline) {
    if (dev.exitCode !== null) break;
    const page = await fetch(url).catch(() => null);
    if (page?.ok) return;
    await delay(200);
  }
  throw new Error(`there is no page\n${output()}`);
}

async function talk(url) {
  const browser = await launch();
  try {
    const [li, wang] = [await openWindow(browser, `${url}/?room=first&name=Li`), await openWindow(browser, `${url}/?room=first&name=Wang`)];
    for (const page of [li, wang]) await state(page, 'online');
    await say(li, 'Is somebody here?');
    await wang.locator('#log .message[data-user="Li"]', { hasText: 'Is somebody here?' }).waitFor();
    assert.deepEqual([...li.complaints, ...wang.complaints], []);
  } finally {
    await browser.close();
  }
}

async function step(name, action) {
  const start = Date.now();
  const result = await action();
  console.log(`${((Date.now() - start) / 1000).toFixed(1).padStart(7)} s  ${name}`);
  return result;
}

/** The last word may be an object with variables. */
function run(cwd, command, ...words) {
  const more = typeof words.at(-1) === 'object' ? words.pop() : {};
  execFileSync(command, words, { cwd, env: { ...env, ...more }, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Keeps the machine's package sources, which are not part of the test. */
function keepMirrors() {
  for (const file of ['.npmrc', '.m2/settings.xml']) {
    try {
      mkdirSync(join(env.HOME, '.m2'), { recursive: true });
      cpSync(join(process.env.HOME, file), join(env.HOME, file));
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
}
