import { Reader } from 'protobufjs/minimal.js';
import { expect, it } from 'vitest';
import { registry } from '../resource/registry.ts';
import { openApiDocument, openApiIndex } from './document.ts';
import { olderDocumentBytes } from './older-document.ts';

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

it('a disruption budget’s patches are made by its schema, which merges its selector', () => {
  const { paths } = documents.find(({ paths }) =>
    Object.keys(paths).some((path) => path.includes('poddis')),
  )!;
  const contents = Object.values(paths).map(({ patch }) => Object.keys(patch.requestBody?.content ?? {}));
  expect(contents).toEqual([['application/strategic-merge-patch+json']]);
  const merged = documents.flatMap((document) =>
    Object.entries(document.paths).filter(([, { patch }]) => patch.requestBody !== undefined),
  );
  expect(merged).toHaveLength(1);
});

it('the older document is one that protobuf’s readers take', () => {
  const reader = new Reader(olderDocumentBytes());
  expect([reader.uint32(), reader.string(), reader.uint32(), reader.uint32()]).toEqual([10, '2.0', 18, 17]);
  expect([reader.uint32(), reader.string(), reader.uint32(), reader.string()]).toEqual([
    ...[10, 'Gantry'],
    ...[18, 'v1.34.0'],
  ]);
  expect(reader.pos).toBe(reader.len);
});
