import type { LadderRow } from '@gantry/client';
import type { Resources } from '@gantry/model';
import { type Shares, sharesOf } from './shares.ts';

/** A framework in one role, as the ladder draws it. */
export interface LadderStep extends Shares {
  key: string;
  name: string;
  role: string;
  weight: number;
  /** It is offered the next thing that is free. */
  isNext: boolean;
  isHungry: boolean;
  why: string;
  frameworkId: string;
  /** Until when the last of what it refused is kept from it; null: nothing is. */
  refusedUntilAtMs: number | null;
}

/** In the allocator's own order, with the one that it would choose next marked. */
export function ladderSteps(rows: readonly LadderRow[], total: Resources): LadderStep[] {
  return rows.map((row) => ({
    ...sharesOf(row, total),
    key: `${row.frameworkId} ${row.role}`,
    name: row.frameworkName,
    role: row.role,
    weight: row.levels.at(-1)?.weight ?? 1,
    isNext: row.isNext,
    frameworkId: row.frameworkId,
    refusedUntilAtMs: row.refusedUntilAtMs,
    isHungry: row.isHungry,
    why: row.why,
  }));
}
