import type { Commit, Snapshot, TableName, Tables } from '@gantry/model';
import { CompactedError, type Leadership, type Removal, StaleWriterError, type Store } from './port.ts';
import { applyChanges, copyOf, emptyState, type State, snapshotOf } from './state.ts';

/** What outlives a memory store: hand the same one to the next store and it goes on where the last one stopped. */
export interface MemoryDisk {
  fence: number;
  leader: Leadership | null;
  /** Those who wait for the leader to go. */
  waiting: (() => void)[];
  /** State at `baseRevision`; `commits` are the ones after it. */
  base: State;
  baseRevision: number;
  baseAtMs: number;
  commits: Commit[];
}

export function createMemoryDisk(): MemoryDisk {
  return {
    fence: 0,
    leader: null,
    waiting: [],
    base: emptyState(),
    baseRevision: 0,
    baseAtMs: 0,
    commits: [],
  };
}

/** A store for tests and simulations: as strict as the durable ones, gone with the process. */
export function createMemoryStore(disk: MemoryDisk = createMemoryDisk()): Store {
  let held: Leadership | null = null;
  return {
    async lead(signal) {
      held = await takeLead(disk, signal);
      return held;
    },
    load: async () => stateAt(disk, headOf(disk)),
    history: async (after, limit) => historyAfter(disk, after).slice(0, limit),
    at: async (revision) => stateAt(disk, revision),
    removals: async (table, span) => removalsOf(disk, table, span),
    recordAt: async (table, key, revision) => recordAt(disk, { table, key, revision }),
    append: async (commit, fence) => append(disk, commit, fence),
    revisionAt: async (atMs) => revisionAt(disk, atMs),
    async compact(revision) {
      if (held === null || held.fence !== disk.fence)
        throw new StaleWriterError('Only the leader may compact.');
      compact(disk, Math.min(revision, headOf(disk)));
    },
    close: async () => held?.release(),
  };
}

const headOf = (disk: MemoryDisk) => disk.baseRevision + disk.commits.length;

async function takeLead(disk: MemoryDisk, signal: AbortSignal): Promise<Leadership> {
  while (disk.leader !== null) await released(disk, signal);
  signal.throwIfAborted();
  const leadership: Leadership = {
    fence: ++disk.fence,
    lost: new AbortController().signal,
    async release() {
      if (disk.leader !== leadership) return;
      disk.leader = null;
      for (const wake of disk.waiting.splice(0)) wake();
    },
  };
  disk.leader = leadership;
  return leadership;
}

function released(disk: MemoryDisk, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const go = () => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = () => {
      disk.waiting = disk.waiting.filter((waiter) => waiter !== go);
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    disk.waiting.push(go);
  });
}

function append(disk: MemoryDisk, commit: Commit, fence: number): void {
  if (fence !== disk.fence) {
    throw new StaleWriterError(`Fence ${fence} is not the newest, which is ${disk.fence}.`);
  }
  const next = headOf(disk) + 1;
  if (commit.revision !== next) {
    throw new StaleWriterError(`Revision ${commit.revision} cannot follow: the next one is ${next}.`);
  }
  disk.commits.push(commit);
}

function historyAfter(disk: MemoryDisk, after: number): Commit[] {
  if (after < disk.baseRevision) throw new CompactedError(disk.baseRevision);
  return disk.commits.slice(after - disk.baseRevision);
}

function stateAt(disk: MemoryDisk, revision: number): Snapshot {
  if (revision < disk.baseRevision) throw new CompactedError(disk.baseRevision);
  if (revision > headOf(disk)) throw new RangeError(`Revision ${revision} is yet to come.`);
  const state = copyOf(disk.base);
  const commits = disk.commits.slice(0, revision - disk.baseRevision);
  for (const commit of commits) applyChanges(state, commit.changes);
  return snapshotOf(state, { revision, atMs: commits.at(-1)?.atMs ?? disk.baseAtMs });
}

function removalsOf(
  disk: MemoryDisk,
  table: TableName,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Removal[] {
  const last = new Map<string, Tables[TableName]>(disk.base[table]);
  const removed: Removal[] = [];
  for (const { revision, changes } of disk.commits) {
    if (revision > upTo) break;
    for (const change of changes) {
      if (change.table !== table) continue;
      const was = last.get(change.key);
      if (change.value !== null) last.set(change.key, change.value);
      else if (last.delete(change.key) && revision > after)
        removed.push({ revision, key: change.key, value: was! });
    }
  }
  return removed.slice(0, limit);
}

function recordAt<T extends TableName>(
  disk: MemoryDisk,
  { table, key, revision }: { table: T; key: string; revision: number },
): Tables[T] | null {
  if (revision < disk.baseRevision) throw new CompactedError(disk.baseRevision);
  for (const { changes } of disk.commits.slice(0, revision - disk.baseRevision).reverse()) {
    const written = changes.findLast((change) => change.table === table && change.key === key);
    if (written !== undefined) return written.value as Tables[T] | null;
  }
  return disk.base[table].get(key) ?? null;
}

function revisionAt(disk: MemoryDisk, atMs: number): { revision: number; oldest: number } {
  const commit = disk.commits.findLast((candidate) => candidate.atMs <= atMs);
  const base = disk.baseAtMs <= atMs ? disk.baseRevision : 0;
  return { revision: commit?.revision ?? base, oldest: disk.baseRevision };
}

function compact(disk: MemoryDisk, revision: number): void {
  const gone = disk.commits.splice(0, Math.max(0, revision - disk.baseRevision));
  for (const commit of gone) applyChanges(disk.base, commit.changes);
  const last = gone.at(-1);
  if (last === undefined) return;
  disk.baseRevision = last.revision;
  disk.baseAtMs = last.atMs;
}
