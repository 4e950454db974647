import { expect, it } from 'vitest';
import { registry } from '../resource/registry.ts';
import { openApiDocument, openApiIndex } from './document.ts';

interface Schema {
  description?: string;
  properties: Record<string, unknown>;
}

const documents = Object.keys(openApiIndex().paths).map((path) => openApiDocument(path)!);
const schemas = Object.assign({}, ...documents.map(({ components }) => components.schemas)) as Record<
  string,
  Schema
>;

it.each(registry.map(({ kind }) => kind))('%s says what it is and what it has', (kind) => {
  const schema = schemas[`io.gantry.kubernetes.${kind}`]!;
  expect(schema.description).toMatch(/\.$/);
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['apiVersion', 'kind', 'metadata']));
  expect(Object.keys(schema.properties).length).toBeGreaterThan(3);
});

it('every reference leads to a schema', () => {
  const references = JSON.stringify(documents).matchAll(/"#\/components\/schemas\/([\w.]+)"/g);
  for (const [, name] of references) expect(schemas).toHaveProperty([name!]);
});

it('every kind that can be changed takes fieldValidation, without which kubectl refuses to send it', () => {
  for (const { paths } of documents) {
    for (const { patch } of Object.values(paths))
      expect(patch.parameters.map(({ name }) => name)).toContain('fieldValidation');
  }
});
