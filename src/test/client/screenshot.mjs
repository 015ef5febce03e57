/** Creates the README's picture, `src/site/resources/demo.png`: one room on a desktop and on a phone. */
import { fileURLToPath } from 'node:url';
import { draw, launch, noBrowser, openWindow, say, state } from './browser.mjs';
import { noServer, startServer } from './server.mjs';

const FILE = fileURLToPath(new URL('../../site/resources/demo.png', import.meta.url));
const DESK = { width: 980, height: 608 };
const PHONE = { width: 360, height: 690 };
const SHEET = { width: 1440, height: 740 };
const SUN = [0.76, 0.24];

if (noServer || noBrowser) process.exit(1);

const server = await startServer();
const browser = await launch();
try {
  const li = await join('Li');
  const wang = await join('Wang', { colorScheme: 'dark', locale: 'zh-CN' });
  await wang.locator('#members li[data-user="Li"]').waitFor();
  await talk(li, wang);
  await paint(li, wang);
  await wang.setViewportSize(PHONE); // the mouse draws finer lines on the larger board
  await point(li, wang);
  await compose(await li.screenshot(), await wang.screenshot());
} finally {
  await browser.close();
  await server.stop();
}

async function join(name, options) {
  const page = await openWindow(browser, `${server.url}/?room=picnic&name=${name}`, { viewport: DESK, deviceScaleFactor: 1.5, ...options });
  await state(page, 'online');
  return page;
}

async function talk(li, wang) {
  await say(li, 'Shall we meet at the lake?');
  await say(wang, '好啊！ I’ll draw it.');
  await say(wang, 'Two hills, and the water.');
  await say(li, 'I mark it with a heart.');
  await say(wang, '我看到了，我带茶 🍵');
  await li.locator('#log .text', { hasText: '我带茶' }).waitFor();
}

async function paint(li, wang) {
  await pen(wang, 'medium');
  await draw(wang, curve(0.1, 0.56, (x) => 0.62 - 0.34 * bump(x, 0.26, 0.075) - 0.24 * bump(x, 0.42, 0.06)));
  await pen(wang, 'fine');
  for (const [from, to, y] of [[0.12, 0.66, 0.71], [0.24, 0.84, 0.78], [0.16, 0.62, 0.85]]) {
    await draw(wang, curve(from, to, (x) => y + 0.008 * Math.sin(x * 60)));
  }
  await pen(li, 'medium');
  await draw(li, circle(...SUN, 0.075));
  await pen(li, 'fine');
  for (let ray = 0; ray < 9; ray += 1) await draw(li, [spoke(ray / 9, 0.105), spoke(ray / 9, 0.14)]);
  await pen(li, 'medium');
  await draw(li, heart(0.72, 0.62, 0.0042));
}

/** Leaves both cursors on the board, visible to the other member. */
async function point(li, wang) {
  const board = await wang.locator('#board').boundingBox();
  await wang.mouse.move(board.x + board.width * 0.4, board.y + board.height * 0.84);
  await li.locator('.cursor[data-user="Wang"]:not(.idle)').waitFor();
  const desk = await li.locator('#board').boundingBox();
  await li.mouse.move(desk.x + desk.width * 0.79, desk.y + desk.height * 0.64);
  await wang.locator('.cursor[data-user="Li"]:not(.idle)').waitFor();
  for (const page of [li, wang]) {
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)).then(() => null));
  }
}

function pen(page, size) {
  return page.locator(`.pens label:has(.${size})`).click();
}

/** Both windows side by side on one sheet. */
async function compose(desk, phone) {
  const sheet = await openWindow(browser, null, { viewport: SHEET, deviceScaleFactor: 1.5 });
  const image = (png) => `data:image/png;base64,${png.toString('base64')}`;
  await sheet.setContent(`<style>
      body { margin: 0; height: 100vh; background: #dbe7e2; }
      img { position: absolute; box-shadow: 0 0 0 1px #0002, 0 24px 60px -18px #1c211f73; }
      #desk { left: 44px; top: 66px; width: 980px; border-radius: 14px; }
      #phone { right: 44px; top: 42px; width: 326px; border-radius: 34px; border: 8px solid #050706; }
    </style><img id="desk" src="${image(desk)}"><img id="phone" src="${image(phone)}">`);
  await sheet.screenshot({ path: FILE });
}

function curve(from, to, y) {
  return Array.from({ length: 40 }, (_, i) => from + ((to - from) * i) / 39).map((x) => [x, y(x)]);
}

function bump(x, middle, width) {
  return Math.exp(-(((x - middle) / width) ** 2));
}

function circle(x, y, radius) {
  return Array.from({ length: 40 }, (_, i) => around(x, y, radius, (1.02 * i) / 39));
}

function heart(x, y, size) {
  return Array.from({ length: 50 }, (_, i) => (i / 49) * 2 * Math.PI).map((angle) => [
    x + size * 0.75 * 16 * Math.sin(angle) ** 3,
    y - size * (13 * Math.cos(angle) - 5 * Math.cos(2 * angle) - 2 * Math.cos(3 * angle) - Math.cos(4 * angle)),
  ]);
}

function spoke(turn, radius) {
  return around(...SUN, radius, turn);
}

/** Converts a circle to fractions of the board, whose sides are 4:3. */
function around(x, y, radius, turn) {
  const angle = turn * 2 * Math.PI;
  return [x + radius * 0.75 * Math.cos(angle), y + radius * Math.sin(angle)];
}
