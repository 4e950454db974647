import { expect, it } from 'vitest';
import { suggestionsFor } from './filter-suggestions.ts';

const rows = [
  { name: 'web', status: 'Running', age: 1 },
  { name: 'web-2', status: 'Running', age: 2 },
  { name: 'job', status: 'Not ready', age: 3 },
];
const readers = {
  name: (row: (typeof rows)[number]) => row.name,
  status: (row: (typeof rows)[number]) => row.status,
  age: (row: (typeof rows)[number]) => row.age,
};
const words = (line: string) => suggestionsFor(line, readers, rows).map(({ word }) => word);
const lines = (line: string) => suggestionsFor(line, readers, rows).map((one) => one.line);

it('offers the fields that begin as the last word does', () => {
  expect(words('')).toEqual(['name:', 'status:', 'age:']);
  expect(lines('name:web st')).toEqual(['name:web status:']);
  expect(lines('-st')).toEqual(['-status:']);
});

it('says what a field tells where its name alone does not', () => {
  const told = suggestionsFor('', readers, rows, { age: 'since it was made: age<10m' });
  expect(told.map(({ meaning }) => meaning)).toEqual([undefined, undefined, 'since it was made: age<10m']);
});

it('offers the values of a field, the most frequent first, quoted where they need it', () => {
  expect(words('status:')).toEqual(['status:Running', 'status:"Not ready"']);
  expect(lines('web status:not')).toEqual(['web status:"Not ready" ']);
  expect(words('name:we')).toEqual(['name:web', 'name:web-2']);
});

it('offers nothing for numbers, for fields that are not there, and for what is complete', () => {
  expect(words('age:')).toEqual([]);
  expect(words('nope:')).toEqual([]);
  expect(words('constructor:')).toEqual([]);
  expect(words('name:job')).toEqual([]);
});
