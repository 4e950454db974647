import { expect, test } from 'vitest';
import { nextRunAtMs } from './schedule.ts';

const at = (text: string) => Date.parse(text);

function runs(
  schedule: string,
  timeZone: string,
  { after, count }: { after: string; count: number },
): string[] {
  const found: string[] = [];
  let atMs: number | null = at(after);
  while (found.length < count && atMs !== null) {
    atMs = nextRunAtMs({ schedule, timeZone }, atMs);
    if (atMs !== null) found.push(new Date(atMs).toISOString());
  }
  return found;
}

test('a schedule is read in its time zone', () => {
  expect(runs('30 2 * * *', 'Asia/Kolkata', { after: '2026-01-01T00:00:00Z', count: 1 })).toEqual([
    '2026-01-01T21:00:00.000Z',
  ]);
});

test('where clocks go forward, a moment that does not exist is the first one that does', () => {
  expect(runs('30 2 * * *', 'Europe/Berlin', { after: '2026-03-28T00:00:00Z', count: 3 })).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
});

test('where clocks go back, a moment that comes twice counts once', () => {
  expect(runs('30 2 * * *', 'Europe/Berlin', { after: '2026-10-24T12:00:00Z', count: 2 })).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

test('a moment after the last is none', () => {
  expect(nextRunAtMs({ schedule: '0 0 30 2 *', timeZone: 'UTC' }, 0)).toBe(null);
});
