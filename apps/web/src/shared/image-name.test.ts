import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortestApart } from './image-name.ts';

const shortOf = (...references: string[]) => [...shortestApart(references).values()];

test('tags stand alone where they are all that differs', () => {
  expect(shortOf('wordpress:4.5-apache', 'wordpress:4.8-apache')).toEqual(['4.5-apache', '4.8-apache']);
});

test('two images with one tag are told apart by their names', () => {
  expect(shortOf('nginx:1', 'gantry.local/hello:1')).toEqual(['nginx:1', 'hello:1']);
});

test('two files with one name are told apart by their folders', () => {
  expect(shortOf('/opt/hello/1/server.cjs', '/opt/hello/2/server.cjs')).toEqual([
    '1/server.cjs',
    '2/server.cjs',
  ]);
});

test('no two references are ever shown alike, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '/', ':', '@', '1') })), (references) => {
      const short = shortestApart(references);
      expect(new Set(short.values()).size).toBe(new Set(references).size);
    }),
  );
});
