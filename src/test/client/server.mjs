/** The server under test, as a child process: `ROOMCAST_SERVER` is its command line, a JSON array. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const STARTUP = 120_000;
const running = new Set();

/** A reason to skip every test that needs a server, or false. */
export const noServer = process.env.ROOMCAST_SERVER
  ? false
  : 'ROOMCAST_SERVER is not set. Nothing was tested! Set it to e.g. ["java","-jar","target/quarkus-app/quarkus-run.jar"]';

if (noServer) console.error(noServer);

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts the server, or the given command line, on a free port (or on `env.PORT`) and waits until it is ready.
 * `stop(signal)` ends it and returns its exit code, or null if the signal ended it.
 */
export async function startServer({ env = {}, command = process.env.ROOMCAST_SERVER } = {}) {
  const [program, ...args] = JSON.parse(command);
  const port = Number(env.PORT ?? (await freePort()));
  const child = spawn(program, args, { env: { ...process.env, ...env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child);
  const exited = once(child, 'exit').then(([code]) => code);
  running.add(child);
  exited.finally(() => running.delete(child)).catch(() => {});

  const server = {
    port,
    pid: child.pid,
    url: `http://localhost:${port}`,
    wsUrl: (path) => `ws://localhost:${port}${path}`,
    get output() {
      return output.join('');
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
  await ready(server, exited);
  return server;
}

async function ready(server, exited) {
  const end = exited.then((code) => `ended with code ${code}`, (error) => `could not be started: ${error.message}`);
  const deadline = Date.now() + STARTUP;
  while (Date.now() < deadline) {
    const trouble = await Promise.race([end, healthy(server.url)]);
    if (trouble === true) return;
    if (trouble) throw new Error(`The server ${trouble}.\n${server.output}`);
    await delay(50);
  }
  await server.stop('SIGKILL');
  throw new Error(`The server was not ready after ${STARTUP} ms.\n${server.output}`);
}

async function healthy(url) {
  try {
    return (await fetch(`${url}/q/health/ready`, { signal: AbortSignal.timeout(2_000) })).status === 200;
  } catch {
    return false;
  }
}

function collect(child) {
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => output.push(text));
  return output;
}

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
