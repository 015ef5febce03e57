/**
 * Builds the files for each platform from one source: scripts for pages and mini programs, which the server serves and
 * the examples contain, and the npm package. `--check` writes nothing and fails if the committed scripts differ from
 * the build, or if the code violates a rule of the platforms.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { rollup } from 'rollup';
import { minify } from 'terser';
import ts from 'typescript';
import { internalNames } from './internal-names.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SERVED = '../resources/META-INF/resources/client';
const { version } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
/** The files to build: the module, its name as a script and in the package, its global in a page, and its bound in bytes, gzipped. */
const PARTS = [
  { entry: 'index', script: 'roomcast', global: 'roomcast', mostBytes: 10 * 1024, examples: ['room', 'game', 'arena'] },
  { entry: 'game', script: 'roomcast-game', global: 'roomcastGame', mostBytes: 4 * 1024, examples: ['arena'] },
  { entry: 'gsm', script: 'roomcast-gsm', global: 'roomcastGsm', mostBytes: 4 * 1024 },
];
/** Classes of one file extend classes of another, so both files need the same short names. */
const SHORT_NAMES = {};
/** Globals that some mini programs lack. */
const MISSING = /\b(URL|URLSearchParams|TextEncoder|TextDecoder|AbortController|globalThis|Proxy|fetch|Headers|Symbol|Map|Set|WeakMap|eval)\b/;

const check = process.argv.includes('--check');
const modules = mkdtempSync(join(tmpdir(), 'roomcast-client-'));
try {
  const { declarations, names } = compile();
  const made = { LICENSE: readFileSync(join(HERE, '../../../LICENSE'), 'utf8') };
  for (const part of PARTS) Object.assign(made, await build(part, names), typesOf(part, declarations));
  made['README.md'] = sized(made);
  judge(made);
  useWith('miniprogram');
  useWith('minigame');
  useWith('strict');
  if (check) compare(made);
  else write(made);
} finally {
  rmSync(modules, { recursive: true });
}

/**
 * Compiles TypeScript to ES5 modules in a separate folder; returns the declarations and the names that may be
 * shortened.
 */
function compile() {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(HERE, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, HERE);
  const declarations = {};
  const program = ts.createProgram(fileNames, { ...options, outDir: modules });
  const emitted = program.emit(undefined, (file, text) => {
    if (file.endsWith('.d.ts')) declarations[relative(modules, file).replace('.d.ts', '')] = text;
    else ts.sys.writeFile(file, text);
  });
  report([...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics]);
  return { declarations, names: internalNames(program, PARTS.map(({ entry }) => join(HERE, `src/${entry}.ts`)), (file) => file.startsWith(join(HERE, 'src'))) };
}

/** Compiles the client with WeChat's own typings and under the strictest rules. */
function useWith(kind) {
  const rules = kind === 'strict'
    ? { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noPropertyAccessFromIndexSignature: true, types: [] }
    : { types: [`${kind}-api-typings`] };
  const options = { strict: true, noEmit: true, ...rules, target: ts.ScriptTarget.ES2017, moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ES2015, lib: ['lib.es2017.d.ts'], skipLibCheck: true };
  const program = ts.createProgram([join(HERE, `types/${kind}.ts`)], options);
  report(ts.getPreEmitDiagnostics(program, program.getSourceFile(join(HERE, `types/${kind}.ts`))));
}

function report(wrong) {
  const host = { getCanonicalFileName: (file) => file, getCurrentDirectory: () => HERE, getNewLine: () => '\n' };
  if (wrong.length > 0) fail(ts.formatDiagnostics(wrong, host));
}

/** Builds the files of one part; a part that needs the room loads it from the same folder. */
async function build({ entry, script, global, examples = [] }, names) {
  const external = entry === 'index' ? [] : [join(modules, 'index.js')];
  const bundle = await rollup({ input: join(modules, `${entry}.js`), external });
  const code = async (format, room) => {
    const { output } = await bundle.generate({ format, name: global, exports: 'named', generatedCode: 'es5', esModule: false,
      paths: () => room, globals: () => 'roomcast' });
    return output[0].code;
  };
  const umd = async (room) => small(wrap(await code('cjs', room), global), names);
  const esm = async (room) => small(await code('es', room), names, true);
  const plain = await umd('./roomcast.js');
  return {
    [`dist/${entry}.mjs`]: await code('es', './index.mjs'),
    [`dist/${entry}.cjs.js`]: await code('cjs', './index.cjs.js'),
    [`miniprogram_dist/${entry}.js`]: await umd('./index.js'),
    [`${SERVED}/${script}.js`]: plain,
    [`${SERVED}/${script}.mjs`]: await esm('./roomcast.mjs'),
    [`${SERVED}/${script}-${version}.js`]: await umd(`./roomcast-${version}.js`),
    [`${SERVED}/${script}-${version}.mjs`]: await esm(`./roomcast-${version}.mjs`),
    ...(entry === 'index' ? {} : { [`${entry}/package.json`]: folderPackage(entry) }),
    ...Object.fromEntries(examples.map((example) => [`../miniprogram/${example}/lib/${script}.js`, plain])),
  };
}

