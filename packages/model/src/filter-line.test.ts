import { describe, expect, it } from 'vitest';
import {
  bytes,
  cores,
  type FieldReaders,
  filterFault,
  matcher,
  requiredText,
  share,
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
    expect(filterFault('rev>2 age<soon', readers)).toMatch(/^In age<soon, soon is no amount; write /);
    expect(filterFault('age>3weeks', readers)).toMatch(/^In age>3weeks, /);
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
});

describe('amounts', () => {
  interface Space {
    cpu: number;
    memory: number;
    reserved: number;
    ageMs: number;
  }
  const space: FieldReaders<Space> = {
    cpu: cores(({ cpu }) => cpu),
    memory: bytes(({ memory }) => memory),
    reserved: share((row) => row.reserved),
    age: ({ ageMs }) => ageMs,
  };
  const row: Space = { cpu: 0.5, memory: 512 * 1024 ** 2, reserved: 0.8, ageMs: 3_600_000 };
  const takes = (line: string) => matcher(line, space, () => '')(row);

  it.each([
    ['cpu>=500m', 'cpu>500m'],
    ['cpu>499m', 'cpu<500m'],
    ['cpu<0.6', 'cpu>1'],
    ['memory>=512Mi', 'memory>512mi'],
    ['memory>512M', 'memory>1G'],
    ['memory<1Gi', 'memory<500k'],
    ['memory>500Ki', 'memory<536870912'],
    ['reserved>=0.8', 'reserved<.8'],
    ['age>=60m', 'age<1h'],
    ['age<1d', 'age<60s'],
  ])('%s is held, %s is not', (held, not) => {
    expect([held, not].map(takes)).toEqual([true, false]);
    expect([held, not].map((line) => filterFault(line, space))).toEqual([null, null]);
  });

  it.each([
    ['cpu>10h', 'In cpu>10h, 10h is not an amount of CPU; write cores such as `0.5` or `2`, or thousandths'],
    ['cpu>512Mi', 'In cpu>512Mi, 512Mi is over the limit of'],
    ['memory<2h', 'In memory<2h, 2h is not an amount of space; write bytes such as'],
    ['memory<500m', 'In memory<500m, 500m counts thousandths of a byte (`m`); did you mean `500Mi`?'],
    ['reserved>500m', 'In reserved>500m, 500m is no share; write a number such as `0.8`'],
    ['age>512Mi', 'In age>512Mi, 512Mi is no amount; write a number, `10m`, `2h` or `1d`'],
  ])('%s is refused', (line, fault) => {
    expect(filterFault(line, space)).toContain(fault);
    expect(takes(line)).toBe(false);
  });
});
