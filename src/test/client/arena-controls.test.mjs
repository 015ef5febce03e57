/** Tests of the arena's keys: a direction that the connection dropped is sent again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

const listeners = {};
globalThis.addEventListener = (event, f) => (listeners[event] = f);
const { Controls } = await import('../../main/resources/META-INF/resources/game/arena/controls.js');
const canvas = { addEventListener() {} };
const key = (event, code) => listeners[event]({ code, preventDefault() {}, target: { closest: () => null } });

test('stops the ball in a later frame when a key is released on a slow connection', () => {
  const told = [];
  let isSlow = false;
  const controls = new Controls(canvas, () => undefined, (direction) => {
    if (!isSlow) told.push(direction);
    return !isSlow;
  });
  key('keydown', 'ArrowRight');
  isSlow = true;
  key('keyup', 'ArrowRight');
  controls.flush();
  isSlow = false;
  for (let frame = 0; frame < 3; frame += 1) controls.flush();
  assert.deepEqual(told, [1, 0]);
});
