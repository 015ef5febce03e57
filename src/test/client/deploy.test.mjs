/** Tests of the proxies' example files: only public paths reach the server, in any spelling. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { names, startExample } from './proxies.mjs';
import { freePort, noServer, startServer } from './server.mjs';

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
const required = (process.env.ROOMCAST_REQUIRE ?? '').split(/[\s,]+/);
const PUBLIC = ['/', '/index.html', '/demo/main.js', '/shared/theme.css', '/client/roomcast.js', '/openapi.yaml', '/asyncapi.yaml', '/favicon.ico', '/robots.txt'];
const INSIDE = ['/q/metrics', '/q/settings', '/q/health', '/q', '/api', '/api/rooms', '/admin', '/admin/', '/admin/index.html'];
const DISGUISES = [
  (path) => path,
  (path) => `/${path}`,
  (path) => `/.${path}`,
  (path) => `/x/..${path}`,
  (path) => `/demo/..${path}`,
  (path) => `/demo//..${path}`,
  (path) => `/ws/..${path}`,
  (path) => `/client/%2e%2e${path}`,
  (path) => `/client/.%2e${path}`,
  (path) => `/client/..%2f${path.slice(1)}`,
  (path) => `/client/..%5c${path.slice(1)}`,
  (path) => `/client/..;${path}`,
  (path) => `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`,
  (path) => `%2f${path.slice(1)}`,
  (path) => `${path};x=1`,
  (path) => `/demo/%252e%252e${path}`,
  (path) => `http://127.0.0.1${path}`,
];

let server;

before(async () => {
  if (!noServer) server = await startServer({ env: { ROOMCAST_API_KEY: 'the key of the operators of this test' } });
});

after(() => server?.stop());

/** Sends the path unchanged. */
async function get(port, path, headers = {}) {
  const asked = request({ host: '127.0.0.1', port, path, headers, agent: false });
  asked.end();
  const [answer] = await once(asked, 'response');
  let body = '';
  answer.setEncoding('latin1').on('data', (text) => (body += text));
  await once(answer, 'end');
  return { status: answer.statusCode, headers: answer.headers, body };
}

for (const name of names) {
  const isHere = folders.some((folder) => existsSync(join(folder, name)));
  if (!isHere && required.includes(name)) throw new Error(`There is no ${name} on the PATH.`);
  const skip = noServer || (isHere ? false : `There is no ${name} on the PATH. Its example was not tested!`);

  test(`forwards public paths only with ${name}`, { skip }, async () => {
    const port = await freePort();
    const end = await startExample(name, port, [server.port, server.port]);
    try {
      for (const path of PUBLIC) assert.equal((await get(port, path)).status, 200, path);
      for (const path of INSIDE) {
        for (const disguise of DISGUISES) {
          const { status, body } = await get(port, disguise(path)).catch(() => ({ status: 0, body: '' }));
          assert.ok(status === 0 || status >= 400, `${status} for ${disguise(path)}`);
          assert.doesNotMatch(body, /roomcast_connections|"limits"|"checks"|not have the key|api\.key/, disguise(path));
        }
      }
      const script = await get(port, '/client/roomcast.js', { 'Accept-Encoding': 'gzip' });
      assert.equal(script.headers['content-encoding'], 'gzip');
      const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/a%3Ab`);
      await once(socket, 'open');
      socket.send('through the proxy');
      assert.equal(String((await once(socket, 'message'))[0]), 'through the proxy');
      socket.close();
    } finally {
      end();
    }
  });
}
