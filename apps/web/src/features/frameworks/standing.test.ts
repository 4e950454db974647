import { expect, it } from 'vitest';
import { standingsOf } from './standing.ts';

const none = { cpuMillis: 0, memoryBytes: 0, diskBytes: 0, gpus: 0 };
const total = { cpuMillis: 10_000, memoryBytes: 1_000, diskBytes: 0, gpus: 0 };
type Frameworks = Parameters<typeof standingsOf>[0];
type Rungs = Parameters<typeof standingsOf>[1]['items'];

const framework = (id: string) => ({
  ...{ id, taken: { ...none, memoryBytes: 400 }, lastOfferAtMs: null, why: '' },
  holds: { offers: 1, resources: none, sinceMs: 5 },
});
const rung = (frameworkId: string, offered: number, refusedUntilAtMs: number | null) => ({
  ...{ frameworkId, refusedUntilAtMs, offered: { ...none, memoryBytes: offered } },
  ...{ quotaGuarantee: { ...none, memoryBytes: 500 }, quotaLimit: null },
});
const standings = (frameworks: unknown[], items: unknown[]) =>
  standingsOf(frameworks as Frameworks, { items: items as Rungs, total });

it('adds up what a framework has in its roles, and keeps the last of its filters', () => {
  const told = standings(
    [framework('a')],
    [rung('a', 100, 7_000), rung('a', 50, 9_000), rung('b', 500, null)],
  );
  expect(told.get('a')).toMatchObject({
    refusedUntilAtMs: 9_000,
    shares: { dominant: { kind: 'memoryBytes', ratio: 0.4 }, offeredRatio: 0.15, guaranteeRatio: null },
  });
});

it('marks the quota of the one role that it has', () => {
  const told = standings([framework('a')], [rung('a', 0, null)]);
  expect(told.get('a')).toMatchObject({ refusedUntilAtMs: null, shares: { guaranteeRatio: 0.5 } });
});

it('knows one that has no role yet', () => {
  expect(standings([framework('a')], []).get('a')).toMatchObject({ refusedUntilAtMs: null });
});
