import type { ReplicaSetId } from '@gantry/model';
import type { ReplicaSetSize, RolloutDecision, RolloutEvent } from './rollout-input.ts';
import type { Scene } from './scene.ts';

/** A size that a strategy wants. `id` null: the new replica set, which does not exist yet. */
export interface Resize {
  id: ReplicaSetId | null;
  replicas: number;
}

/**
 * The writes that bring the replica sets to these sizes. A set in use is also written when the deployment's size has
 * changed since, or the same scaling would be seen again for ever.
 */
export function resized(
  scene: Scene,
  resizes: readonly Resize[],
): Pick<RolloutDecision, 'replicas' | 'createReplicaSet' | 'events'> {
  const { input, wanted, posts } = scene;
  const bookkeeping = { desiredReplicas: wanted, maxReplicas: posts.maxTotal };
  const writes = input.replicaSets.flatMap((set) => {
    const replicas = resizes.find(({ id }) => id === set.id)?.replicas ?? set.replicas;
    const isStale = replicas > 0 && set.desiredReplicas !== wanted;
    return replicas !== set.replicas || isStale ? [{ id: set.id, replicas, ...bookkeeping }] : [];
  });
  const created = resizes.find(({ id }) => id === null);
  return {
    replicas: writes,
    createReplicaSet: created ? { replicas: created.replicas, ...bookkeeping } : null,
    events: [
      ...(created ? sizeEvents(input.newReplicaSet.name, 0, created.replicas) : []),
      ...writes.flatMap((write) => writeEvents(scene, write)),
    ],
  };
}

function writeEvents({ input }: Scene, { id, replicas }: ReplicaSetSize): RolloutEvent[] {
  const set = input.replicaSets.find((one) => one.id === id);
  return set ? sizeEvents(set.name, set.replicas, replicas) : [];
}

function sizeEvents(name: string, from: number, to: number): RolloutEvent[] {
  if (from === to) return [];
  const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`;
  return [{ reason: 'ScalingReplicaSet', message }];
}
