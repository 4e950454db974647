import type { DayRibbon } from '@gantry/client';
import { describe, expect, it } from 'vitest';
import { daySentence, dayShape, isTold } from './day-shape.ts';

const quarterMs = 900_000;
const fromAtMs = 0;

type Point = DayRibbon['points'][number];
const point = (quarter: number, ready: Point['ready'], over: Partial<Point> = {}): Point => ({
  atMs: quarter * quarterMs,
  ready,
  lowest: Object.values(ready).reduce((sum, count) => sum + count, 0),
  desired: 4,
  ...over,
});

const day = (points: Point[], over: Partial<DayRibbon> = {}): DayRibbon => ({
  deploymentId: 'd1' as DayRibbon['deploymentId'],
  ...{ fromAtMs, toAtMs: 96 * quarterMs, knownSinceMs: 0, revision: 2, rollouts: [] },
  points,
  ...over,
});

describe('a day as a picture', () => {
  it('stacks the revisions and gives the current one a path of its own', () => {
    const { current, others, missing, desired } = dayShape(
      day([point(0, { 1: 4 }), point(48, { 1: 1, 2: 3 })]),
    );
    expect(others).toEqual(['M0 20V6H48V20ZM48 20V16.5H96V20Z', '']);
    expect(current).toBe('M48 16.5V6H96V16.5Z');
    expect(missing).toBe('');
    expect(desired).toBe('M0 6H48L48 6H96');
  });

  it('draws what is missing for as long as it is, and a dip that is over as one pixel', () => {
    const lasting = dayShape(day([point(0, { 2: 4 }), point(24, { 2: 2 }), point(48, { 2: 4 })]));
    expect(lasting.missing).toBe('M24 13V6H48V13Z');
    const dip = dayShape(day([point(0, { 2: 4 }), point(24, { 2: 4 }, { lowest: 0 })]));
    expect(dip.missing).toBe('M24 20V6H25V20Z');
  });

  it('misses nothing before enough were ready once, nor where some may only be forgotten', () => {
    const starting = [point(10, { 2: 1 }, { lowest: 0 }), point(11, { 2: 4 }, { lowest: 1 })];
    expect(dayShape(day(starting)).missing).toBe('');
    const remembered = [point(0, { 2: 4 }), point(10, { 2: 2 }), point(60, { 2: 4 })];
    expect(dayShape(day(remembered, { knownSinceMs: 70 * quarterMs })).missing).toBe('');
    expect(dayShape(day(remembered, { knownSinceMs: 60 * quarterMs })).missing).not.toBe('');
  });

  it('takes one that never had enough since before the day for one that misses them', () => {
    expect(dayShape(day([point(-5, { 2: 1 })])).missing).toBe('M0 16.5V6H96V16.5Z');
  });

  it('marks where rollouts began, and apart where one went wrong', () => {
    const rollouts = [
      { atMs: 48 * quarterMs, outcome: 'complete' as const },
      { atMs: 72 * quarterMs, outcome: 'rolledBack' as const },
    ];
    expect(dayShape(day([point(0, { 2: 4 })], { rollouts }))).toMatchObject({
      rollouts: 'M48.5 0V4',
      failed: 'M72.5 0V4',
    });
  });

  it('draws nothing of a day in which nothing is known', () => {
    expect(
      Object.values(dayShape(day([])))
        .flat()
        .join(''),
    ).toBe('');
  });
});

describe('a young deployment', () => {
  it('has nothing to tell before it is an hour old, ready or not', () => {
    expect(isTold(day([point(93, { 2: 4 })]))).toBe(false);
    expect(isTold(day([point(92, { 2: 4 })]))).toBe(true);
    expect(isTold(day([], { knownSinceMs: 93 * quarterMs }))).toBe(false);
    expect(isTold(day([], { knownSinceMs: 92 * quarterMs }))).toBe(true);
  });
});

describe('a day in words', () => {
  it('says how many are ready, the lowest, and what rollouts came to', () => {
    const rollouts = [
      { atMs: quarterMs, outcome: 'complete' as const },
      { atMs: quarterMs, outcome: 'failed' as const },
    ];
    const sentence = daySentence(
      day([point(0, { 1: 4 }), point(24, { 1: 1, 2: 3 }, { lowest: 1 })], { rollouts }),
    );
    expect(sentence).toMatch(
      /^The last day: 4 of 4 ready, at the lowest 1 after \d\d:\d\d:\d\d; 2 rollouts; 1 went wrong$/,
    );
  });

  it('says from when on it is whole, and when there is nothing to say', () => {
    expect(daySentence(day([point(0, { 1: 4 })], { knownSinceMs: quarterMs }))).toMatch(
      /^The last day: 4 of 4 ready; known in full since \d/,
    );
    expect(daySentence(day([]))).toBe('The last day: nothing was ready');
  });
});
