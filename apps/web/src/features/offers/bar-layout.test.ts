import type { OfferId } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { barRows, rowsOfBars, sizeOf, stepOf } from './bar-layout.ts';

const offer = (id: string, createdAtMs: number, endedAtMs: number | null) => ({
  ...{ id: id as OfferId, createdAtMs, endedAtMs },
});
const windowMs = 60_000;

describe('the rows of bars', () => {
  it('are others for offers that are held at the same time, and the same for one after another', () => {
    const rows = rowsOfBars(
      [offer('a', 0, 10_000), offer('b', 5_000, null), offer('c', 20_000, 30_000)],
      windowMs,
    );
    expect(Object.fromEntries(rows)).toEqual({ a: 0, b: 1, c: 0 });
  });

  it('leave room for what is drawn wider than it lasted', () => {
    const rows = rowsOfBars([offer('a', 0, 1), offer('b', 10, 11)], windowMs);
    expect(rows.get('b')).not.toBe(rows.get('a'));
  });

  it('stay when an offer ends, and lie on the oldest where there is no room left', () => {
    const many = Array.from({ length: barRows + 1 }, (_, index) => offer(`o${index}`, index, null));
    const held = rowsOfBars(many, windowMs);
    expect([...held.values()]).toEqual([0, 1, 2, 3, 0]);
    const answered = many.map((one, index) => ({ ...one, endedAtMs: index % 2 === 0 ? 9_000 : null }));
    expect([...rowsOfBars(answered, windowMs)]).toEqual([...held]);
  });
});

it('tells sizes by the resource of which it is most of the cluster, in three steps', () => {
  const total = { cpuMillis: 10_000, memoryBytes: 1_000, diskBytes: 0, gpus: 0 };
  const size = (cpuMillis: number, memoryBytes: number) =>
    sizeOf({ cpuMillis, memoryBytes, diskBytes: 5, gpus: 0 }, total);
  expect([size(1_000, 600), size(4_000, 10), size(100, 10)]).toEqual([0.6, 0.4, 0.01]);
  expect([0.6, 0.4, 0.01].map((one) => stepOf(one, 0.6))).toEqual([3, 2, 1]);
  expect(stepOf(0, 0)).toBe(1);
});
