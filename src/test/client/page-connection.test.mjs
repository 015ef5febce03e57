/** The demo page against a server that misbehaves: played by the test, with a clock that it moves itself. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, noBrowser, openWindow, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const skip = noServer || noBrowser;

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

/** A window whose clock stands still and whose sockets end here; `sockets` holds them, oldest first. */
async function openPlayed(onSocket) {
  const page = await openWindow(browser);
  const sockets = [];
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1_000);
  await page.routeWebSocket(/\/ws\//, (socket) => {
    sockets.push(socket);
    onSocket?.(socket, sockets.length);
  });
  await page.goto(`${server.url}/?room=r1&name=Li`);
  return { page, sockets };
}

async function until(page, condition) {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `waited in vain until ${condition}`);
    await page.evaluate(() => null);
  }
}

test('a close code from 4500 on is final: the user is told and may try again', { skip }, async () => {
  const { page, sockets } = await openPlayed((socket, count) => {
    if (count > 1) return;
    socket.send('{"method":"$error","data":{"code":"forbidden","message":"This room is full."}}');
    socket.close({ code: 4513, reason: 'room full' });
  });
  await state(page, 'stopped');
  await page.locator('#notice', { hasText: 'This room is full. (forbidden)' }).waitFor();
  await page.clock.fastForward(120_000);
  assert.equal(sockets.length, 1, 'it does not come back by itself');
  await page.locator('#retry').click();
  await state(page, 'online');
  await page.locator('#notice').waitFor({ state: 'hidden' });
  await page.context().close();
});

test('any other close brings it back after a wait that is shown', { skip }, async () => {
  for (const code of [1000, 1001, 4001, 4008, 4013]) {
    const { page, sockets } = await openPlayed();
    await state(page, 'online');
    await sockets.at(-1).close({ code });
    await state(page, 'reconnecting');
    await page.clock.runFor(6_000);
    await state(page, 'online');
    assert.equal(sockets.length, 2, `after ${code}`);
    await page.context().close();
  }
});

test('a line that has gone silent is noticed by the heartbeat', { skip }, async () => {
  let pings = 0;
  const { page, sockets } = await openPlayed((socket) => {
    socket.onMessage((text) => {
      if (text !== 'ping') return;
      pings += 1;
      if (pings < 3) socket.send('pong');
    });
  });
  await state(page, 'online');
  for (const count of [1, 2, 3]) {
    assert.equal(sockets.length, 1);
    await page.clock.runFor(20_000);
    await until(page, () => pings === count);
  }
  await page.clock.runFor(11_000);
  await until(page, () => sockets.length === 2);
  await state(page, 'online');
  await page.context().close();
});

test('it does not wait for its timer when the page is looked at again', { skip }, async () => {
  const { page, sockets } = await openPlayed((socket, count) => count < 6 && socket.close({ code: 1001 }));
  for (let i = 1; i < 6; i += 1) {
    await until(page, () => sockets.length === i);
    await state(page, 'reconnecting');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  }
  await state(page, 'online');
  assert.equal(sockets.length, 6);
  await page.context().close();
});
