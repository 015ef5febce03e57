/**
 * `npm run pack-check`: runs Tencent's own builder, *Tools → Build npm* of WeChat's developer tools, on the packed
 * client. The first run takes minutes, because the builder is large.
 */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programWithClient } from './pack.mjs';
import { loadSdk } from './sdk.mjs';
import { withTools } from './tools.mjs';
import { createContext, runInContext } from 'node:vm';

const EXAMPLES = new URL('../../main/miniprogram/', import.meta.url);
const require = withTools('miniprogram-ci@2.1.42');
const { packNpmManually } = require('miniprogram-ci');

for (const example of ['room', 'game']) {
  const program = programWithClient();
  try {
    cpSync(new URL(example, EXAMPLES), program.folder, { recursive: true });
    const { miniProgramPackNum, otherNpmPackNum, warnList } = await packNpmManually({
      packageJsonPath: join(program.folder, 'package.json'),
      miniprogramNpmDistDir: program.folder,
    });
    assert.deepEqual({ miniProgramPackNum, otherNpmPackNum, warnList }, { miniProgramPackNum: 1, otherNpmPackNum: 0, warnList: [] });
    const built = readFileSync(join(program.folder, 'miniprogram_npm/roomcast-client/index.js'), 'utf8');
    assert.equal(built, readFileSync(join(program.folder, 'lib/roomcast.js'), 'utf8'), 'the result is the example\'s file');
    assert.deepEqual(Object.keys(load(built)), Object.keys(loadSdk()));
    console.log(`${example}: packed as miniprogram_npm/roomcast-client/index.js, ${built.length} bytes, no warnings`);
  } finally {
    program.remove();
  }
}
process.exit(0); // the builder leaves running workers

/** Loads a module as a mini program does, in an empty context. */
function load(code) {
  const module = { exports: {} };
  runInContext(`(function (module, exports) {${code}\n})`, createContext({}))(module, module.exports);
  return module.exports;
}
