import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeploymentId, DeploymentRecord, RevisionRecord } from '@gantry/model';
import { FollowedRibbons } from './followed-ribbons.ts';
import type { PastLog, PresentPlane } from './past/past-log.ts';
import { dipsOf } from './readiness-dips.ts';
import { pointsSince, type Ribbon, RibbonFold, type RibbonPoint, wantedOf } from './ribbon.ts';
import { thin } from './ribbon-thin.ts';
import type { Tally } from './tally.ts';

/** What of the past a ribbon is made of. */
type CommitHistory = Pick<PastLog, 'commits' | 'revisionAt'>;

/** So many commits are looked at for one ribbon at the most: on a busy cluster it reaches less far back. */
const maxCommits = 20_000;
/** Reading commits holds the thread up, and the leader has better things to do: a few at a time. */
const commitsPerRead = 16;
const keptBeginnings = 32;
const pointsPerBeginning = 2_000;

/** What the history tells of the time before the ribbons were followed. */
interface Beginning {
  /** From when on it is complete. */
  fromAtMs: number;
  points: RibbonPoint[];
}

/**
 * Ribbons as they are followed, and for what was before this process from the store's history. That is read once for a
 * deployment, so that asking again, however much happened, reads nothing.
 */
export class Ribbons {
  readonly #plane: PresentPlane;
  readonly #history: CommitHistory;
  readonly #followed: FollowedRibbons;
  /** The longest unused first. */
  readonly #beginnings = new Map<DeploymentId, { sinceAtMs: number; read: Promise<Beginning> }>();

  constructor(plane: PresentPlane, history: CommitHistory, tally: Tally) {
    this.#plane = plane;
    this.#history = history;
    this.#followed = new FollowedRibbons(plane, tally);
  }

  /** The ribbon of the last `windowSeconds`, as far as commits are kept and `maxCommits` reaches. */
  async read(
    deployment: DeploymentRecord,
    { windowSeconds, maxPoints }: { windowSeconds: number; maxPoints: number },
  ): Promise<Ribbon> {
    const fromAtMs = this.#plane.now() - windowSeconds * 1_000;
    return await this.since(deployment, { fromAtMs, maxPoints });
  }

  /** The ribbon from a moment on. Asked again from the same moment, it reads no history again. */
  async since(
    deployment: DeploymentRecord,
    { fromAtMs, maxPoints }: { fromAtMs: number; maxPoints: number },
  ): Promise<Ribbon> {
    const toAtMs = this.#plane.now();
    const sinceAtMs = Math.max(fromAtMs, deployment.createdAtMs);
    const beginning = await this.#beginning(deployment, sinceAtMs);
    const early = pointsSince(beginning?.points ?? [], sinceAtMs);
    const points = [...early, ...this.#followed.since(deployment.id, sinceAtMs)];
    return {
      fromAtMs: Math.max(sinceAtMs, beginning?.fromAtMs ?? 0),
      toAtMs,
      points: thin(points, maxPoints),
      dips: dipsOf(points),
      thinned: points.length > maxPoints,
    };
  }

  /** null: all that is asked for was followed. Those who come while it is read wait for it. */
  async #beginning(deployment: DeploymentRecord, sinceAtMs: number): Promise<Beginning | null> {
    const { id } = deployment;
    if (sinceAtMs >= this.#followed.atMs || this.#followed.firstOf(id) === null) return null;
    const kept = this.#beginnings.get(id);
    this.#beginnings.delete(id);
    const isUsable = kept !== undefined && kept.sinceAtMs <= sinceAtMs;
    const used = isUsable ? kept : { sinceAtMs, read: this.#read(deployment, sinceAtMs) };
    this.#beginnings.set(id, used);
    const [oldest] = this.#beginnings.keys();
    if (this.#beginnings.size > keptBeginnings && oldest) this.#beginnings.delete(oldest);
    try {
      return await used.read;
    } catch (error) {
      this.#beginnings.delete(id);
      throw error;
    }
  }

  async #read({ id, spec }: DeploymentRecord, sinceAtMs: number): Promise<Beginning> {
    const { revision: last } = this.#followed;
    const { revision, oldest } = await this.#history.revisionAt(sinceAtMs);
    const first = Math.max(revision, oldest, last - maxCommits);
    const revisions = this.#plane.view.revisionsOf(id);
    const replicas = replicasAt(revisions, sinceAtMs) ?? spec.replicas;
    const [earliest] = first > revision ? await this.#history.commits(first, 1) : [];
    // Of what was before the first that is read nothing is known.
    const fromAtMs = Math.max(sinceAtMs, earliest?.atMs ?? sinceAtMs);
    const fold = new RibbonFold(id, fromAtMs);
    for (let at = first; at < last; ) {
      const commits = await this.#history.commits(at, Math.min(commitsPerRead, last - at));
      for (const commit of commits) fold.take(commit);
      at = commits.at(-1)?.revision ?? last;
      await nextTurn();
    }
    const atEnd = this.#followed.firstOf(id) ?? { ready: {}, total: 0 };
    const points = fold.points({ wantedAtStart: wantedOf({ ...spec, replicas }), atEnd });
    return { fromAtMs, points: thin(points, pointsPerBeginning) };
  }
}

/** Of the revision that was current then. A scaling between it and that moment is not known. */
function replicasAt(revisions: readonly RevisionRecord[], atMs: number): number | null {
  const before = revisions.filter(({ createdAtMs }) => createdAtMs <= atMs);
  return before.sort((a, b) => a.number - b.number).at(-1)?.replicas ?? null;
}
