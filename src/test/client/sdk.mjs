/** The client as the server serves it, in a world of its own that has what the test gives it and nothing else. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';

const SCRIPT = new URL('../../main/resources/META-INF/resources/client/roomcast.js', import.meta.url);
const code = readFileSync(SCRIPT, 'utf8');

/** `globals`: what the platform has; without any there is not even a timer. */
export function loadSdk(globals = {}) {
  const context = createContext({ ...globals });
  runInContext(code, context, { filename: 'roomcast.js' });
  return context.roomcast;
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
