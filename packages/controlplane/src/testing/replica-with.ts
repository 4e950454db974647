import { createReplica, emptySnapshot, type Replica } from '@gantry/engine';
import type { Change } from '@gantry/model';

/** A follower of a cluster in which so far only `changes` have happened. */
export function replicaWith(...changes: Change[]): Replica {
  const replica = createReplica(emptySnapshot());
  commitTo(replica, ...changes);
  return replica;
}

export function commitTo(replica: Replica, ...changes: Change[]): void {
  replica.apply({ revision: replica.view.revision + 1, atMs: 0, changes });
}
