import type { RolloutRecord } from '@gantry/model';
import type { Goal } from './balance.ts';
import { type FencePosts, fencePosts } from './fence-posts.ts';
import { byAge } from './history.ts';
import type { ReplicaSetCounts, RolloutInput } from './rollout-input.ts';

/** The input, sorted out: which replica set is the new one, which are old, which one is gone back to. */
export interface Scene {
  input: RolloutInput;
  /** Wanted size of the deployment. */
  wanted: number;
  posts: FencePosts;
  newSet: ReplicaSetCounts | null;
  /** Oldest first. */
  old: readonly ReplicaSetCounts[];
  /** The old one whose revision is stable; null when there is none, or when it is the new one. */
  stable: ReplicaSetCounts | null;
}

export function sceneOf(input: RolloutInput): Scene {
  const { spec, newReplicaSet, replicaSets, stableRevision } = input;
  const old = replicaSets.filter((set) => set.id !== newReplicaSet.id).sort(byAge);
  return {
    input,
    wanted: spec.replicas,
    posts: fencePosts(spec.strategy, spec.replicas),
    newSet: replicaSets.find((set) => set.id === newReplicaSet.id) ?? null,
    old,
    stable: stableRevision === null ? null : (old.find((set) => holds(set, stableRevision)) ?? null),
  };
}

/** A replica set that was rolled back to carries its earlier revision numbers in its history. */
export function holds(
  set: Pick<ReplicaSetCounts, 'revision' | 'revisionHistory'>,
  revision: number,
): boolean {
  return set.revision === revision || set.revisionHistory.includes(revision);
}

/**
 * A set with a target, counted as it will be once its tasks have followed its size: a surplus is as good as stopping,
 * the least useful of it first. So deciding twice before the tasks follow does not stop or start anything twice.
 */
export function goalOf(set: ReplicaSetCounts | null, target: number): Goal {
  if (set === null) return { id: null, replicas: 0, ready: 0, available: 0, terminating: 0, target };
  const { id, replicas } = set;
  return {
    id,
    replicas,
    ready: Math.min(set.ready, replicas),
    available: Math.min(set.available, replicas),
    terminating: stoppingOf(set),
    target,
  };
}

/** Tasks that are stopping or about to be told to. */
export function stoppingOf({ active, replicas, terminating }: ReplicaSetCounts): number {
  return terminating + Math.max(0, active - replicas);
}

export function total(sets: readonly ReplicaSetCounts[], of: (set: ReplicaSetCounts) => number): number {
  return sets.reduce((sum, set) => sum + of(set), 0);
}

/** Where a canary or blue-green rollout stands. Other strategies have no steps: `done` from the start. */
export interface StepProgress extends Pick<RolloutRecord, 'step' | 'stepStartedAtMs' | 'promoted'> {
  /** Every step is behind; only the counts are left to be awaited. */
  done: boolean;
  /** Not null: it waits for time or a person, says the sentence, and the deadlines do not run. */
  waiting: string | null;
  /** When the wait is over by itself. */
  wakeAtMs: number | null;
}
