import { expect, it } from 'vitest';
import { distinctPart } from './distinct-part.ts';

const parts = (...names: string[]) => names.map(distinctPart(names));

it('leaves out what all names begin and end with', () => {
  expect(parts('node-0017', 'node-0018')).toEqual(['0017', '0018']);
  expect(parts('web1.eu.example.org', 'web12.eu.example.org')).toEqual(['1', '12']);
  expect(parts('ip-10-0-12-34.internal', 'ip-10-0-12-35.internal')).toEqual(['34', '35']);
  expect(parts('rack-a-01', 'rack-b-01')).toEqual(['a', 'b']);
});

it('tears no word and no number', () => {
  expect(parts('alpha', 'alps')).toEqual(['alpha', 'alps']);
  expect(parts('db', 'db-1')).toEqual(['db', 'db-1']);
  expect(parts('node-1', 'node-12')).toEqual(['1', '12']);
});

it('leaves names whole that have nothing in common, or no others beside them', () => {
  expect(parts('one', 'two')).toEqual(['one', 'two']);
  expect(parts('node-1')).toEqual(['node-1']);
  expect(parts()).toEqual([]);
});
