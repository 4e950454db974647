import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictionPath, ribbonShape, stepped } from './ribbon-geometry.ts';
import { ribbonPoints } from './ribbon-points.ts';
import { stepScale } from './scale.ts';
import { revisionEntry } from './testing/revision-entry.ts';

const scale = stepScale([{ number: 1, startAtMs: 0, settledAtMs: 400, endAtMs: null }], 1_000, 100);
const yOf = (count: number) => 100 - 10 * count;
const points = (list: [number, Record<number, number>, number][]) =>
  list.map(([atMs, ready, desired]) => ({
    ...{ atMs, desired, floor: Math.floor(desired / 2) },
    ready: new Map(Object.entries(ready).map(([number, count]) => [Number(number), count])),
  }));

/** Numbers of a path, in pairs. */
const coordinates = (path: string) =>
  (path.match(/-?[\d.]+ -?[\d.]+/g) ?? []).map((pair) => pair.split(' ').map(Number));

describe('the ribbon', () => {
  it('draws one band for each revision that was ever ready', () => {
    const shape = ribbonShape(
      points([
        [0, { 1: 4 }, 4],
        [500, { 1: 2, 2: 2 }, 4],
        [900, { 2: 4 }, 4],
      ]),
      scale,
      yOf,
    );
    expect(shape.bands.map((band) => band.number)).toEqual([1, 2]);
  });

  it('stacks the newer revision on the older one', () => {
    const shape = ribbonShape(points([[500, { 1: 2, 2: 3 }, 5]]), scale, yOf);
    const heights = shape.bands.map(({ path }) => coordinates(path).map(([, y]) => y));
    expect([Math.min(...(heights[0] as number[])), Math.max(...(heights[0] as number[]))]).toEqual([80, 100]);
    expect([Math.min(...(heights[1] as number[])), Math.max(...(heights[1] as number[]))]).toEqual([50, 80]);
  });

  it('says nothing is missing before enough were ready for the first time', () => {
    expect(
      ribbonShape(
        points([
          [0, { 1: 1 }, 4],
          [500, { 1: 2 }, 4],
        ]),
        scale,
        yOf,
      ).missing,
    ).toBe('');
    expect(
      ribbonShape(
        points([
          [0, { 1: 4 }, 4],
          [500, { 1: 3 }, 4],
        ]),
        scale,
        yOf,
      ).missing,
    ).not.toBe('');
  });

  it('draws the floor in steps, as it was, and not where it is the wanted number or none', () => {
    const floors: [number, number, number][] = [
      [0, 4, 3],
      [400, 4, 4],
      [1_000, 8, 6],
    ];
    const shape = ribbonShape(
      floors.map(([atMs, desired, floor]) => ({ atMs, desired, floor, ready: new Map([[1, desired]]) })),
      scale,
      yOf,
    );
    const runs = shape.floor
      .split('M')
      .slice(1)
      .map((run) => coordinates(run));
    expect(runs.map((run) => [...new Set(run.map(([, y]) => y))])).toEqual([[70], [40]]);
    expect(runs[0]!.at(-1)![0]).toBeCloseTo(40);
  });

  it('stays within the lane, whatever the counts', () => {
    const anyPoints = fc.array(
      fc.tuple(
        fc.integer({ min: -500, max: 2_000 }),
        fc.dictionary(fc.constantFrom('1', '2', '3'), fc.integer({ min: 0, max: 9 })),
        fc.integer({ min: 0, max: 9 }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(anyPoints, (list) => {
        const sorted = list.toSorted((a, b) => a[0] - b[0]) as [number, Record<number, number>, number][];
        const shape = ribbonShape(points(sorted), scale, yOf);
        for (const path of [
          ...shape.bands.map((band) => band.path),
          shape.missing,
          shape.desired,
          shape.floor,
        ]) {
          expect(path).not.toContain('NaN');
          for (const [x = 0] of coordinates(path)) expect(x >= 0 && x <= 100).toBe(true);
        }
      }),
    );
  });

  it('stretches a plan over the room right of now', () => {
    const path = predictionPath(
      [
        { atMs: 1_000, ready: 4 },
        { atMs: 2_000, ready: 3 },
        { atMs: 3_000, ready: 4 },
      ],
      { x: 100, width: 50, spanMs: 2_000 },
      yOf,
    );
    expect(coordinates(path).slice(0, 3)).toEqual([
      [100, 60],
      [125, 70],
      [150, 60],
    ]);
  });
});

it('holds a count until the next one', () => {
  expect(stepped([])).toEqual([]);
  const counts = [
    { atMs: 0, ready: 9 },
    { atMs: 50, ready: 12 },
  ];
  expect(stepped(counts)).toEqual([counts[0], { atMs: 50, ready: 9 }, counts[1]]);
});

describe('what is drawn before the record begins', () => {
  const floorOf = (replicas: number) => replicas - 1;
  const series = { fromAtMs: 2_000_000, toAtMs: 3_000_000, points: [], thinned: false, dips: [] };

  it('never shows more ready on the way than the lowest point that was recorded', () => {
    const drawn = ribbonPoints([revisionEntry(1), revisionEntry(2)], series, floorOf);
    const second = drawn.filter((point) => point.atMs > 1_200_000 && point.atMs < 1_260_000);
    for (const point of second) {
      const total = [...point.ready.values()].reduce((sum, count) => sum + count, 0);
      expect(total).toBeLessThanOrEqual(4);
      expect(total).toBeGreaterThanOrEqual(3);
    }
  });

  it('leaves a revision that never got through without a band', () => {
    const entry = revisionEntry(2);
    const failed = revisionEntry(2, {
      rollout: entry.rollout && { ...entry.rollout, outcome: 'rolledBack' },
    });
    const drawn = ribbonPoints(
      [revisionEntry(1), failed, revisionEntry(3, { createdAtMs: 1_800_000 })],
      series,
      floorOf,
    );
    expect(drawn.some((point) => (point.ready.get(2) ?? 0) > 0)).toBe(false);
  });

  it('leaves to the record what the record covers', () => {
    const recorded = {
      ...series,
      fromAtMs: 0,
      points: [{ atMs: 0, ready: { 1: 2 }, total: 2, desired: 4, floor: 3 }],
    };
    expect(ribbonPoints([revisionEntry(1)], recorded, floorOf)).toHaveLength(1);
  });

  it('has the floor of so many replicas as were wanted then', () => {
    const recorded = {
      ...series,
      points: [{ atMs: 2_000_000, ready: { 2: 30 }, total: 30, desired: 30, floor: 23 }],
    };
    const drawn = ribbonPoints([revisionEntry(1, { replicas: 3 })], recorded, floorOf);
    expect(new Set(drawn.slice(0, -1).map(({ floor }) => floor))).toEqual(new Set([3]));
    expect(drawn.at(-1)?.floor).toBe(23);
  });
});
