/** Installs Tencent's own tools when a check first needs them, because they are too large for every run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Returns the `require` of a folder with these installed packages, `name@version`; the first one names the folder. */
export function withTools(...packages) {
  const folder = join(tmpdir(), 'roomcast-tools', packages[0].replace('@', '-'));
  if (!existsSync(join(folder, 'node_modules', packages[0].split('@')[0]))) {
    console.log(`installing ${packages.join(', ')} into ${folder}, which takes some minutes`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
    npm(folder, 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages);
  }
  return createRequire(join(folder, 'package.json'));
}

export function npm(folder, ...words) {
  return execFileSync('npm', ['--silent', ...words], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
