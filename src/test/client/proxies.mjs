/** Runs the proxies with their example files, in which only the addresses are changed. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXAMPLES = new URL('../../main/deploy/', import.meta.url);
const FILES = 8_192; // connections; the examples need more files than some machines allow

/** The adapted file and the command line of each proxy, for nodes on these ports: `[file, command line]`. */
const KINDS = {
  nginx: (port, nodes, folder) => {
    writeFileSync(join(folder, 'mime.types'), 'types { text/html html; }');
    const file = write(folder, 'nginx.conf', (text) => text
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replace('roomcast:8080', `127.0.0.1:${nodes[0]}`)
      .replace('# server roomcast2:8080', `server 127.0.0.1:${nodes[1]}`));
    return ['nginx', '-p', folder, '-c', file, '-g', `daemon off; pid ${folder}/pid;`];
  },
  haproxy: (port, nodes, folder) => ['haproxy', '-f', write(folder, 'haproxy.cfg', (text) => text
    .replace('maxconn 65536', `maxconn ${FILES}`)
    .replace('bind :80', `bind 127.0.0.1:${port}`)
    .replace('roomcast:8080', `127.0.0.1:${nodes[0]}`)
    .replace('# server node2 roomcast2:8080', `server node2 127.0.0.1:${nodes[1]}`))],
  caddy: (port, nodes, folder) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', write(folder, 'Caddyfile', (text) => '{\n\tadmin off\n}\n'
    + text.replace(':80 {', `:${port} {\n\tbind 127.0.0.1`).replace('roomcast:8080', nodes.map((node) => `127.0.0.1:${node}`).join(' ')))],
};

export const names = Object.keys(KINDS);

/** A reason to skip tests that need a Redis, or false. */
export const noRedis = spawnSync('redis-server', ['--version']).error ? 'There is no redis-server on the PATH: many nodes were NOT tested!' : false;

/** Starts a proxy on a port, in front of two nodes, and waits until it listens; returns a function that stops it. */
export async function startExample(name, port, nodes) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  const [command, ...args] = KINDS[name](port, nodes, folder);
  return startTool(command, args, port, folder);
}

/** Starts a program that logs into the folder, and waits until it listens; returns a function that stops it. */
export async function startTool(command, args, port, folder = mkdtempSync(join(tmpdir(), `${command}-`))) {
  const log = openSync(join(folder, 'log'), 'w');
  const env = { ...process.env, HOME: folder, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', log, log] });
  const end = () => child.kill('SIGTERM');
  process.on('exit', end);
  let trouble = null;
  child.on('error', (error) => (trouble = error.message));
  child.on('exit', (code) => (trouble ??= `ended with ${code}`));
  while (!(await listens(port))) {
    if (trouble) throw new Error(`${command} ${trouble}\n${readFileSync(join(folder, 'log'), 'utf8')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return end;
}

function write(folder, name, change) {
  const file = join(folder, name);
  writeFileSync(file, change(readFileSync(new URL(name, EXAMPLES), 'utf8')));
  return file;
}

function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('close', () => {}).on('connect', () => socket.destroy());
  });
}
