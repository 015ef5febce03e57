/** Tests of the demo page with a misbehaving server that the test simulates, on the test's clock. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, noBrowser, openWindow, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;

const WELCOME = {
  user: 'Li', client: 'c_1', session: 's_1', epoch: 'e', offset: 0, resumed: false, recovered: false, publications: [],
  members: [{ user: 'Li', client: 'c_1', state: 'online', info: {} }], time: 0, ping: 25_000,
};

let server;
let browser;

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens a window with a manual clock and sockets that end in the test; `sockets` holds them, oldest first. */
async function openPlayed(onFrame = () => false) {
  const page = await openWindow(browser);
  const sockets = [];
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1_000);
  await page.routeWebSocket(/\/ws\//, (socket) => {
    sockets.push(socket);
    const answer = (frame) => socket.send(JSON.stringify(frame));
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      if (onFrame({ socket, count: sockets.length, answer, ...frame })) return;
      if (frame.method === '$connect') answer({ method: '$connect', id: frame.id, data: WELCOME });
      if (frame.method === '$ping') answer({ method: '$pong', data: { time: 0 } });
      if (frame.method === '$history') answer({ method: '$history', id: frame.id, data: { epoch: 'e', offset: 0, complete: true, publications: [] } });
    });
  });
  await page.goto(`${server.url}/?room=r1&name=Li`);
  await until(page, () => sockets.length === 1);
  return { page, sockets };
}

/** Advances the page's clock in small steps until a condition holds. */
async function until(page, condition, step = 1) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `timed out waiting until ${condition}`);
    await page.clock.runFor(step);
  }
}

test('shows the reason of a final close and lets the user try again', { skip }, async () => {
  const { page, sockets } = await openPlayed(({ method, count, answer, socket }) => {
    if (method !== '$connect' || count > 1) return false;
    answer({ method: '$error', data: { code: 'forbidden', message: 'This room is full.', retry: false } });
    answer({ method: '$close', data: { code: 4513, reason: 'room full', reconnect: false } });
    socket.close({ code: 4513, reason: 'room full' });
    return true;
  });
  await state(page, 'closed');
  await page.locator('#notice', { hasText: 'This room is full. (forbidden)' }).waitFor();
  await page.clock.fastForward(120_000);
  assert.equal(sockets.length, 1, 'the page does not reconnect by itself');
  await page.locator('#retry').click();
  await until(page, () => sockets.length === 2);
  await state(page, 'online');
  await page.locator('#notice').waitFor({ state: 'hidden' });
  await page.context().close();
});

test('reconnects after any other close and shows the wait', { skip }, async () => {
  for (const code of [1000, 1001, 4001, 4008, 4013]) {
    const { page, sockets } = await openPlayed();
    await state(page, 'online');
    await sockets.at(-1).close({ code });
    await state(page, 'reconnecting');
    await until(page, () => sockets.length === 2, 100);
    await state(page, 'online');
    await page.context().close();
  }
});

test('detects a silent connection', { skip }, async () => {
  let pings = 0;
  const { page, sockets } = await openPlayed(({ method }) => method === '$ping' && (pings += 1) > 2);
  await state(page, 'online');
  await until(page, () => pings > 2, 500);
  assert.equal(sockets.length, 1);
  await until(page, () => sockets.length === 2, 500);
  await page.context().close();
});

test('reconnects at once when the page becomes visible', { skip }, async () => {
  const { page, sockets } = await openPlayed(({ method, count, socket }) => {
    if (method !== '$connect' || count > 5) return false;
    socket.close({ code: 1001 });
    return true;
  });
  for (let i = 1; i < 6; i += 1) {
    assert.equal(sockets.length, i);
    await state(page, 'reconnecting');
    await page.locator('.status-count', { hasText: /\d|^$/ }).waitFor({ state: 'attached' });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const deadline = Date.now() + 10_000;
    while (sockets.length === i && Date.now() < deadline) {
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))); // the close may still be in transit
    }
  }
  await state(page, 'online');
  assert.equal(sockets.length, 6);
  await page.context().close();
});

test('names the setting to change for an origin that is not listed', { skip }, async () => {
  const strict = await startServer({ env: { ROOMCAST_ORIGINS: 'https://example.com' } });
  try {
    const page = await openWindow(browser, `${strict.url}/?room=r1&name=Li`);
    await page.locator('#notice', { hasText: `${strict.url}. Add this origin to roomcast.origins.` }).waitFor();
    assert.ok(await page.locator('.skeleton').isVisible());
    await page.context().close();
  } finally {
    await strict.stop();
  }
});

test('lists the usual causes of a missing connection and keeps trying', { skip }, async () => {
  const page = await openWindow(browser);
  let isAway = true;
  await page.routeWebSocket(/\/ws\//, (socket) => (isAway ? socket.close({ code: 1011 }) : socket.connectToServer()));
  await page.goto(`${server.url}/?room=never-${Date.now()}&name=Li`);
  await page.locator('#notice', { hasText: 'proxies pass WebSocket upgrades' }).waitFor();
  isAway = false;
  await state(page, 'online');
  await page.locator('#notice').waitFor({ state: 'hidden' });
  await page.context().close();
});

test('asks for a token where a login is required and joins with it', { skip }, async () => {
  const secret = 'a secret of at least thirty-two bytes';
  const guarded = await startServer({ env: { ROOMCAST_AUTH_MODE: 'jwt', ROOMCAST_AUTH_SECRET: secret } });
  try {
    const page = await openWindow(browser, `${guarded.url}/?room=r1&name=Li`);
    await page.locator('#join-token').waitFor();
    assert.equal(await page.locator('#join-name').isVisible(), false);
    await page.fill('#join-token', token(secret, { sub: 'wang', exp: Math.floor(Date.now() / 1000) + 600 }));
    await page.press('#join-token', 'Enter');
    await state(page, 'online');
    await page.locator('#members li[data-user="wang"]').waitFor();
    assert.ok(!page.url().includes('token'));
    await page.context().close();
  } finally {
    await guarded.stop();
  }
});

test('serves the client and the operators\' page without the demo', { skip }, async () => {
  const bare = await startServer({ env: { ROOMCAST_DEMO: 'false', ROOMCAST_API_KEY: 'the key of the operators of this test' } });
  try {
    for (const path of ['/', '/index.html', '/demo/main.js', '/demo/server.json', '/demo/', '//demo/main.js', '/game/', '/game']) {
      assert.equal((await fetch(bare.url + path)).status, 404, path);
    }
    for (const path of ['/client/roomcast.js', '/admin/', '/openapi.yaml']) assert.equal((await fetch(bare.url + path)).status, 200, path);
    const page = await openWindow(browser, `${bare.url}/admin/`);
    await page.locator('#login').waitFor();
    // The page checks without a key whether the server has an API; the browser logs the answer.
    assert.deepEqual(page.complaints.filter((each) => !each.includes('401')), []);
    await page.context().close();
  } finally {
    await bare.stop();
  }
});

function token(secret, claims) {
  const encode = (value) => Buffer.from(value).toString('base64url');
  const signed = `${encode('{"alg":"HS256"}')}.${encode(JSON.stringify(claims))}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
