import type { Commit, Snapshot } from '@gantry/model';
import type { View } from '../port.ts';
import { State } from './state.ts';

/** A follower's state: a snapshot and the commits since. */
export interface Replica {
  readonly view: View;
  /** @throws when it is not the commit after the last one. */
  apply(commit: Commit): void;
  /** One that goes on from here by itself, at the cost of what it is then told. This one must stay as it is. */
  branch(): Replica;
  snapshot(): Snapshot;
}

export function createReplica(snapshot: Snapshot): Replica {
  return replicaOf(State.load(snapshot, { freezes: false }));
}

/** The same in parts, a few milliseconds of work each: for a large one made beside other work. Returns it at the end. */
export function* loadReplica(snapshot: Snapshot): Generator<void, Replica> {
  return replicaOf(yield* State.loading(snapshot, { freezes: false }));
}

function replicaOf(state: State): Replica {
  return {
    view: state,
    apply(commit) {
      if (commit.revision !== state.revision + 1) {
        throw new Error(`Commit ${commit.revision} does not follow revision ${state.revision}.`);
      }
      state.apply(commit);
    },
    branch: () => replicaOf(state.layer()),
    snapshot: () => state.snapshot(),
  };
}
