import type { ClusterCounts, NodeLoad, PastCommit, StreamedChange, TaskCounts } from '@gantry/api';

/** One row of what a scope shows: a record, what a node carries, or the cluster's counts. null: not there. */
export type PastChange =
  | StreamedChange
  | { table: 'loads'; key: string; value: NodeLoad | null }
  | { table: 'counts'; key: string; value: TaskCounts | null };

/** A commit's changes in both directions. */
interface Step {
  revision: number;
  forward: PastChange[];
  backward: PastChange[];
}

/**
 * One scope over a stretch of revisions. It knows each commit forwards and backwards, so that going from any revision to
 * any other costs what changed in between.
 */
export class PastTrack {
  readonly from: number;
  readonly #first: readonly PastChange[];
  readonly #steps: readonly Step[];
  #revision: number;

  constructor(start: { revision: number; changes: readonly PastChange[] }, commits: readonly PastCommit[]) {
    this.from = start.revision;
    this.#revision = start.revision;
    this.#first = start.changes;
    this.#steps = stepsOf(start.changes, commits);
  }

  get revision(): number {
    return this.#revision;
  }

  /** Everything that the scope shows at a revision, where the track then is. */
  startAt(revision: number): PastChange[] {
    this.#revision = this.from;
    const rows = new Map(this.#first.map((change) => [keyOf(change), change]));
    for (const change of this.moveTo(revision)) rows.set(keyOf(change), change);
    return [...rows.values()].filter(({ value }) => value !== null);
  }

  /** What is different at another revision of the stretch: one change for each row. */
  moveTo(revision: number): PastChange[] {
    const between = stepsBetween(this.#steps, this.#revision, revision);
    const isForward = revision >= this.#revision;
    this.#revision = revision;
    const steps = isForward ? between : between.toReversed();
    const changed = new Map<string, PastChange>();
    for (const { forward, backward } of steps) {
      for (const change of isForward ? forward : backward) changed.set(keyOf(change), change);
    }
    return [...changed.values()];
  }
}

const keyOf = ({ table, key }: PastChange) => `${table}/${key}`;

/** The steps after the lower one of two revisions, up to the higher one. */
function stepsBetween(steps: readonly Step[], a: number, b: number): Step[] {
  const [low, high] = a < b ? [a, b] : [b, a];
  return steps.slice(firstAfter(steps, low), firstAfter(steps, high));
}

/** Index of the first step with a revision above this one. */
function firstAfter(steps: readonly Step[], revision: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]!.revision <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stepsOf(first: readonly PastChange[], commits: readonly PastCommit[]): Step[] {
  const rows = new Map(first.map((change) => [keyOf(change), change]));
  return commits.map(({ revision, changes, counts }) => {
    const forward = [...changes, ...countChanges(counts)];
    const backward = forward.map((change) => rows.get(keyOf(change)) ?? without(change)).reverse();
    for (const change of forward) rows.set(keyOf(change), change);
    return { revision, forward, backward };
  });
}

const without = (change: PastChange): PastChange => ({ ...change, value: null }) as PastChange;

/** The counts of a message as rows like any others. */
export function countChanges(counts: ClusterCounts | null): PastChange[] {
  if (counts === null) return [];
  const loads = counts.nodes.map((load): PastChange => ({ table: 'loads', key: load.nodeId, value: load }));
  return [{ table: 'counts', key: 'tasks', value: counts.tasks }, ...loads];
}
