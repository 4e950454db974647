import type { DeploymentHistory, RevisionEntry } from '@gantry/client';

type Told = Pick<DeploymentHistory, 'series'> & {
  revisions: readonly Pick<RevisionEntry, 'createdAtMs' | 'rollout'>[];
};

/**
 * The last moment at which a deployment had all that it wants and nothing was on its way: the end of the last stretch of
 * its ribbon that was whole, or of the last one before a rollout that is not through or did not go well. null: there was
 * none that is remembered.
 */
export function lastHealthyAtMs({ series, revisions }: Told): number | null {
  const rollouts = revisions.map(({ createdAtMs, rollout }) => ({
    fromAtMs: createdAtMs,
    // What failed is trouble until something else is rolled out.
    untilAtMs: isThrough(rollout) ? (rollout?.endedAtMs ?? createdAtMs) : Number.POSITIVE_INFINITY,
  }));
  for (let index = series.points.length - 1; index >= 0; index -= 1) {
    const { atMs, ready, desired } = series.points[index]!;
    const count = Object.values(ready).reduce((sum, one) => sum + one, 0);
    if (desired === 0 || count < desired) continue;
    const endAtMs = series.points[index + 1]?.atMs ?? series.toAtMs;
    const healthyUntil = beforeRollouts({ atMs, endAtMs }, rollouts);
    if (healthyUntil !== null) return healthyUntil;
  }
  return null;
}

const isThrough = (rollout: RevisionEntry['rollout']) =>
  rollout === null || rollout.outcome === 'complete' || rollout.outcome === 'superseded';

/** The last millisecond of a stretch that lies in no rollout. */
function beforeRollouts(
  { atMs, endAtMs }: { atMs: number; endAtMs: number },
  rollouts: readonly { fromAtMs: number; untilAtMs: number }[],
): number | null {
  let last = endAtMs - 1;
  for (const { fromAtMs, untilAtMs } of rollouts.toSorted((a, b) => b.fromAtMs - a.fromAtMs)) {
    if (last >= fromAtMs && last < untilAtMs) last = fromAtMs - 1;
  }
  return last >= atMs ? last : null;
}
