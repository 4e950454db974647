import type { FrameworkRecord, OfferRecord } from '@gantry/model';
import { expect, it } from 'vitest';
import { funnels, laneBar, mostLanes, shownLanes, usedRatio } from './funnel.ts';

const offer = (createdAtMs: number, endedAtMs: number | null) => ({ createdAtMs, endedAtMs }) as OfferRecord;

it('lays an offer on the last minute', () => {
  expect(laneBar(offer(40_000, 55_000), 100_000, 60_000)).toEqual({ from: 0, to: 0.25, ended: true });
  expect(laneBar(offer(70_000, null), 100_000, 60_000)).toEqual({ from: 0.5, to: 1, ended: false });
  expect(laneBar(offer(1_000, 2_000), 100_000, 60_000)).toBeNull();
});

it('tells which part of an accepted offer was used', () => {
  const resources = { cpuMillis: 4_000, memoryBytes: 100, diskBytes: 0, gpus: 0 };
  const used = { ...resources, cpuMillis: 1_000, memoryBytes: 50 };
  expect(usedRatio({ state: 'accepted', resources, used } as OfferRecord)).toBe(0.5);
  expect(usedRatio({ state: 'declined', resources } as OfferRecord)).toBeNull();
});

it('draws the lanes of who was offered most, and of who holds something now', () => {
  const frameworks = Array.from({ length: 100 }, (_, index) => ({
    id: `f${index}`,
    offersMade: 100 - index,
  }));
  const held = { frameworkId: 'f77', state: 'outstanding' } as OfferRecord;
  const ended = { frameworkId: 'f88', state: 'declined' } as OfferRecord;
  const all = funnels(frameworks as FrameworkRecord[], [held, ended]);
  const shown = shownLanes(all).map(({ framework: { id } }) => id);
  expect(shown).toEqual([...Array.from({ length: mostLanes }, (_, index) => `f${index}`), 'f77']);
  expect(shownLanes(all.slice(0, mostLanes))).toHaveLength(mostLanes);
});
