/** Headless Chromium from the PATH, and windows of the demo page in it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const executablePath = find('chromium');
const required = (process.env.ROOMCAST_REQUIRE ?? '').split(/[\s,]+/).includes('chromium');

/**
 * A reason to skip every test that needs a browser, or false. With ROOMCAST_REQUIRE=chromium a missing browser is an
 * error.
 */
export const noBrowser = executablePath ? false : 'There is no chromium on the PATH. The page was not tested!';

if (noBrowser && required) throw new Error(noBrowser);
if (noBrowser) console.error(noBrowser);

export function launch() {
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Opens a window with its own browser context; `page.complaints` collects its errors. */
export async function openWindow(browser, url, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') page.complaints.push(message.text());
  });
  if (url) await page.goto(url);
  return page;
}

export function state(page, wanted) {
  return page.locator(`#status[data-state="${wanted}"]`).waitFor();
}

/** Sends a message and waits until the room has published it. */
export async function say(page, text) {
  await page.fill('#chat-text', text);
  await page.press('#chat-text', 'Enter');
  await page.locator('#log .text', { hasText: text }).waitFor();
}

/** Draws through points, given as fractions of the board's width and height. */
export async function draw(page, points) {
  const box = await page.locator('#board').boundingBox();
  const [first, ...rest] = points.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...point, { steps: 4 });
  await page.mouse.up();
}

/** Waits until a point of the board is inked; returns its colour, [r, g, b, 255]. */
export function inked(page, x, y) {
  return pixel(page, x, y, 255);
}

/** Waits until a point of the board is blank. */
export function bare(page, x, y) {
  return pixel(page, x, y, 0);
}

// page.waitForFunction needs eval, which the page's Content-Security-Policy forbids.
function pixel(page, x, y, alpha) {
  return page.evaluate(async ([x, y, alpha]) => {
    const canvas = document.querySelector('#board');
    const read = () => [...canvas.getContext('2d').getImageData(x * canvas.width, y * canvas.height, 1, 1).data];
    const deadline = Date.now() + 10_000;
    while (read()[3] !== alpha) {
      if (Date.now() > deadline) throw new Error(`The board at ${x}, ${y} is ${read()}.`);
      await new Promise(requestAnimationFrame);
    }
    return read();
  }, [x, y, alpha]);
}

function find(name) {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
