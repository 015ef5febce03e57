/** Tests of the guides in both languages: their links are valid, they show the same code, and that code runs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { launch, noBrowser, openWindow } from './browser.mjs';
import { noServer, startServer } from './server.mjs';
import { until } from './sdk.mjs';
import { createWx } from './wx.mjs';

const SITE = fileURLToPath(new URL('../../site/markdown/', import.meta.url));
const CLIENT = readFileSync(new URL('../../main/resources/META-INF/resources/client/roomcast.js', import.meta.url), 'utf8');
const PAGES = ['guides.md', 'zh/guides.md'];

let server;
let browser;

before(async () => {
  if (noServer) return;
  server = await startServer();
  if (!noBrowser) browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

function read(page) {
  return readFileSync(join(SITE, page), 'utf8');
}

/** Returns the code blocks in a language, without their indentation. */
function blocks(page, language) {
  const found = read(page).matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'));
  return [...found].map(([, indent, code]) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** Removes comments and translated strings from code. */
function bones(code) {
  return code.replaceAll(/\/\/.*$/gm, '').replaceAll(/'[^']*[^\x00-\x7f][^']*'/g, "''");
}

let tables = 0;

/** Adapts code to this server and a new room, because members of other tests may still be away in theirs. */
function local(code) {
  tables += 1;
  return code.replaceAll('/ws/table-7', `/ws/table-7-${tables}`)
    .replaceAll('wss://rooms.example.com', server.wsUrl('')).replaceAll('https://rooms.example.com', server.url);
}

test('links to existing files only', () => {
  for (const page of [...PAGES, 'zh/README.md', 'migration.md', 'zh/migration.md', 'frame-sync.md', 'zh/frame-sync.md']) {
    for (const [, link] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      assert.ok(existsSync(join(SITE, dirname(page), link)), `${page}: ${link}`);
    }
  }
});

test('shows the same code, sections and warnings in both languages', () => {
  const [english, chinese] = PAGES.map((page) => ({
    code: ['js', 'ts', 'html'].map((language) => blocks(page, language).map(bones).length),
    sections: read(page).match(/^#{2,3} /gm).length,
    checks: read(page).match(/^- \[ \] /gm).length,
    notes: read(page).match(/^- (?!\[)/gm).length,
    settings: [...new Set(read(page).match(/roomcast\.[a-z][a-z.-]+[a-z]/g))].sort(),
  }));
  assert.deepEqual(chinese, english);
});

for (const page of PAGES) {
  test(`runs the mini program's page of ${page} unchanged`, { skip: noServer }, async () => {
    const wx = createWx();
    const shown = {};
    const { setTimeout, clearTimeout } = wx.$timers;
    const module = { exports: {} };
    const context = createContext({ wx, setTimeout, clearTimeout, module, exports: module.exports, require: () => module.exports,
      Page: (definition) => Object.assign(shown, definition, { setData: (change) => Object.assign(shown.data, change), data: {} }) });
    runInContext(CLIENT, context);
    runInContext(local(blocks(page, 'js')[0]), context);
    shown.onLoad({ room: 'guide' });
    shown.room.send('chat', { text: 'hello' });
    await until(() => shown.data.last?.endsWith('hello'));
    shown.onUnload();
    wx.$dispose();
  });

  test(`runs the Cocos component of ${page} with the client as a plugin`, { skip: noServer }, async () => {
    const context = createContext({ WebSocket: (await import('ws')).WebSocket, setTimeout, clearTimeout });
    runInContext(CLIENT, context); // a plugin has no `exports`
    const code = local(blocks(page, 'ts')[0])
      .replace(/^import .*$/m, '').replace(/^const \{ ccclass.*$/m, '').replace(/^declare .*$/m, '').replace(/^@ccclass.*$/m, '')
      .replace(/@property\(Label\) label: Label = null!/, 'label = {}').replace('private room: any;', 'room;')
      .replace('(members: any[])', '(members)').replace('export class RoomLabel extends Component', 'globalThis.RoomLabel = class');
    runInContext(code, context);
    const component = runInContext('new RoomLabel()', context);
    component.onLoad();
    await until(() => component.label.string?.startsWith('1 '));
    component.onDestroy();
  });

  test(`runs the page of ${page} unchanged`, { skip: noServer || noBrowser }, async () => {
    const window = await openWindow(browser);
    const heard = [];
    window.on('console', (message) => heard.push(message.text()));
    const site = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html; charset=utf-8').end(local(blocks(page, 'html')[0])));
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    await window.goto(`http://localhost:${site.address().port}/`);
    await window.evaluate("room.send('chat', { text: 'hello' })");
    await until(() => heard.some((text) => /^li.\s?hello$/.test(text)));
    await window.context().close();
    site.closeAllConnections();
    site.close();
  });
}