/** Writes a folder of the same name for tools that do not support `exports`. */
function folderPackage(entry) {
  return `${JSON.stringify({ main: `../dist/${entry}.cjs.js`, module: `../dist/${entry}.mjs`, types: `../dist/${entry}.d.ts`, sideEffects: false }, null, 2)}\n`;
}

/** Wraps the code as a universal script: one global in a page, a module where modules exist. */
function wrap(code, global) {
  const body = code.replace(/require\(('[^']+')\)/, "typeof module === 'object' ? require($1) : roomcast");
  return `var ${global} = (function (exports) {${body}\nreturn exports;\n})(typeof exports === 'object' && typeof module === 'object' ? exports : {});`;
}

async function small(code, names, isModule = false) {
  const { code: minified } = await minify(code, {
    nameCache: SHORT_NAMES, ecma: 5, module: isModule, compress: { passes: 5, unsafe: true, pure_getters: true },
    mangle: { properties: { regex: new RegExp(`^(${names.join('|')})$`), builtins: true, keep_quoted: true } },
  });
  return `/* roomcast-client ${version}, Apache-2.0 */\n${minified}\n`;
}

/** Writes the declarations that the entry needs, for CommonJS and for modules. */
function typesOf({ entry }, declarations) {
  const made = {};
  const add = (name) => {
    if (made[`dist/${name}.d.ts`]) return;
    const text = declarations[name];
    made[`dist/${name}.d.ts`] = text;
    made[`dist/${name}.d.mts`] = text.replace(/((?:from|import\()\s*['"]\.\/[\w-]+)(['"])/g, '$1.mjs$2');
    for (const [, needed] of text.matchAll(/(?:from|import\()\s*['"]\.\/([\w-]+)['"]/g)) add(needed);
  };
  add(entry);
  return made;
}

/** Returns the README with the actual sizes of the served files. */
function sized(made) {
  const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  return readFileSync(join(HERE, 'README.md'), 'utf8').replace(/^(\| `\/client\/([\w.-]+)` \|) [^|]+ \| [^|]+ \|/gm, (row, start, name) => {
    const code = made[`${SERVED}/${name}`];
    return code ? `${start} ${kib(gzipSync(code, { level: 9 }).length)} | ${kib(code.length)} |` : fail(`README.md names ${name}`);
  });
}

function judge(made) {
  for (const [file, code] of Object.entries(made)) {
    if (!/\.m?js$/.test(file)) continue;
    parse(code, file.endsWith('.mjs') ? { ecmaVersion: 2015, sourceType: 'module' } : { ecmaVersion: 5 });
    const missing = code.replace(/"[^"]*"|'[^']*'|\/\*[^]*?\*\/|\/\/.*/g, '').match(MISSING);
    if (missing) fail(`${file} needs ${missing[0]}, which mini programs lack`);
  }
  for (const { script, mostBytes } of PARTS) {
    const code = made[`${SERVED}/${script}.js`];
    const bytes = gzipSync(code, { level: 9 }).length;
    if (bytes > mostBytes) fail(`${script}.js: ${bytes} bytes gzipped, the limit is ${mostBytes}`);
    console.log(`${script}.js: ${bytes} bytes gzipped, ${code.length} plain`);
  }
}

/** Writes or checks the committed files and removes those of other versions. */
function compare(made) {
  for (const [file, code] of Object.entries(made)) {
    if (!file.startsWith('../') && file !== 'README.md') continue;
    if (!existsSync(join(HERE, file)) || code !== readFileSync(join(HERE, file), 'utf8')) fail(`${file} differs from the build of its source: npm run build`);
  }
  for (const file of outdated(made)) fail(`${file} is no longer built: npm run build`);
}

function outdated(made) {
  return readdirSync(join(HERE, SERVED)).map((name) => `${SERVED}/${name}`).filter((file) => !(file in made));
}

function write(made) {
  for (const [name, text] of Object.entries(made)) {
    const file = join(HERE, name);
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue; // another process may read the file
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const file of outdated(made)) rmSync(join(HERE, file));
}

function fail(reason) {
  console.error(reason);
  process.exitCode = 1;
  throw new Error(reason);
}
