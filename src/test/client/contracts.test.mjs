/** Validation of the served contracts with the usual validators. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Parser } from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';

function contract(name) {
  return readFileSync(new URL(`../../main/resources/META-INF/resources/${name}`, import.meta.url), 'utf8');
}

test('serves a valid AsyncAPI file', async () => {
  const { document, diagnostics } = await new Parser().parse(contract('asyncapi.yaml'));
  assert.deepEqual(diagnostics.map(({ path, message }) => `${path.join('.')}: ${message}`), []);
  assert.ok(document.allMessages().length > 10);
});

test('serves a valid OpenAPI file', async () => {
  const { valid, errors } = await new Validator().validate(contract('openapi.yaml'));
  assert.ok(valid, JSON.stringify(errors));
});
