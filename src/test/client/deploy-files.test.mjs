/**
 * Validation of the files for Kubernetes and Prometheus by the Kubernetes types, the PromQL grammar and the metrics of
 * a node.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parser } from '@prometheus-io/lezer-promql';
import ts from 'typescript';
import { parse, parseAllDocuments } from 'yaml';
import { noServer, startServer } from './server.mjs';

const MAIN = fileURLToPath(new URL('../../main/', import.meta.url));
const OTHER = /^(kustomize\.config\.k8s\.io|serving\.knative\.dev)\//; // not part of Kubernetes
const PATCHES = ['kustomize/nodes.yaml'];
const kubectl = spawnSync('kubectl', ['kustomize', `${MAIN}kustomize`], { encoding: 'utf8' });
const required = (process.env.ROOMCAST_REQUIRE ?? '').split(/[\s,]+/);

let server;

before(async () => {
  if (!noServer) server = await startServer({ env: { ROOMCAST_API_KEY: 'the key of the operators of this test' } });
});

after(() => server?.stop());

function objects(text) {
  return parseAllDocuments(text).map((each) => each.toJS()).filter(({ apiVersion }) => !OTHER.test(apiVersion));
}

/** Returns the compiler's errors: unknown and missing fields, wrong types, values outside an enumeration. */
function findings(all) {
  const source = all.map(({ object, isPatch }, i) => {
    const name = `${object.kind}${i}`;
    const type = isPatch ? `Omit<${name}, 'spec'> & { spec: Partial<NonNullable<${name}['spec']>> }` : name;
    return `import type { I${object.kind} as ${name} } from 'kubernetes-models/${object.apiVersion}';
export const object${i}: ${type} = ${JSON.stringify(object, null, 1)};`;
  }).join('\n');
  const file = fileURLToPath(new URL('deploy-files.check.ts', import.meta.url));
  const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => path === file || fileExists(path);
  host.getSourceFile = (path, ...rest) => (path === file ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2020) : getSourceFile(path, ...rest));
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start }) => {
    const line = source.slice(0, start).split('\n').length - 1;
    return `${ts.flattenDiagnosticMessageText(messageText, ' ')} at ${source.split('\n')[line]}`;
  });
}

test('uses only fields and values that Kubernetes defines', () => {
  const all = ['kubernetes', 'kustomize'].flatMap((folder) => readdirSync(MAIN + folder).flatMap((name) => objects(readFileSync(`${MAIN}${folder}/${name}`, 'utf8'))
    .map((object) => ({ object, isPatch: PATCHES.includes(`${folder}/${name}`) }))));
  const kinds = new Set(all.map(({ object }) => object.kind));
  assert.deepEqual([...kinds].sort(), ['Deployment', 'HorizontalPodAutoscaler', 'NetworkPolicy', 'PodDisruptionBudget', 'Service']);
  assert.deepEqual(findings(all), []);
});

const noKubectl = kubectl.error && !required.includes('kubectl') ? 'There is no kubectl on the PATH. The kustomization was not tested!' : false;

test('uses only fields and values that Kubernetes defines in the output of kustomize', { skip: noKubectl }, () => {
  assert.equal(kubectl.status, 0, kubectl.stderr);
  const all = objects(kubectl.stdout).map((object) => ({ object }));
  assert.equal(all.length, 8);
  assert.deepEqual(findings(all), []);
});

/** Returns the names and label matchers of the series that an expression reads. */
function selectors(expression) {
  const found = [];
  parser.parse(expression).iterate({
    enter({ type, node, from, to }) {
      assert.ok(!type.isError, `${expression}, at character ${from}`);
      const text = expression.slice(from, to);
      if (type.name === 'VectorSelector') found.push({ name: expression.slice(node.firstChild.from, node.firstChild.to), labels: [] });
      if (type.name === 'UnquotedLabelMatcher') found.at(-1).labels.push(text.replaceAll(' ', ''));
    },
  });
  return found;
}

test('reads only series that a node exports in each alert expression', { skip: noServer }, async () => {
  const series = (await (await fetch(`${server.url}/q/metrics`)).text()).split('\n');
  const rules = parse(readFileSync(`${MAIN}deploy/alerts.yaml`, 'utf8')).groups.flatMap((group) => group.rules);
  assert.ok(rules.length > 5);
  for (const { alert, expr, for: time = '0s', labels, annotations } of rules) {
    assert.match(alert, /^Roomcast[A-Za-z]+$/);
    assert.match(time, /^\d+[smh]$/, alert);
    assert.ok(['warning', 'critical'].includes(labels.severity), alert);
    assert.ok(annotations.summary.includes('{{ $labels.instance }}'), alert);
    const read = selectors(expr);
    assert.ok(read.length > 0, alert);
    for (const { name, labels: matchers } of read) {
      assert.ok(series.some((line) => line.split(/[{ ]/, 1)[0] === name && matchers.every((each) => line.includes(each))), `${alert}: ${name}{${matchers}}`);
    }
  }
});
