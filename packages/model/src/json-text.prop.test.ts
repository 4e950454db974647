import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateKeyIn } from './json-text.ts';

describe('duplicateKeyIn', () => {
  it('finds no duplicate in anything that JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(duplicateKeyIn(JSON.stringify(JSON.parse(text)))).toBeNull();
      }),
    );
  });

  it('finds a duplicate wherever it is put', () => {
    const key = fc.string();
    fc.assert(
      fc.property(fc.jsonValue(), key, fc.jsonValue(), fc.jsonValue(), (around, name, one, two) => {
        const twice = `{${JSON.stringify(name)}:${JSON.stringify(one)},${JSON.stringify(name)}:${JSON.stringify(two)}}`;
        expect(duplicateKeyIn(`[${JSON.stringify(around)},${twice}]`)).toBe(name);
      }),
    );
  });
});
