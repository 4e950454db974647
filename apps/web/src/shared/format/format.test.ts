import { expect, it } from 'vitest';
import { asWanted, formatBytes, formatCpu, formatNumber, formatPlural, formatRequests } from './quantity.ts';
import { formatAge, formatDuration, formatMoment } from './time.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it.each([
  [0, '0 ms'],
  [800, '800 ms'],
  [4_200, '4.2 s'],
  [999.6, '999 ms'],
  [9_960, '9.9 s'],
  [59_700, '59 s'],
  [48_000, '48 s'],
  [62_000, '1 m 02 s'],
  [3 * 3_600_000 + 4 * 60_000, '3 h 4 m'],
  [52 * 3_600_000, '2 d 4 h'],
  [-5, '0 ms'],
])('%i ms is %s', (ms, text) => {
  expect(plain(formatDuration(ms))).toBe(text);
});

it.each([
  [400, 'now'],
  [12_000, '12 s'],
  [240_000, '4 m'],
  [86_400_000 * 3, '3 d'],
])('an age of %i ms is %s', (ms, text) => {
  expect(plain(formatAge(ms))).toBe(text);
});

it('writes quantities with three digits and their unit', () => {
  expect([536_870_912, 1_610_612_736, 0, 1023].map((bytes) => plain(formatBytes(bytes)))).toEqual([
    '512 MiB',
    '1.5 GiB',
    '0 B',
    '1,023 B',
  ]);
  expect([250, 1500, 16_000].map((cpu) => plain(formatCpu(cpu)))).toEqual(['0.25 CPU', '1.5 CPU', '16 CPU']);
  expect(formatNumber(1234.5)).toBe('1,234');
  expect([formatPlural(1, 'node'), formatPlural(0, 'node')]).toEqual(['1 node', '0 nodes']);
});

it('tells no more as free than there is, and no less as wanted than it takes', () => {
  expect([666, 290, 16_990].map((cpu) => plain(formatCpu(cpu)))).toEqual([
    '0.66 CPU',
    '0.29 CPU',
    '16.9 CPU',
  ]);
  expect([666, 290].map((cpu) => plain(formatCpu(cpu, asWanted)))).toEqual(['0.67 CPU', '0.29 CPU']);
  expect(plain(formatBytes(1_069_547_520))).toBe('1,020 MiB');
});

it('says of a container that asks for none of something so, and not for 0 B', () => {
  const mebibyte = 1024 ** 2;
  const words = (cpuMillis: number, memoryBytes: number) => plain(formatRequests({ cpuMillis, memoryBytes }));
  expect(words(1_500, 64 * mebibyte)).toBe('1.5 CPU · 64 MiB');
  expect(words(900_000, 0)).toBe('900 CPU · no memory');
  expect(words(0, 64 * mebibyte)).toBe('no CPU · 64 MiB');
});

it('tells the day of a moment that is not of today', () => {
  const noon = new Date(2026, 10, 27, 12).getTime();
  expect(formatMoment(noon, noon + 3_600_000)).toBe('12:00:00');
  expect(plain(formatMoment(noon, noon + 86_400_000))).toBe('27 Nov 12:00:00');
});
