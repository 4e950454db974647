import type { DeploymentHistory, RevisionEntry } from '@gantry/client';

type Told = Pick<DeploymentHistory, 'series'> & {
  revisions: readonly Pick<RevisionEntry, 'createdAtMs' | 'rollout'>[];
};

/** From the first millisecond up to the one that is no longer of it. */
interface Stretch {
  fromAtMs: number;
  toAtMs: number;
}

/** What ends right after it came up was whole for a moment, and never well. */
const steadyMs = 60_000;

/**
 * The last moment at which a deployment had all that it wants and nothing was on its way: the end of the last time that it
 * was so for a minute, or of the longest such time if there was no minute of it. null: there was none that is remembered.
 */
export function lastHealthyAtMs({ series, revisions }: Told): number | null {
  const rollouts = revisions.map(({ createdAtMs, rollout }) => ({
    fromAtMs: createdAtMs,
    // What failed is trouble until something else is rolled out.
    toAtMs: isThrough(rollout) ? (rollout?.endedAtMs ?? createdAtMs) : Number.POSITIVE_INFINITY,
  }));
  const healthy = rollouts.reduce(
    (stretches, rollout) => stretches.flatMap((stretch) => without(stretch, rollout)),
    wholeStretches(series),
  );
  const lengthMs = ({ fromAtMs, toAtMs }: Stretch) => toAtMs - fromAtMs;
  const last =
    healthy.findLast((stretch) => lengthMs(stretch) >= steadyMs) ??
    healthy.toSorted((a, b) => lengthMs(a) - lengthMs(b)).at(-1);
  return last === undefined ? null : last.toAtMs - 1;
}

const isThrough = (rollout: RevisionEntry['rollout']) =>
  rollout === null || rollout.outcome === 'complete' || rollout.outcome === 'superseded';

/** When as many were ready as are wanted, oldest first. */
function wholeStretches({ points, toAtMs }: DeploymentHistory['series']): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, { atMs, ready, desired }] of points.entries()) {
    const count = Object.values(ready).reduce((sum, one) => sum + one, 0);
    if (desired === 0 || count < desired) continue;
    const stretch = { fromAtMs: atMs, toAtMs: points[index + 1]?.atMs ?? toAtMs };
    const before = stretches.at(-1);
    if (before?.toAtMs === atMs) before.toAtMs = stretch.toAtMs;
    else stretches.push(stretch);
  }
  return stretches;
}

/** What is left of a stretch beside a rollout: before it, after it, or both. */
const without = (stretch: Stretch, rollout: Stretch): Stretch[] =>
  rollout.toAtMs <= rollout.fromAtMs
    ? [stretch]
    : [
        { ...stretch, toAtMs: Math.min(stretch.toAtMs, rollout.fromAtMs) },
        { ...stretch, fromAtMs: Math.max(stretch.fromAtMs, rollout.toAtMs) },
      ].filter(({ fromAtMs, toAtMs }) => fromAtMs < toAtMs);
