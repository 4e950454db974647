import { describe, expect, test } from 'vitest';
import { personName } from './person.ts';
import { mayOperate, missingRight, type Rights } from './rights.ts';

const viewer: Rights = { level: 'viewer', namespaces: null };
const shop: Rights = { level: 'operator', namespaces: ['shop', 'till'] };
const everywhere: Rights = { level: 'operator', namespaces: null };
const admin: Rights = { level: 'admin', namespaces: null };

describe('rights', () => {
  test.each([
    ['a viewer in a namespace', viewer, ['shop'], false],
    ['a viewer beyond', viewer, null, false],
    ['an operator at home', shop, ['shop'], true],
    ['an operator in both of his', shop, ['shop', 'till'], true],
    ['an operator half abroad', shop, ['shop', 'prod'], false],
    ['an operator of namespaces beyond', shop, null, false],
    ['an operator everywhere', everywhere, ['prod'], true],
    ['an operator everywhere, beyond', everywhere, null, true],
    ['an administrator', admin, null, true],
  ])('%s: %o in %o', (_, rights, wanted, may) => {
    expect(mayOperate(rights, wanted)).toBe(may);
    expect(missingRight(rights, wanted) === null).toBe(may);
  });

  test('what is missing says what to ask for', () => {
    expect(missingRight(viewer, ['prod', 'prod'])).toBe(
      'You may look, not act. Ask to be an operator in prod.',
    );
    expect(missingRight(viewer, [])).toBe('You may look, not act. Ask to be an operator.');
    expect(missingRight(shop, null)).toBe(
      'You are an operator in shop, till only. Ask to be one on what belongs to no namespace.',
    );
  });
});

test('names of people: their own, none that the control plane acts under', () => {
  for (const name of ['ana', 'ana@example.org', 'build-bot', 'Žofie'])
    expect(personName.parse(name)).toBe(name);
  for (const name of ['', 'admin', 'engine', '<b>', '-x', 'a b'])
    expect(() => personName.parse(name)).toThrow();
});
