import type { AppRouter } from '@gantry/client';
import type { Resources } from '@gantry/model';
import type { inferRouterOutputs } from '@trpc/server';
import { type Shares, sharesOf } from '../../shared/ladder/shares.ts';
import { sumOf } from '../../shared/resource-sum.ts';

type Outputs = inferRouterOutputs<AppRouter>;
type ToldFramework = Pick<
  Outputs['frameworks']['list']['items'][number],
  'id' | 'taken' | 'holds' | 'lastOfferAtMs' | 'why'
>;
type ToldRung = Pick<
  Outputs['allocation']['ladder']['items'][number],
  'frameworkId' | 'offered' | 'refusedUntilAtMs' | 'quotaGuarantee' | 'quotaLimit'
>;

/** How a framework stands with the allocator, in all of its roles. */
export interface Standing extends ToldFramework {
  shares: Shares;
  /** Until when the last of what it refused is kept from it; null: nothing is. */
  refusedUntilAtMs: number | null;
}

/** By the ids of frameworks. A quota is of a role: it is marked where the framework has one role only. */
export function standingsOf(
  frameworks: readonly ToldFramework[],
  { items, total }: { items: readonly ToldRung[]; total: Resources },
): ReadonlyMap<string, Standing> {
  const rungs = Map.groupBy(items, ({ frameworkId }) => frameworkId);
  return new Map(
    frameworks.map((one) => {
      const own = rungs.get(one.id) ?? [];
      const [quota = null] = own.length === 1 ? own : [];
      const shares = sharesOf(
        {
          taken: one.taken,
          offered: sumOf(own.map(({ offered }) => offered)),
          quotaGuarantee: quota?.quotaGuarantee ?? null,
          quotaLimit: quota?.quotaLimit ?? null,
        },
        total,
      );
      const untils = own.flatMap(({ refusedUntilAtMs }) => refusedUntilAtMs ?? []);
      const refusedUntilAtMs = untils.length === 0 ? null : Math.max(...untils);
      return [one.id, { ...one, shares, refusedUntilAtMs }];
    }),
  );
}
