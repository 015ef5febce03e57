/**
 * `npm run pages-check`: operates the example's pages in WeChat's own simulator with the real server. The first run
 * takes a minute, because it installs the simulator.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiniProgram } from './example.mjs';
import { plain, until } from './sdk.mjs';
import { noServer, startServer } from './server.mjs';
import { withTools } from './tools.mjs';

if (noServer) process.exit(1);

const require = withTools('miniprogram-simulate@1.6.2', 'j-component@1.4.10', 'jsdom@16.7.0');
const { window } = new (require('jsdom').JSDOM)('<body></body>', { pretendToBeVisual: true });
for (const name of ['window', 'document', 'HTMLElement', 'Element', 'Node', 'Event', 'CustomEvent', 'TouchEvent', 'MutationObserver']) {
  globalThis[name] = window[name];
}
const simulate = require('miniprogram-simulate');

const server = await startServer();
const programs = [];
try {
  await talk();
  await list();
  console.log('both pages render and work');
} finally {
  for (const program of programs) program.end();
  await server.stop();
}

/** A rendered page: its `html`, and methods that operate it. */
async function show(url) {
  const program = new MiniProgram('room', server);
  programs.push(program);
  const page = program.open(url);
  const path = url.replace(/^\//, '').split('?')[0];
  const methods = {};
  for (const name of Object.keys(page)) if (typeof page[name] === 'function') methods[name] = (...values) => page[name](...values);
  const component = simulate.render(simulate.load({
    template: readFileSync(join(program.folder, `${path}.wxml`), 'utf8'), data: plain(page.data), methods,
  }));
  component.attach(window.document.body);
  const setData = page.setData.bind(page);
  page.setData = (change, done) => {
    component.instance.setData(plain(change)); // the simulator does not recognize an array of another realm
    setData(change, done);
  };
  return {
    page,
    program,
    get html() { return component.dom.innerHTML; },
    texts: (selector) => [...component.dom.querySelectorAll(selector)].map((each) => each.textContent.trim()),
    write: (text) => component.querySelector('.text').dispatchEvent('input', { detail: { value: text } }),
    tap: (selector) => component.querySelector(selector).dispatchEvent('tap'),
  };
}

async function talk() {
  const li = await show('/pages/room/room?room=picnic');
  const wang = await show('/pages/room/room?room=picnic');
  await until(() => li.texts('.member').length === 2 && wang.texts('.member').length === 2, 'both members are shown');
  assert.deepEqual(li.texts('.state'), ['已连接']);
  assert.equal(li.texts('.member').filter((text) => text.endsWith('（我）')).length, 1);
  li.write('你好 <b>');
  li.tap('.send');
  await until(() => wang.texts('.line').length === 1, 'the message is shown');
  assert.match(wang.texts('.line')[0], /^玩家\d+：你好 <b>$/);
  await li.program.wx.$background({ after: 20, how: 'interrupted' });
  await until(() => wang.texts('.away').length === 1, 'a member is shown as away');
  assert.match(wang.texts('.away')[0], /暂离/);
  li.program.wx.$foreground();
  await until(() => wang.texts('.away').length === 0, 'a member is shown as online again');
}

async function list() {
  const mei = await show('/pages/rooms/rooms');
  await until(() => mei.texts('.room').some((text) => /^picnic\s*2 人$/.test(text)), 'the room is in the list');
  mei.write('不行');
  mei.tap('.go');
  await until(() => mei.texts('.wrong').length === 1, 'the page states the valid names');
  mei.tap('.room');
  await until(() => mei.program.pages.at(-1).name === 'picnic', 'a tap opens the room');
}
