/** The served client in its own context, whose globals are those that the test passes. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const SERVED = new URL('../../main/resources/META-INF/resources/client/', import.meta.url);
const scripts = {};

function run(name, context) {
  scripts[name] ??= readFileSync(new URL(name, SERVED), 'utf8');
  runInContext(scripts[name], context, { filename: name });
}

/** `globals`: the globals of the platform; the default has not even timers. */
export function loadSdk(globals = {}) {
  return loadGame(globals, []).roomcast;
}

/** Loads the client with the files for games; returns the globals of the context. */
export function loadGame(globals = {}, more = ['roomcast-game.js']) {
  const context = createContext(Object.defineProperties({}, Object.getOwnPropertyDescriptors(globals)));
  for (const name of ['roomcast.js', ...more]) run(name, context);
  return context;
}

/** Copies values to objects of this realm. */
export function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** Waits until a condition holds that depends on the network. */
export async function until(condition, what = condition, patience = 20_000) {
  const deadline = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
