import { describe, expect, it } from 'vitest';
import { readJson } from './json-text.ts';

describe('readJson', () => {
  it.each([
    ['{"name":"a","name":"b"}', 'name'],
    ['{"a":{"b":1,"c":[{"d":1,"d":2}]}}', 'd'],
    ['{"a\\u0062":1,"ab":2}', 'ab'],
    ['{"a" : 1 , "a"\n: 2}', 'a'],
  ])('refuses a key that is there twice: %s', (text, key) => {
    const read = readJson(text);
    expect(read).toMatchObject({ ok: false, error: { code: 'malformed', issues: [{ field: key }] } });
  });

  it.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}'],
    ['{"a":"{\\"a\\":1,\\"a\\":2}"}'],
    ['["a","a"]'],
    ['{"text":"a: \\"text\\":"}'],
  ])('reads keys that only look alike: %s', (text) => {
    expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it.each(['', '{', '{"a":', '{"a":1}}', "{'a':1}", '{"a":1,}', 'NaN'])(
    'says where %j stops being JSON',
    (text) => {
      expect(readJson(text)).toMatchObject({ ok: false, error: { code: 'malformed' } });
    },
  );

  it.each([
    '{"__proto__":{"x":1}}',
    '{"a":{"constructor":1}}',
    '{"name":"a\\u0000b"}',
    '{"name":"a\\u001b[31m"}',
  ])('refuses what could harm a reader further in: %s', (text) => {
    expect(readJson(text)).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('refuses nesting beyond any real input without growing the stack', () => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(readJson(text)).toMatchObject({ ok: false, error: { code: 'malformed' } });
  });
});
