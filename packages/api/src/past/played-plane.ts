import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadReplica, type Replica, type View } from '@gantry/engine';
import type { Commit, Snapshot } from '@gantry/model';
import type { Followed } from '../feed.ts';
import type { PastLog } from './past-log.ts';

/**
 * A state of the past that is moved forward commit by commit. It can be followed as the present can, so that what a
 * browser is told of the past is worked out by the same code.
 */
export class PlayedPlane implements Followed {
  readonly #replica: Replica;
  readonly #listeners = new Set<(commit: Commit) => void>();

  private constructor(replica: Replica) {
    this.#replica = replica;
  }

  /** Others get their turn on the event loop meanwhile. */
  static async from(snapshot: Snapshot): Promise<PlayedPlane> {
    for (const loading = loadReplica(snapshot); ; await nextTurn()) {
      const { done, value } = loading.next();
      if (done) return new PlayedPlane(value);
    }
  }

  /** One that is moved by itself from here on. This one must stay where it is. */
  branch(): PlayedPlane {
    return new PlayedPlane(this.#replica.branch());
  }

  get view(): View {
    return this.#replica.view;
  }

  /** From where it is now; null for any other revision. */
  subscribe(afterRevision: number, onCommit: (commit: Commit) => void): (() => void) | null {
    if (afterRevision !== this.view.revision) return null;
    this.#listeners.add(onCommit);
    return () => this.#listeners.delete(onCommit);
  }

  /** @throws when it is not the commit after the last one. */
  play(commit: Commit): void {
    this.#replica.apply(commit);
    for (const listener of this.#listeners) listener(commit);
  }
}

const commitsPerRead = 16;
const changesPerTurn = 4_000;

/** Plays each commit up to a revision; others get their turn on the event loop. Throws RangeError when it is yet to come. */
export async function playTo(
  log: PastLog,
  plane: PlayedPlane,
  { upTo, onPlayed = () => {} }: { upTo: number; onPlayed?: () => void },
): Promise<void> {
  while (plane.view.revision < upTo) {
    const after = plane.view.revision;
    const commits = await log.commits(after, Math.min(commitsPerRead, upTo - after));
    if (commits.length === 0) throw new RangeError(`Revision ${upTo} is yet to come.`);
    let changes = 0;
    for (const commit of commits) {
      plane.play(commit);
      onPlayed();
      changes += commit.changes.length;
      if (changes < changesPerTurn) continue;
      changes = 0;
      await nextTurn();
    }
    await nextTurn();
  }
}
