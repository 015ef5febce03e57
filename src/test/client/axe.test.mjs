/** Accessibility tests of the pages with axe: light and dark, both languages, small phone, phone and desktop. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { launch, noBrowser, openWindow, say, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;
const KEY = 'the key of the operators of this test';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [[320, 640], [390, 844], [1280, 800]];

let server;
let browser;

before(async () => {
  if (skip) return;
  server = await startServer({ env: { ROOMCAST_API_KEY: KEY } });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Checks the current view in both languages, light and dark; in one language under an open dialog. */
async function examine(page, what, hasLanguage = true) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (let language = 0; language < 2; language += 1) {
      const { found, wide } = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
        return {
          found: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`),
          wide: document.documentElement.scrollWidth - innerWidth,
        };
      });
      const where = `${what}, ${colorScheme}, ${await page.getAttribute('html', 'lang')}`;
      assert.deepEqual(found, [], where);
      assert.ok(wide <= 0, `${where}: ${wide} pixels are outside the screen`);
      if (!hasLanguage || await page.locator('#language').count() === 0) break;
      await page.locator('#language').click();
    }
  }
}

for (const [width, height] of SIZES) {
  const options = { viewport: { width, height } };

  test(`finds no violation in the demo at ${width} pixels`, { skip }, async () => {
    const page = await openWindow(browser, server.url, options);
    await page.locator('#join').waitFor();
    await examine(page, 'the lobby');
    await page.goto(`${server.url}/?room=axe-${width}&name=Li`);
    await state(page, 'online');
    const other = await openWindow(browser, `${server.url}/?room=axe-${width}&name=${encodeURIComponent('王小明')}`, options);
    await state(other, 'online');
    await say(page, 'Hello.');
    await say(other, '你好');
    await other.locator('#disconnect').click();
    await page.locator('#members li[data-state="away"]').waitFor();
    await examine(page, 'a room with an away member');
    await page.context().close();
    await other.context().close();
  });

  test(`finds no violation in the game at ${width} pixels`, { skip }, async () => {
    const page = await openWindow(browser, `${server.url}/game/?name=Li`, options);
    await page.locator('#create').waitFor();
    await examine(page, 'the lobby of the game');
    await page.locator('#create').click();
    await page.locator('#seats button').first().click();
    await page.locator('#ready').click();
    await page.locator('#seats li', { hasText: 'Ready' }).waitFor();
    await examine(page, 'the table');
    await page.context().close();
  });

  test(`finds no violation in the arena at ${width} pixels`, { skip }, async () => {
    const page = await openWindow(browser, `${server.url}/game/arena/?name=Li`, options);
    await page.locator('#create').waitFor();
    await examine(page, 'the lobby of the arena');
    await page.locator('#create').click();
    await page.locator('#start').click();
    await page.locator('#start').waitFor({ state: 'hidden' });
    await examine(page, 'the arena');
    await page.context().close();
  });

  test(`finds no violation in a refused room at ${width} pixels`, { skip }, async () => {
    const page = await openWindow(browser, null, options);
    await page.routeWebSocket(/\/ws\//, (socket) => socket.close({ code: 4503, reason: 'closed by an operator' }));
    await page.goto(`${server.url}/?room=axe&name=Li`);
    await state(page, 'closed');
    await examine(page, 'a refused room');
    await page.context().close();
  });

  test(`finds no violation in the operators' page at ${width} pixels`, { skip }, async () => {
    const member = await openWindow(browser, `${server.url}/?room=axe-admin-${width}&name=Li`);
    await state(member, 'online');
    await say(member, 'Hello.');
    const page = await openWindow(browser, `${server.url}/admin/`, options);
    await page.locator('#login').waitFor();
    await examine(page, 'the login');
    await page.fill('#key', KEY);
    await page.press('#key', 'Enter');
    await state(page, 'online');
    await page.locator(`#rooms-list tr[data-key="axe-admin-${width}"] a`).waitFor();
    await examine(page, 'the desk');
    await page.locator(`#rooms-list tr[data-key="axe-admin-${width}"] a`).click();
    await page.locator('#members li').waitFor();
    await examine(page, 'a room');
    if (width < 700) await page.locator('#back').click();
    await page.fill('#user', `banned-${width}`);
    await page.press('#user', 'Enter');
    await page.locator('#user-said').filter({ hasText: /./ }).waitFor();
    await page.fill('#ban-reason', 'Please stay polite, also in a room with a long name.');
    await page.locator('#ban-form button').click();
    await page.locator('#ask[open]').waitFor();
    await examine(page, 'a question', false);
    await page.locator('#ask-yes').click();
    await page.locator('#bans li', { hasText: `banned-${width}` }).waitFor();
    await page.locator('#node-settings summary').click();
    await page.locator('.settings > div', { hasText: 'message-bytes65536' }).waitFor();
    await examine(page, 'a user, the bans and the settings');
    await page.context().close();
    await member.context().close();
  });

  test(`finds no violation in the operators' page without an API at ${width} pixels`, { skip }, async () => {
    const page = await openWindow(browser, null, options);
    await page.route('**/api/**', (route) => route.fulfill({ status: 404 }));
    await page.goto(`${server.url}/admin/`);
    await page.locator('#no-api', { hasText: 'roomcast.api.key' }).waitFor();
    await examine(page, 'no API');
    await page.context().close();
  });

  test(`finds no violation in the page "not found" at ${width} pixels`, { skip }, async () => {
    const page = await openWindow(browser, `${server.url}/nothing-here`, options);
    await page.locator('h1').waitFor();
    await examine(page, 'not found');
    await page.context().close();
  });
}
