import { byAge } from './history.ts';
import type { Resize } from './resize.ts';
import type { ReplicaSetCounts } from './rollout-input.ts';
import type { Scene } from './scene.ts';

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const isActive = (set: ReplicaSetCounts) => set.replicas > 0;

/** The deployment's size was changed after an active replica set was last written. */
export function isScalingEvent({ input, wanted }: Scene): boolean {
  return input.replicaSets.some((set) => isActive(set) && set.desiredReplicas !== wanted);
}

const resize = (sets: readonly ReplicaSetCounts[], replicas: number): Resize[] =>
  sets.map(({ id }) => ({ id, replicas }));

/**
 * Brings a deployment to another size without moving its rollout on: the only active replica set takes it all, a
 * finished rollout's old ones go, and in the middle of a rollout each gets its share (rules RO8 and RO9).
 */
export function scale(scene: Scene): Resize[] {
  const { input, wanted, newSet, old } = scene;
  const active = input.replicaSets.filter(isActive);
  if (active.length <= 1) {
    const sole = active[0] ?? newSet ?? old.at(-1);
    return sole ? resize([sole], wanted) : [];
  }
  if (newSet !== null && isSaturated(newSet, wanted)) return resize(old.filter(isActive), 0);
  return input.spec.strategy.type === 'Recreate' ? [] : scaleProportionally(scene, active);
}

function isSaturated(set: ReplicaSetCounts, wanted: number): boolean {
  return set.replicas === wanted && set.desiredReplicas === wanted && set.available === wanted;
}

/** Each gets its share, rounded; what rounding leaves goes to the largest. */
function scaleProportionally({ input, wanted, posts }: Scene, active: readonly ReplicaSetCounts[]): Resize[] {
  const allowed = wanted > 0 ? posts.maxTotal : 0;
  const add = allowed - sum(active.map((set) => set.replicas));
  const tie = add > 0 ? -1 : 1;
  const largestFirst = [...active].sort((a, b) => b.replicas - a.replicas || tie * byAge(a, b));
  let left = add;
  const sizes = largestFirst.map((set) => {
    const share = shareOf(set, { wanted, allowed, left, before: set.maxReplicas || input.status.replicas });
    left -= share;
    return { id: set.id, replicas: set.replicas + share };
  });
  const shares = sizes.map(({ id, replicas }, index) => ({
    id,
    replicas: index === 0 ? Math.max(0, replicas + left) : replicas,
  }));
  const kept = keepEnough(shares, {
    sets: largestFirst,
    least: posts.minAvailable,
    of: (set) => set.available,
  });
  return keepEnough(kept, { sets: largestFirst, least: posts.minAvailable, of: (set) => set.ready });
}

/**
 * Gives back what the shares would take below the lower fence post, and takes it from what does not serve instead: they
 * go by size and do not know which of the sets is the one that serves. Kubernetes has no such care.
 */
function keepEnough(
  sizes: readonly Resize[],
  {
    sets,
    least,
    of,
  }: { sets: readonly ReplicaSetCounts[]; least: number; of: (set: ReplicaSetCounts) => number },
): Resize[] {
  const serving = sets.map((set) => Math.min(of(set), set.replicas));
  const left = sizes.map(({ replicas }, index) => Math.min(replicas, serving[index] ?? 0));
  const missing = Math.max(0, Math.min(least, sum(serving)) - sum(left));
  const back = upTo(
    missing,
    sizes.map(({ replicas }, index) => (serving[index] ?? 0) - replicas),
  );
  const instead = upTo(
    sum(back),
    sizes.map(({ replicas }, index) => replicas - (serving[index] ?? 0)),
  );
  return sizes.map(({ id, replicas }, index) => ({
    id,
    replicas: replicas + back[index]! - instead[index]!,
  }));
}

/** Parts of `count`, from the first on, none larger than its room. */
function upTo(count: number, rooms: readonly number[]): number[] {
  let left = count;
  return rooms.map((room) => {
    const part = Math.max(0, Math.min(left, room));
    left -= part;
    return part;
  });
}

/** By how much one replica set changes. `before` is what all of them could have had when it was last written. */
function shareOf(
  { replicas }: ReplicaSetCounts,
  { wanted, allowed, left, before }: { wanted: number; allowed: number; left: number; before: number },
): number {
  if (left === 0) return 0;
  const fraction =
    wanted === 0 ? -replicas : before === 0 ? 0 : Math.round((replicas * allowed) / before) - replicas;
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}
