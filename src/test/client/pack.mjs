/** The client as installed from the registry: packed, in its own folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './tools.mjs';

export const CLIENT = fileURLToPath(new URL('../../main/client/', import.meta.url));

/** Packs the client; returns `{files, tarball}`, with the tarball in the folder. */
export function pack(folder) {
  const output = npm(CLIENT, 'pack', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(output.slice(output.search(/^\[/m))); // the output of the build precedes the JSON
  return { files: files.map(({ path }) => path), tarball: join(folder, filename) };
}

/** Creates a program with the installed client in a new folder; `remove()` deletes it. */
export function programWithClient() {
  const folder = mkdtempSync(join(tmpdir(), 'roomcast-program-'));
  const { files, tarball } = pack(folder);
  const program = join(folder, 'program');
  mkdirSync(program);
  writeFileSync(join(program, 'package.json'), '{"name":"program","version":"1.0.0","private":true}\n');
  npm(program, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--offline', tarball);
  return { folder: program, files, tarball, remove: () => rmSync(folder, { recursive: true }) };
}
