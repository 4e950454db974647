import type { DeploymentHistory, RevisionEntry, RolloutSummary } from '@gantry/client';
import type { RolloutRecord } from '@gantry/model';
import { rolloutPace } from '@gantry/model/rollout-pace';

/** The history as it was at a moment: what came later is not there, and rollouts were as far as they were. */
export function historyAt(
  history: DeploymentHistory,
  then: { atMs: number; revision: number; rollouts: readonly RolloutRecord[] },
): DeploymentHistory {
  const { atMs, revision } = then;
  const { fromAtMs, points, dips } = history.series;
  return {
    ...history,
    currentRevision: revision,
    revisions: history.revisions
      .filter(({ createdAtMs }) => createdAtMs <= atMs)
      .map((entry) => ({ ...entry, current: entry.number === revision, rollout: rolloutAt(entry, then) })),
    pace: rolloutPace(then.rollouts),
    series: {
      ...history.series,
      fromAtMs: Math.min(fromAtMs, atMs),
      toAtMs: atMs,
      points: points.filter((point) => point.atMs <= atMs),
      dips: dips
        .filter((dip) => dip.fromAtMs <= atMs)
        .map((dip) => ({ ...dip, toAtMs: dip.toAtMs !== null && dip.toAtMs <= atMs ? dip.toAtMs : null })),
    },
  };
}

/** By its record of then; one that is no longer kept is told as it ended, if it had ended. */
function rolloutAt(
  { number, rollout }: RevisionEntry,
  { atMs, rollouts }: { atMs: number; rollouts: readonly RolloutRecord[] },
): RolloutSummary | null {
  const record = rollouts.findLast(({ toRevision }) => toRevision === number);
  if (record === undefined) return rollout !== null && (rollout.endedAtMs ?? atMs) <= atMs ? rollout : null;
  const { outcome, startedAtMs, endedAtMs } = record;
  const tookMs = outcome === 'complete' && endedAtMs !== null ? endedAtMs - startedAtMs : null;
  return { ...record, tookMs };
}
