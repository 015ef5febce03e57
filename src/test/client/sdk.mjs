/** The client as the server serves it, in a world of its own that has what the test gives it and nothing else. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const SERVED = new URL('../../main/resources/META-INF/resources/client/', import.meta.url);
const scripts = {};

function run(name, context) {
  scripts[name] ??= readFileSync(new URL(name, SERVED), 'utf8');
  runInContext(scripts[name], context, { filename: name });
}

/** `globals`: what the platform has; without any there is not even a timer. */
export function loadSdk(globals = {}) {
  return loadGame(globals, []).roomcast;
}

/** The same with the files for games: the world's globals. */
export function loadGame(globals = {}, more = ['roomcast-game.js']) {
  const context = createContext(Object.defineProperties({}, Object.getOwnPropertyDescriptors(globals)));
  for (const name of ['roomcast.js', ...more]) run(name, context);
  return context;
}

/** The same values as objects of this world. */
export function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Waits until something holds; for what crosses a network. */
export async function until(condition, what = condition, patience = 20_000) {
  const deadline = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
