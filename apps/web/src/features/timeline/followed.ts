import type { DeploymentHistory, RevisionEntry } from '@gantry/client';
import type { Plan } from '../../live/plans.ts';
import { stepped } from './ribbon-geometry.ts';

/** A plan that was confirmed: it stays beside what then happens, so that one sees how good it was. */
export interface Confirmed {
  plan: Plan;
  /** The revision that is to come back. */
  target: number;
  /** Newest revision when it was confirmed: the restore is a later one. */
  afterRevision: number;
}

/** What has come of a confirmed plan. */
export interface Followed extends Confirmed {
  /** null: its rollout has not begun. */
  actual: {
    revision: number;
    /** Since its beginning: how many were ready, step by step up to now or to its end. */
    curve: { atMs: number; ready: number }[];
    tookMs: number;
    isOver: boolean;
  } | null;
}

export function followed(confirmed: Confirmed, history: DeploymentHistory, nowMs: number): Followed {
  const restore = history.revisions.findLast(
    ({ number, restoredFrom }) => number > confirmed.afterRevision && restoredFrom === confirmed.target,
  );
  return { ...confirmed, actual: restore === undefined ? null : actualOf(restore, history, nowMs) };
}

function actualOf(
  { number, createdAtMs, rollout }: RevisionEntry,
  { series }: DeploymentHistory,
  nowMs: number,
): Followed['actual'] {
  const endAtMs = rollout?.endedAtMs ?? null;
  const untilAtMs = Math.max(createdAtMs, endAtMs ?? nowMs);
  const before = series.points.findLast(({ atMs }) => atMs <= createdAtMs);
  const during = series.points.filter(({ atMs }) => atMs > createdAtMs && atMs <= untilAtMs);
  const counts = [before, ...during]
    .filter((point) => point !== undefined)
    .map(({ atMs, ready }) => ({
      atMs: Math.max(0, atMs - createdAtMs),
      ready: Object.values(ready).reduce((sum, one) => sum + one, 0),
    }));
  const last = counts.at(-1)?.ready ?? 0;
  return {
    revision: number,
    curve: [...stepped(counts), { atMs: untilAtMs - createdAtMs, ready: last }],
    tookMs: untilAtMs - createdAtMs,
    isOver: endAtMs !== null,
  };
}
