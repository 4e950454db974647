import { describe, expect, it } from 'vitest';
import { type FieldReaders, matcher, parseAmount, parseFilter, unknownFields } from './filter.ts';

interface Row {
  name: string;
  status: string[];
  rev: number;
  ageMs: number;
}
const readers: FieldReaders<Row> = {
  name: (row) => row.name,
  status: (row) => row.status,
  rev: (row) => row.rev,
  age: (row) => row.ageMs,
};
const rows: Row[] = [
  { name: 'checkout-api', status: ['failed', 'Down'], rev: 103, ageMs: 60_000 },
  { name: 'search', status: ['running', 'Healthy'], rev: 7, ageMs: 3_600_000 },
  { name: 'a.b (c)', status: ['pending', 'Cannot be placed'], rev: 1, ageMs: 1_000 },
];
const found = (line: string) => rows.filter(matcher(line, readers, (row) => row.name)).map((row) => row.name);

describe('the filter line', () => {
  it.each([
    ['', ['checkout-api', 'search', 'a.b (c)']],
    ['search status:', ['search']],
    ['status:failed', ['checkout-api']],
    ['status:"cannot be placed"', ['a.b (c)']],
    ['name:check*', ['checkout-api']],
    ['name:s?arch', ['search']],
    ['rev>=7', ['checkout-api', 'search']],
    ['rev<7', ['a.b (c)']],
    ['age<10m', ['checkout-api', 'a.b (c)']],
    ['-status:failed rev>1', ['search']],
    ['-search', ['checkout-api', 'a.b (c)']],
    ['API', ['checkout-api']],
    ['"b (c)"', ['a.b (c)']],
    ['nope:1', []],
  ])('%s', (line, names) => {
    expect(found(line)).toEqual(names);
  });

  it('takes pattern signs in a value as themselves', () => {
    expect(found('name:a.b*')).toEqual(['a.b (c)']);
    expect(found('name:aXb*')).toEqual([]);
  });

  it('names the fields that a list does not have', () => {
    expect(unknownFields(parseFilter('nope:1 name:x other>2'), readers)).toEqual(['nope', 'other']);
  });

  it('reads amounts with their units', () => {
    expect([parseAmount('10m'), parseAmount('2h'), parseAmount('512Mi'), parseAmount('0.5')]).toEqual([
      600_000, 7_200_000, 536_870_912, 0.5,
    ]);
    expect(parseAmount('soon')).toBeNaN();
  });
});
