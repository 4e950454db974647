import type { LadderRow } from '@gantry/client';
import type { Resources } from '@gantry/model';

/** A framework in one role, as the ladder draws it. Shares are of the whole cluster, 0..1. */
export interface LadderStep {
  key: string;
  name: string;
  role: string;
  weight: number;
  /** The resource of which it has the largest share, and that share. */
  dominant: { letter: string; ratio: number };
  /** The part of it that offers hold, which were not answered yet. */
  offeredRatio: number;
  /** What its role is guaranteed of that resource, and limited to, in shares; null: neither is set. */
  guaranteeRatio: number | null;
  limitRatio: number | null;
  /** It is offered the next thing that is free. */
  isNext: boolean;
  isHungry: boolean;
  why: string;
  frameworkId: string;
  /** Until when the last of what it refused is kept from it; null: nothing is. */
  refusedUntilAtMs: number | null;
}

const kinds = [
  ['C', 'cpuMillis'],
  ['M', 'memoryBytes'],
  ['D', 'diskBytes'],
  ['G', 'gpus'],
] as const;

/** In the allocator's own order, with the one that it would choose next marked. */
export function ladderSteps(rows: readonly LadderRow[], total: Resources): LadderStep[] {
  return rows.map((row) => {
    const dominant = dominantOf(row.taken, total);
    return {
      key: `${row.frameworkId} ${row.role}`,
      name: row.frameworkName,
      role: row.role,
      weight: row.levels.at(-1)?.weight ?? 1,
      dominant: { letter: dominant.letter, ratio: dominant.ratio },
      offeredRatio: shareOf(row.offered, total, dominant.kind),
      guaranteeRatio: markOf(row.quotaGuarantee?.[dominant.kind] ?? null, total, dominant.kind),
      limitRatio: markOf(row.quotaLimit?.[dominant.kind] ?? null, total, dominant.kind),
      isNext: row.isNext,
      frameworkId: row.frameworkId,
      refusedUntilAtMs: row.refusedUntilAtMs,
      isHungry: row.isHungry,
      why: row.why,
    };
  });
}

function dominantOf(taken: Resources, total: Resources) {
  const shares = kinds.map(([letter, kind]) => ({ letter, kind, ratio: shareOf(taken, total, kind) }));
  return shares.reduce((most, one) => (one.ratio > most.ratio ? one : most));
}

const shareOf = (part: Resources, total: Resources, kind: keyof Resources) =>
  total[kind] > 0 ? part[kind] / total[kind] : 0;

/** Where a quota stands on the bar of the whole cluster; null: there is none of this kind. */
const markOf = (amount: number | null, total: Resources, kind: keyof Resources): number | null =>
  amount === null || amount === 0 || total[kind] === 0 ? null : Math.min(1, amount / total[kind]);
