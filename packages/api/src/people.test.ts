import { expect, test } from 'vitest';
import { type KeptPerson, People } from './people.ts';

const nowMs = 1_000;
const operator = { level: 'operator' as const, namespaces: ['shop'], nowMs };

test('a new person gets a token once, of which only the hash is kept', () => {
  let kept: readonly KeptPerson[] = [];
  const people = new People([], (all) => {
    kept = all;
  });
  const token = people.save('ana', operator)!;
  expect(token.length).toBeGreaterThan(40);
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(people.save('ana', { ...operator, namespaces: ['till'] })).toBeNull();
  expect(new People(kept).nameByToken(token)).toBe('ana');
  expect(new People(kept).rightsOf('ana')).toEqual({ level: 'operator', namespaces: ['till'] });
  expect(people.list()).toEqual([
    { name: 'ana', level: 'operator', namespaces: ['till'], createdAtMs: nowMs },
  ]);
});

test('another token ends the first one, and what sessions hang on', () => {
  const people = new People();
  const first = people.save('ana', operator)!;
  const seed = people.sessionSeed('ana');
  const second = people.renewToken('ana')!;
  expect(people.nameByToken(first)).toBeNull();
  expect(people.nameByToken(second)).toBe('ana');
  expect(people.sessionSeed('ana')).not.toBe(seed);
  expect(people.renewToken('bob')).toBeNull();
});

test('whoever is removed is known no more; the administrator always is', () => {
  const people = new People();
  const token = people.save('ana', operator)!;
  expect(people.remove('ana')).toBe(true);
  expect(people.remove('ana')).toBe(false);
  expect([people.rightsOf('ana'), people.nameByToken(token), people.sessionSeed('ana')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(people.rightsOf('admin')).toEqual({ level: 'admin', namespaces: null });
});

test('what cannot be kept was not done', () => {
  const people = new People([], () => {
    throw new Error('no room');
  });
  expect(() => people.save('ana', operator)).toThrow('no room');
  expect(people.rightsOf('ana')).toBeNull();
});
