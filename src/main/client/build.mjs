/**
 * Makes of the one source what each platform loads: a script for pages, which the server serves, CommonJS in ES5 for
 * mini programs, and modules for bundlers. `--check` writes nothing and fails where the scripts that are kept are not what
 * the source makes, or where a rule of the platforms is broken.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { rollup } from 'rollup';
import { minify } from 'terser';
import ts from 'typescript';

const HERE = dirname(fileURLToPath(import.meta.url));
const SERVED = join(HERE, '../resources/META-INF/resources/client/roomcast.js');
const EXAMPLES = ['../miniprogram/room/lib/roomcast.js', '../miniprogram/game/lib/roomcast.js'];
const MOST_BYTES = 5 * 1024; // gzipped
/** Not in every mini program. */
const MISSING = /\b(URL|URLSearchParams|TextEncoder|TextDecoder|AbortController|globalThis|Proxy|fetch|Headers|Symbol|Map|Set|WeakMap|eval)\b/;

const check = process.argv.includes('--check');
const modules = mkdtempSync(join(tmpdir(), 'roomcast-client-'));
try {
  const declarations = compile();
  const bundle = await rollup({ input: join(modules, 'index.js') });
  const made = {
    'dist/index.mjs': await format(bundle, 'es'),
    'dist/index.cjs.js': await format(bundle, 'cjs'),
    'miniprogram_dist/index.js': await small(bundle, 'cjs'),
    [relative(HERE, SERVED)]: await small(bundle, 'iife'),
    ...Object.fromEntries(await Promise.all(EXAMPLES.map(async (file) => [file, await small(bundle, 'cjs')]))),
    ...declarations,
    LICENSE: readFileSync(join(HERE, '../../../LICENSE'), 'utf8'),
  };
  judge(made);
  useWith('miniprogram');
  useWith('minigame');
  if (check) compare(made);
  else write(made);
} finally {
  rmSync(modules, { recursive: true });
}

/** TypeScript to ES5 modules in a folder of their own; gives the declarations. */
function compile() {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(HERE, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, HERE);
  const declarations = {};
  const program = ts.createProgram(fileNames, { ...options, outDir: modules });
  const emitted = program.emit(undefined, (file, text) => {
    if (file.endsWith('.d.ts')) declarations[`dist/${relative(modules, file)}`] = text;
    else ts.sys.writeFile(file, text);
  });
  report([...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics]);
  return declarations;
}

/** The client is used as WeChat's own typings have it. */
function useWith(kind) {
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2017, moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ES2015, types: [`${kind}-api-typings`], lib: ['lib.es2017.d.ts'], skipLibCheck: true };
  report(ts.getPreEmitDiagnostics(ts.createProgram([join(HERE, `types/${kind}.ts`)], options)));
}

function report(wrong) {
  const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: () => HERE, getNewLine: () => '\n' };
  if (wrong.length > 0) fail(ts.formatDiagnostics(wrong, host));
}

async function format(bundle, format) {
  const { output } = await bundle.generate({ format, name: 'roomcast', exports: 'named', generatedCode: 'es5', esModule: false });
  return output[0].code;
}

async function small(bundle, kind) {
  const code = await format(bundle, kind);
  const { code: minified } = await minify(code, { ecma: 5, toplevel: kind === 'cjs', compress: { passes: 3 } }); // a page needs the name
  return `/* roomcast-client, Apache-2.0 */\n${minified}\n`;
}

function judge(made) {
  for (const [file, code] of Object.entries(made)) {
    if (!file.endsWith('.js')) continue;
    parse(code, { ecmaVersion: 5 });
    const missing = code.replace(/"[^"]*"|'[^']*'|\/\*[^]*?\*\/|\/\/.*/g, '').match(MISSING);
    if (missing) fail(`${file} needs ${missing[0]}, which mini programs lack`);
  }
  const bytes = gzipSync(made['miniprogram_dist/index.js'], { level: 9 }).length;
  if (bytes >= MOST_BYTES) fail(`${bytes} bytes gzipped, ${MOST_BYTES} are allowed`);
  console.log(`roomcast-client: ${bytes} bytes gzipped`);
}

function compare(made) {
  for (const file of [relative(HERE, SERVED), ...EXAMPLES]) {
    if (made[file] !== readFileSync(join(HERE, file), 'utf8')) fail(`${file} is not what the source makes: npm run build`);
  }
}

function write(made) {
  for (const [name, text] of Object.entries(made)) {
    const file = join(HERE, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue; // somebody may be reading it
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function fail(reason) {
  console.error(reason);
  process.exitCode = 1;
  throw new Error(reason);
}
