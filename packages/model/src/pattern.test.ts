import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPattern, compilePattern } from './pattern.ts';

test.each([
  ['rack-[1-3]', ['rack-1', 'rack-3'], ['rack-4', 'rack-', 'xrack-1', 'rack-12']],
  ['rack-\\d+', ['rack-1', 'rack-123'], ['rack-', 'rack-a']],
  ['(ssd|nvme)-?disk', ['ssddisk', 'nvme-disk'], ['hdd-disk']],
  ['.*', ['', 'anything'], []],
  ['', [''], ['a']],
  ['a{2,3}', ['aa', 'aaa'], ['a', 'aaaa']],
  ['a{2}', ['aa'], ['a', 'aaa']],
  ['a{2,}', ['aa', 'aaaaaa'], ['a']],
  ['[^a-c]+', ['xyz'], ['xaz', '']],
  ['a\\.b', ['a.b'], ['axb']],
  ['(?:ab)*', ['', 'abab'], ['aba']],
  ['a|', ['a', ''], ['b']],
  ['(a*)*', ['', 'aaa'], ['b']],
])('%s', (pattern, matching, others) => {
  const matches = compilePattern(pattern);
  expect([...matching, ...others].filter(matches)).toEqual(matching);
});

test.each([
  '(a',
  'a)',
  '[a',
  '*a',
  'a**',
  'a{',
  'a{3,2}',
  'a{1,1000}',
  '(?=a)',
  '(?<n>a)',
  '\\1',
  '\\b',
  '^a',
  'a$',
  'a\\',
  '[z-a]',
  '('.repeat(40),
  '((((a{64}){64}){64}){64})',
])('refuses %s', (pattern) => expect(checkPattern(pattern)).toEqual(expect.any(String)));

test('a pattern that makes a backtracking engine hang is matched like any other', () => {
  expect(compilePattern('(a+)+')(`${'a'.repeat(250)}b`)).toBe(false);
  expect(compilePattern('(a|aa|aaa)*b')('a'.repeat(250))).toBe(false);
});

test('agrees with the language’s own regular expressions', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '1');
  const pattern = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
      fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a}|${b})`),
      fc.tuple(tie('node'), fc.constantFrom('*', '+', '?', '{0,2}', '{2}')).map(([a, q]) => `(${a})${q}`),
    ),
  })).node;
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '1'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, value, (text, input) => {
      expect(compilePattern(text)(input)).toBe(new RegExp(`^(?:${text})$`).test(input));
    }),
  );
});
