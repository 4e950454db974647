import { cameToServe, type ReplicaSetId, type RolloutRecord, type TemplateHash } from '@gantry/model';
import type { ReplicaSetCounts } from './rollout-input.ts';

interface Aged {
  id: ReplicaSetId;
  name: string;
  createdAtMs: number;
}

/** Oldest first; the name decides between two of the same instant. */
export function byAge(a: Aged, b: Aged): number {
  return a.createdAtMs - b.createdAtMs || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** The replica set of the wanted template: the oldest, should there be several; the others count as old ones. */
export function findNewReplicaSet<T extends Aged & { templateHash: TemplateHash }>(
  replicaSets: readonly T[],
  templateHash: TemplateHash,
): T | null {
  return replicaSets.filter((set) => set.templateHash === templateHash).sort(byAge)[0] ?? null;
}

/** The revision that is known to be good: the newest that came to serve. One that was aborted or rolled back is not. */
export function stableRevision(
  rollouts: readonly Pick<RolloutRecord, 'toRevision' | 'outcome' | 'promoted'>[],
): number | null {
  const good = rollouts.filter(cameToServe);
  return good.reduce<number | null>((newest, { toRevision }) => Math.max(newest ?? 0, toRevision), null);
}

/**
 * Old replica sets beyond the history limit: the first `count - limit` by revision, of them only those with no task
 * left. A skipped one is not made up for by a later one. `limit` null keeps all.
 */
export function revisionsToForget(old: readonly ReplicaSetCounts[], limit: number | null): ReplicaSetId[] {
  if (limit === null) return [];
  const surplus = Math.max(0, old.length - limit);
  return [...old]
    .sort((a, b) => a.revision - b.revision)
    .slice(0, surplus)
    .filter((set) => set.replicas === 0 && set.active === 0 && set.terminating === 0)
    .map((set) => set.id);
}
