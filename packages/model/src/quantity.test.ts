import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from './limits.ts';
import { formatCpu, formatMemory, parseCpu, parseDisk, parseMemory } from './quantity.ts';
import { ok } from './result.ts';

describe('cpu', () => {
  test.each<[unknown, number]>([
    ['250m', 250],
    ['0.5', 500],
    [0.1, 100],
    ['0.1', 100],
    ['2', 2000],
    [2, 2000],
    ['1e3m', Number.NaN],
    ['1e1', 10_000],
    ['.5', 500],
    ['1.', 1000],
    ['1e-3', 1],
    ['0', 0],
  ])('%s is %d thousandths of a core', (text, cpuMillis) => {
    const parsed = parseCpu(text);
    if (Number.isNaN(cpuMillis)) expect(parsed.ok).toBe(false);
    else expect(parsed).toEqual(ok(cpuMillis));
  });

  test.each([
    '2 cores',
    '0x10',
    -0.5,
    '-1',
    '+1',
    '',
    ' 1',
    '1 ',
    null,
    undefined,
    {},
    [],
    true,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '1e999',
    '1mm',
    '１',
  ])('refuses %s and says which forms are accepted', (text) => {
    expect(parseCpu(text)).toMatchObject({ ok: false, error: expect.stringContaining('250m') });
  });

  test.each([0.0000001, '0.0001', '0.5m'])('refuses %s as finer than a thousandth', (text) => {
    expect(parseCpu(text)).toMatchObject({ ok: false, error: expect.stringContaining('finer') });
  });

  test.each(['1001', '1e30', '999999999999999999999999999999'])('refuses %s as over the limit', (text) => {
    expect(parseCpu(text)).toMatchObject({ ok: false, error: expect.stringContaining('1000 cores') });
  });
});

describe('memory', () => {
  test.each<[unknown, number]>([
    ['1G', 1e9],
    ['1Gi', 1024 ** 3],
    [1, 1],
    ['128Mi', 128 * 1024 ** 2],
    ['1.5Gi', 1.5 * 1024 ** 3],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1E', Number.NaN],
    ['1k', 1000],
    ['128974848', 128_974_848],
    ['2000m', 2],
  ])('%s is %d bytes', (text, bytes) => {
    const parsed = parseMemory(text);
    if (Number.isNaN(bytes))
      expect(parsed).toMatchObject({ ok: false, error: expect.stringContaining('limit') });
    else expect(parsed).toEqual(ok(bytes));
  });

  test.each(['−1Mi', '-1Mi', '1K', '1mb', '1 Gi', 'lots', {}])(
    'refuses %s with the accepted forms',
    (text) => {
      expect(parseMemory(text)).toMatchObject({ ok: false, error: expect.stringContaining('128Mi') });
    },
  );

  test('tells a slip of the unit from a fraction of a byte', () => {
    expect(parseMemory('128m')).toMatchObject({ error: expect.stringContaining('did you mean `128Mi`') });
    expect(parseDisk('0.5')).toMatchObject({ error: expect.stringContaining('whole number of bytes') });
  });
});

describe('round trips', () => {
  test('what is formatted is parsed back', () => {
    fc.assert(
      fc.property(fc.nat(limits.cpuMillis), (cpuMillis) => {
        expect(parseCpu(formatCpu(cpuMillis))).toEqual(ok(cpuMillis));
      }),
    );
    fc.assert(
      fc.property(fc.nat(limits.memoryBytes), (bytes) => {
        expect(parseMemory(formatMemory(bytes))).toEqual(ok(bytes));
      }),
    );
  });

  test.each([
    [134_217_728, '128Mi'],
    [1_000_000_000, '1G'],
    [1_000, '1k'],
    [1, '1'],
    [0, '0'],
    [1024 ** 5, '1Pi'],
  ])('%d bytes are written %s', (bytes, text) => expect(formatMemory(bytes)).toBe(text));

  test('no input makes it throw', () => {
    fc.assert(fc.property(fc.anything(), (input) => typeof parseCpu(input).ok === 'boolean'));
    fc.assert(fc.property(fc.string(), (input) => typeof parseMemory(input).ok === 'boolean'));
  });
});
