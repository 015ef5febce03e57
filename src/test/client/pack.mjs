/** The client as it comes out of the registry: packed, and installed in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './tools.mjs';

export const CLIENT = fileURLToPath(new URL('../../main/client/', import.meta.url));

/** Packs the client; gives `{files, tarball}`, the tarball in the folder. */
export function pack(folder) {
  const output = npm(CLIENT, 'pack', '--json', '--pack-destination', folder);
  const [{ filename, files }] = JSON.parse(output.slice(output.search(/^\[/m))); // the build has its say first
  return { files: files.map(({ path }) => path), tarball: join(folder, filename) };
}

/** A program that has installed the client, in a new folder; `remove()` takes it away. */
export function programWithClient() {
  const folder = mkdtempSync(join(tmpdir(), 'roomcast-program-'));
  const { files, tarball } = pack(folder);
  const program = join(folder, 'program');
  mkdirSync(program);
  writeFileSync(join(program, 'package.json'), '{"name":"program","version":"1.0.0","private":true}\n');
  npm(program, 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--offline', tarball);
  return { folder: program, files, tarball, remove: () => rmSync(folder, { recursive: true }) };
}
