import { setImmediate as nextTurn } from 'node:timers/promises';
import { keyOf } from '@gantry/engine';
import type { Commit, Snapshot, TableName } from '@gantry/model';
import type { PastLog } from './past-log.ts';

/** Every so many revisions there may be a keyframe: stretches that begin close together share one. */
const keyframeEvery = 256;
/** Records in all keyframes together: about a hundred megabytes, whatever the cluster's size. */
const mostRecords = 300_000;
/** From a keyframe this near, the state is folded forward; from further away the store is quicker, which has its own. */
const foldAtMost = 1_024;
const commitsPerRead = 16;

/**
 * Whole states of the past, kept for those who look around there: to look at a moment near the last one costs only what
 * happened in between.
 */
export class Keyframes {
  readonly #log: PastLog;
  /** The longest unused first. */
  readonly #kept = new Map<number, Promise<Snapshot>>();
  readonly #sizes = new Map<number, number>();

  constructor(log: PastLog) {
    this.#log = log;
  }

  /** The state at a revision that the store still has, which it throws about otherwise. */
  async stateAt(revision: number, oldest: number): Promise<Snapshot> {
    return foldTo(this.#log, await this.at(revisionBefore(revision, oldest)), revision);
  }

  /** The keyframe at a revision that `revisionBefore` told. */
  at(revision: number): Promise<Snapshot> {
    const known = this.#kept.get(revision);
    const frame = known ?? this.#make(revision);
    this.#kept.delete(revision);
    this.#kept.set(revision, frame);
    return frame;
  }

  #make(revision: number): Promise<Snapshot> {
    const near = this.#nearestBefore(revision);
    const made =
      near === null ? this.#log.stateAt(revision) : near.then((from) => foldTo(this.#log, from, revision));
    made.then(
      (frame) => this.#made(revision, frame),
      () => this.#kept.delete(revision),
    );
    return made;
  }

  #nearestBefore(revision: number): Promise<Snapshot> | null {
    const before = [...this.#sizes.keys()].filter((one) => one < revision && revision - one <= foldAtMost);
    return before.length === 0 ? null : (this.#kept.get(Math.max(...before)) ?? null);
  }

  #made(revision: number, frame: Snapshot): void {
    if (this.#kept.has(revision)) this.#sizes.set(revision, sizeOf(frame));
    let total = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const oldest of this.#kept.keys()) {
      if (total <= mostRecords || oldest === revision) return;
      total -= this.#sizes.get(oldest) ?? 0;
      this.#kept.delete(oldest);
      this.#sizes.delete(oldest);
    }
  }
}

/** Where the last keyframe up to a revision is, or may be; of one that the store has no more, itself. */
export const revisionBefore = (revision: number, oldest: number): number =>
  Math.min(revision, Math.max(oldest, Math.floor(revision / keyframeEvery) * keyframeEvery));

const sizeOf = ({ tables }: Snapshot) => Object.values(tables).reduce((sum, rows) => sum + rows.length, 0);

/** The state some commits later. What it is made from is left as it was; records that did not change are shared. */
async function foldTo(log: PastLog, from: Snapshot, revision: number): Promise<Snapshot> {
  if (from.revision === revision) return from;
  const tables = new Map<TableName, Map<string, unknown>>();
  let last = { revision: from.revision, atMs: from.atMs };
  while (last.revision < revision) {
    const commits = await log.commits(last.revision, Math.min(commitsPerRead, revision - last.revision));
    const newest = commits.at(-1);
    if (newest === undefined) throw new RangeError(`Revision ${revision} is yet to come.`);
    for (const commit of commits) await foldInto(tables, from, commit);
    last = { revision: newest.revision, atMs: newest.atMs };
    await nextTurn();
  }
  const changed = Array.from(tables, ([name, rows]) => [name, [...rows.values()]] as const);
  return { ...last, tables: { ...from.tables, ...Object.fromEntries(changed) } };
}

async function foldInto(
  tables: Map<TableName, Map<string, unknown>>,
  from: Snapshot,
  { changes }: Commit,
): Promise<void> {
  for (const { table, key, value } of changes) {
    const rows = tables.get(table) ?? (await byKey(from, table));
    tables.set(table, rows);
    if (value === null) rows.delete(key);
    else rows.set(key, value);
  }
}

const rowsPerTurn = 5_000;

async function byKey(from: Snapshot, table: TableName): Promise<Map<string, unknown>> {
  const rows = new Map<string, unknown>();
  for (const [index, row] of from.tables[table].entries()) {
    if (index % rowsPerTurn === rowsPerTurn - 1) await nextTurn();
    rows.set(keyOf(table, row), row);
  }
  return rows;
}
