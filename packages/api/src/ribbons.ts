import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeploymentId, DeploymentRecord, RevisionRecord } from '@gantry/model';
import type { PastLog, PresentPlane } from './past/past-log.ts';
import { type Ribbon, RibbonFold } from './ribbon.ts';

/** What of the past a ribbon is made of. */
type CommitHistory = Pick<PastLog, 'commits' | 'revisionAt'>;

/** So many commits are looked at for one ribbon at the most: on a busy cluster it reaches less far back. */
const maxCommits = 20_000;
/** Reading commits holds the thread up, and the leader has better things to do: a few at a time. */
const commitsPerRead = 16;
const keptFolds = 32;
/** A fold that has grown beyond this is begun anew, from where the window begins by then. */
const maxSteps = 50_000;

interface Kept {
  fold: RibbonFold;
  /** The revisions that it has taken: after the first, up to the second. */
  from: number;
  to: number;
}

/** Ribbons from the store's history. Each is kept, so that asking again costs only what happened since. */
export class Ribbons {
  readonly #plane: PresentPlane;
  readonly #history: CommitHistory;
  /** The longest unused first. */
  readonly #kept = new Map<DeploymentId, Promise<Kept>>();

  constructor(plane: PresentPlane, history: CommitHistory) {
    this.#plane = plane;
    this.#history = history;
  }

  /** The ribbon of the last `windowSeconds`, as far as commits are kept and `maxCommits` reaches. */
  async read(
    deployment: DeploymentRecord,
    { windowSeconds, maxPoints }: { windowSeconds: number; maxPoints: number },
  ): Promise<Ribbon> {
    const { view } = this.#plane;
    const toAtMs = this.#plane.now();
    const sinceAtMs = Math.max(toAtMs - windowSeconds * 1_000, deployment.createdAtMs);
    const { fold } = await this.#upToDate(deployment.id, sinceAtMs);
    return fold.ribbon({
      tasksNow: view.tasksOfDeployment(deployment.id),
      sinceAtMs,
      toAtMs,
      desiredAtStart: replicasAt(view.revisionsOf(deployment.id), sinceAtMs) ?? deployment.spec.replicas,
      maxPoints,
    });
  }

  /** One reader at a time works on a fold; those who come meanwhile wait for it. */
  #upToDate(id: DeploymentId, sinceAtMs: number): Promise<Kept> {
    const last = this.#kept.get(id) ?? Promise.resolve(null);
    const next = last.catch(() => null).then((kept) => this.#goOn(id, sinceAtMs, kept));
    this.#kept.delete(id);
    this.#kept.set(id, next);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptFolds && oldest) this.#kept.delete(oldest);
    return next;
  }

  async #goOn(id: DeploymentId, sinceAtMs: number, kept: Kept | null): Promise<Kept> {
    const newest = this.#plane.view.revision;
    const { revision, oldest } = await this.#history.revisionAt(sinceAtMs);
    const from = Math.max(revision, oldest, newest - maxCommits);
    const isUsable = kept !== null && kept.from <= from && kept.to >= from && kept.fold.size < maxSteps;
    const begun = isUsable ? kept : { fold: new RibbonFold(id, sinceAtMs), from, to: from };
    while (begun.to < newest) {
      const commits = await this.#history.commits(begun.to, commitsPerRead);
      for (const commit of commits) begun.fold.take(commit);
      begun.to = commits.at(-1)?.revision ?? newest;
      await nextTurn();
    }
    return begun;
  }
}

/** Of the revision that was current then. A scaling between it and that moment is not known. */
function replicasAt(revisions: readonly RevisionRecord[], atMs: number): number | null {
  const before = revisions.filter(({ createdAtMs }) => createdAtMs <= atMs);
  return before.sort((a, b) => a.number - b.number).at(-1)?.replicas ?? null;
}
