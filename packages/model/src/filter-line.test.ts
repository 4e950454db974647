import { describe, expect, it } from 'vitest';
import {
  type FieldReaders,
  filterFault,
  matcher,
  parseAmount,
  requiredText,
  textTerm,
} from './filter-line.ts';

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
    ['name:*a*i*i', []],
    ['name:**c*-?pi', ['checkout-api']],
    ['name:search?', []],
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

  it('says which fields a list does not have, and which it has', () => {
    expect(filterFault('nope:1 name:x constructor:2', readers)).toBe(
      'There is no field nope, constructor here: fields are name, status, rev, age',
    );
    expect(filterFault('name:x -rev>2 word', readers)).toBeNull();
  });

  it('says which comparison is with no amount', () => {
    expect(filterFault('rev>2 age<soon', readers)).toMatch(/^In age<soon there is no amount: write /);
    expect(filterFault('age>3weeks', readers)).toMatch(/^In age>3weeks /);
    expect(filterFault('age:soon age<10m', readers)).toBeNull();
  });

  it('tells what a field must be, where no empty one would do', () => {
    const required = requiredText('name:s* name:*h -name:x', 'name');
    expect(['search', 'sea', 'h', ''].map((text) => required?.(text))).toEqual([true, false, false, false]);
    for (const line of ['', 'word', '-name:x', 'name:*', 'name:""', 'name>1']) {
      expect(requiredText(line, 'name')).toBeNull();
    }
  });

  it('says of several texts of a field whether each term has one that it takes', () => {
    const required = requiredText('status:run* status:Healthy', 'status');
    expect([required?.('running', 'Healthy'), required?.('running'), required?.('Healthy', 'down')]).toEqual([
      ...[true, false, false],
    ]);
  });

  it.each(['search', 'a.b (c)', 'with "quotes" in it', '"'])('is written so that it takes %s', (text) => {
    const takes = matcher<string>(textTerm('name', text), { name: (name) => name }, (name) => name);
    expect([takes(text), takes(`${text}x`)]).toEqual([true, false]);
  });

  it('reads amounts with their units', () => {
    expect([parseAmount('10m'), parseAmount('2h'), parseAmount('512Mi'), parseAmount('0.5')]).toEqual([
      600_000, 7_200_000, 536_870_912, 0.5,
    ]);
    expect(parseAmount('soon')).toBeNaN();
    expect(parseAmount('10 weeks')).toBeNaN();
  });
});
