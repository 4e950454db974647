import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type NodeId, type Snapshot, taskStates } from '@gantry/model';
import type { ClusterCounts } from '../changes.ts';
import { Feed } from '../feed.ts';
import { type StreamedChange, scopeOf } from '../scope.ts';
import { Tally, type TaskCounts } from '../tally.ts';
import { type Differences, differencesOf } from './differences.ts';
import { Grounds } from './grounds.ts';
import { Keyframes } from './keyframes.ts';
import type { PastLog, Present } from './past-log.ts';
import { type PlayedPlane, playTo } from './played-plane.ts';
import { type Stretch, type StretchBounds, stretchAround, stretchBounds } from './stretch.ts';

/** What one commit changed in a scope. */
export interface PastCommit {
  revision: number;
  changes: StreamedChange[];
  counts: ClusterCounts | null;
}

/** A part of a scope's stretch: its records at the beginning, then commit after commit. */
export type PastPart =
  | { kind: 'records'; scope: string; changes: StreamedChange[]; counts: ClusterCounts | null }
  | { kind: 'commits'; scope: string; commits: PastCommit[] };

const recordsPerPart = 1_000;
const commitsPerTurn = 16;

/** Who looks back for the doors: in this thread, or in one of its own. */
export type LookBack = Pick<Past, 'log' | 'around' | 'differences' | 'play'>;

/** The cluster as it was, for those who look back. */
export class Past {
  readonly #present: Present;
  readonly #log: PastLog;
  readonly #keyframes: Keyframes;
  readonly #grounds: Grounds;
  readonly #bounds: StretchBounds;

  constructor(present: Present, log: PastLog, bounds: StretchBounds = stretchBounds) {
    this.#present = present;
    this.#log = log;
    this.#keyframes = new Keyframes(log);
    this.#grounds = new Grounds(log, this.#keyframes);
    this.#bounds = bounds;
  }

  get log(): PastLog {
    return this.#log;
  }

  around(atMs: number): Promise<Stretch> {
    const newest = this.#present.view.revision;
    return stretchAround(this.#log, { atMs, newest, nowMs: this.#present.now(), bounds: this.#bounds });
  }

  async stateAt(revision: number): Promise<Snapshot> {
    const { oldest } = await this.#log.revisionAt(0);
    return this.#keyframes.stateAt(revision, oldest);
  }

  /** What differs between two moments, however much happened in between; before the oldest that is kept, from that on. */
  async differences({ fromAtMs, toAtMs }: { fromAtMs: number; toAtMs: number }): Promise<Differences> {
    const [from, to] = await Promise.all([fromAtMs, toAtMs].map((atMs) => this.#log.revisionAt(atMs)));
    const first = Math.max(from!.revision, from!.oldest);
    const before = await this.stateAt(first);
    return differencesOf(this.#log, before, await this.stateAt(Math.max(first, to!.revision)));
  }

  /** The scopes' records at `from`, and what each commit up to `to` changed in them. Only commits that changed something. */
  async *play({
    scopes,
    from,
    to,
  }: {
    scopes: string[];
    from: number;
    to: number;
  }): AsyncGenerator<PastPart> {
    const plane = await this.#grounds.planeAt(from);
    const followed = await Promise.all(scopes.map((scope) => Follower.of(plane, scope)));
    try {
      for (const follower of followed) yield* inTurns(follower.begin());
      await playTo(this.#log, plane, {
        upTo: to,
        onPlayed: () => {
          for (const follower of followed) follower.take();
        },
      });
      for (const follower of followed) yield* follower.end();
    } finally {
      for (const follower of followed) follower.close();
    }
  }
}

/** One scope of a stretch that is played, told by what tells live subscribers. */
class Follower {
  readonly #scope: string;
  readonly #plane: PlayedPlane;
  readonly #feed: Feed;
  readonly #tally: Tally | null;
  #commits: PastCommit[] = [];
  #lastCounts: TaskCounts | null = null;

  static async of(plane: PlayedPlane, scope: string): Promise<Follower> {
    const tally = scopeOf(scope).kind === 'cluster' ? await Tally.inTurns(plane) : null;
    return new Follower(plane, scope, tally);
  }

  private constructor(plane: PlayedPlane, scope: string, tally: Tally | null) {
    this.#scope = scope;
    this.#plane = plane;
    this.#tally = tally;
    this.#feed = new Feed(plane, { scopes: [scopeOf(scope)], maxPending: Number.POSITIVE_INFINITY });
  }

  *begin(): Generator<PastPart> {
    const { records } = this.#feed.restart();
    for (let at = 0; at === 0 || at < records.length; at += recordsPerPart) {
      const changes = records.slice(at, at + recordsPerPart);
      yield { kind: 'records', scope: this.#scope, changes, counts: at === 0 ? this.#allCounts() : null };
    }
  }

  take(): void {
    const { to, changes, touchedNodes } = this.#feed.take();
    const counts = this.#countsOf(touchedNodes);
    if (changes.length > 0 || counts !== null) this.#commits.push({ revision: to, changes, counts });
  }

  *end(): Generator<PastPart> {
    for (let at = 0; at < this.#commits.length; ) {
      const commits = this.#commits.slice(at, at + commitsPerTurn);
      yield { kind: 'commits', scope: this.#scope, commits };
      at += commits.length;
    }
  }

  close(): void {
    this.#feed.close();
    this.#tally?.close();
  }

  #allCounts(): ClusterCounts | null {
    const nodes = Array.from(this.#plane.view.all('nodes'), ({ id }) => id);
    return this.#counts(nodes);
  }

  #countsOf(touched: readonly NodeId[]): ClusterCounts | null {
    const last = this.#lastCounts;
    const counts = this.#counts(touched);
    return touched.length > 0 || !isSame(last, this.#lastCounts) ? counts : null;
  }

  #counts(nodes: readonly NodeId[]): ClusterCounts | null {
    const tally = this.#tally;
    if (tally === null) return null;
    this.#lastCounts = tally.counts();
    return { tasks: this.#lastCounts, nodes: nodes.map((id) => tally.loadOf(id)) };
  }
}

/** Others get their turn on the event loop between the parts. */
async function* inTurns(parts: Iterable<PastPart>): AsyncGenerator<PastPart> {
  for (const part of parts) {
    yield part;
    await nextTurn();
  }
}

const isSame = (a: TaskCounts | null, b: TaskCounts | null) =>
  a?.ready === b?.ready &&
  a?.unplaced === b?.unplaced &&
  a?.unreachableNodes === b?.unreachableNodes &&
  taskStates.every((state) => a?.byState[state] === b?.byState[state]) &&
  isDeepStrictEqual(a?.unplacedOf, b?.unplacedOf) &&
  isDeepStrictEqual(a?.ofFrameworks, b?.ofFrameworks);
