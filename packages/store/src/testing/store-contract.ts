import type { Commit } from '@gantry/model';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CompactedError, type Leadership, StaleWriterError, type Store } from '../port.ts';
import { commitsOf, expectedAt, keys, observed, randomSteps } from './random-commits.ts';

/** Where the stores under test keep what they keep: every store that it opens sees the same data. */
export interface StoreHome {
  open(): Store;
  /** Closes nothing; removes the data. */
  remove(): void;
}

const never = new AbortController().signal;

function namespaceCommit(revision: number, name = `n${revision}`): Commit {
  const value = { name, labels: {}, annotations: {}, createdAtMs: revision, deletingAtMs: null };
  return { revision, atMs: revision * 10, changes: [{ table: 'namespaces', key: name, value }] };
}

/** What every store must do. A driver's test calls this with a fresh home for each test. */
export function storeContract(driver: string, makeHome: () => StoreHome): void {
  describe(`${driver} store`, () => {
    let home: StoreHome;
    let opened: Store[];
    const open = () => {
      const store = home.open();
      opened.push(store);
      return store;
    };
    const openLeading = async (): Promise<{ store: Store; lead: Leadership }> => {
      const store = open();
      return { store, lead: await store.lead(never) };
    };
    const fill = async (count: number) => {
      const { store, lead } = await openLeading();
      for (let revision = 1; revision <= count; revision++) {
        await store.append(namespaceCommit(revision), lead.fence);
      }
      return { store, lead };
    };

    beforeEach(() => {
      home = makeHome();
      opened = [];
    });
    afterEach(async () => {
      for (const store of opened) await store.close();
      home.remove();
    });

    test('a new store is empty at revision 0', async () => {
      const { store } = await openLeading();
      expect(observed(await store.load())).toEqual({ revision: 0, atMs: 0, records: {} });
      expect(observed(await store.at(0))).toEqual({ revision: 0, atMs: 0, records: {} });
      expect(await store.history(0, 10)).toEqual([]);
      expect(await store.revisionAt(Date.now())).toEqual({ revision: 0, oldest: 0 });
    });

    test('what was appended is there after closing and opening again', async () => {
      const { store } = await fill(3);
      await store.close();
      const again = open();
      expect((await again.load()).tables.namespaces.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3']);
      expect((await again.history(0, 10)).map(({ revision }) => revision)).toEqual([1, 2, 3]);
    });

    test('an empty commit counts', async () => {
      const { store, lead } = await fill(1);
      await store.append({ revision: 2, atMs: 99, changes: [] }, lead.fence);
      expect(observed(await store.load())).toMatchObject({ revision: 2, atMs: 99 });
    });

    test('history is cut by limit and starts after the given revision', async () => {
      const { store } = await fill(5);
      const revisions = async (after: number, limit: number) =>
        (await store.history(after, limit)).map(({ revision }) => revision);
      expect(await revisions(2, 2)).toEqual([3, 4]);
      expect(await revisions(5, 2)).toEqual([]);
      expect(await store.history(1, 1)).toEqual([namespaceCommit(2)]);
    });

    test.each([
      ['a gap', 5],
      ['a repetition', 3],
      ['an older revision', 1],
    ])('%s in the revisions is refused and changes nothing', async (_, revision) => {
      const { store, lead } = await fill(3);
      await expect(store.append(namespaceCommit(revision, 'other'), lead.fence)).rejects.toThrow(
        StaleWriterError,
      );
      expect((await store.load()).tables.namespaces).toHaveLength(3);
      await store.append(namespaceCommit(4), lead.fence);
    });

    test('a deposed leader writes nothing', async () => {
      const { store: old, lead: oldLead } = await fill(2);
      await oldLead.release();
      const { store, lead } = await openLeading();
      expect(lead.fence).toBeGreaterThan(oldLead.fence);
      await expect(old.append(namespaceCommit(3, 'stale'), oldLead.fence)).rejects.toThrow(StaleWriterError);
      await store.append(namespaceCommit(3), lead.fence);
      await expect(old.compact(3)).rejects.toThrow(StaleWriterError);
      expect((await store.load()).tables.namespaces.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3']);
    });

    test('a fence that was never given out is refused', async () => {
      const { store, lead } = await openLeading();
      await expect(store.append(namespaceCommit(1), lead.fence + 1)).rejects.toThrow(StaleWriterError);
      await expect(store.append(namespaceCommit(1), 0)).rejects.toThrow(StaleWriterError);
    });

    test('a second store leads only when the first has let go', async () => {
      const { store, lead } = await fill(1);
      let secondLeads = false;
      const second = open()
        .lead(never)
        .finally(() => {
          secondLeads = true;
        });
      for (let revision = 2; revision <= 20; revision++) {
        await store.append(namespaceCommit(revision), lead.fence);
      }
      expect(secondLeads).toBe(false);
      await lead.release();
      expect((await second).fence).toBeGreaterThan(lead.fence);
    });

    test('closing the leading store lets the next one lead', async () => {
      const { store, lead } = await fill(1);
      await store.close();
      expect((await openLeading()).lead.fence).toBeGreaterThan(lead.fence);
    });

    test('waiting for leadership ends when its signal aborts, and later ones still get it', async () => {
      const { lead } = await openLeading();
      const patience = new AbortController();
      const waiting = open().lead(patience.signal);
      patience.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow();
      const later = open().lead(never);
      await lead.release();
      expect((await later).fence).toBeGreaterThan(lead.fence);
    });

    test('compaction forgets what is before, and keeps the state at its revision', async () => {
      const { store, lead } = await fill(5);
      const before = await store.load();
      await store.compact(3);
      expect(await store.load()).toEqual(before);
      expect((await store.at(3)).tables.namespaces).toHaveLength(3);
      expect((await store.history(3, 10)).map(({ revision }) => revision)).toEqual([4, 5]);
      expect(await store.at(2).catch((error) => error)).toMatchObject({ oldestRevision: 3 });
      await expect(store.history(2, 10)).rejects.toThrow(CompactedError);
      await store.append(namespaceCommit(6), lead.fence);
      expect((await store.at(6)).tables.namespaces).toHaveLength(6);
    });

    test('compacting everything, twice, or backwards is harmless', async () => {
      const { store, lead } = await fill(4);
      await store.compact(4);
      await store.compact(2);
      await store.compact(99);
      expect(observed(await store.load())).toMatchObject({ revision: 4, atMs: 40 });
      expect(await store.at(4)).toEqual(await store.load());
      await store.append(namespaceCommit(5), lead.fence);
      expect((await store.history(4, 9)).map(({ revision }) => revision)).toEqual([5]);
    });

    test('revisionAt finds the newest commit that is not later', async () => {
      const { store } = await fill(5);
      const at = async (atMs: number) => (await store.revisionAt(atMs)).revision;
      expect(await Promise.all([9, 10, 19, 30, 1000].map(at))).toEqual([0, 1, 1, 3, 5]);
      await store.compact(3);
      expect(await store.revisionAt(29)).toEqual({ revision: 0, oldest: 3 });
      expect(await store.revisionAt(35)).toEqual({ revision: 3, oldest: 3 });
      expect(await store.revisionAt(40)).toEqual({ revision: 4, oldest: 3 });
    });

    test('what was deleted is told as it was before, each time, and forgotten with the history', async () => {
      const { store, lead } = await fill(3);
      const gone = (revision: number, key: string): Commit => {
        return { revision, atMs: revision * 10, changes: [{ table: 'namespaces', key, value: null }] };
      };
      await store.append(gone(4, 'n1'), lead.fence);
      await store.append(namespaceCommit(5, 'n1'), lead.fence);
      await store.append(gone(6, 'n2'), lead.fence);
      await store.append(gone(7, 'n1'), lead.fence);
      const removed = async (after: number, upTo: number, limit = 9) =>
        (await store.removals('namespaces', { after, upTo, limit })).map(({ revision, key, value }) => [
          ...[revision, key],
          (value as { createdAtMs: number }).createdAtMs,
        ]);
      expect(await removed(0, 7)).toEqual([
        [4, 'n1', 1],
        [6, 'n2', 2],
        [7, 'n1', 5],
      ]);
      expect(await removed(4, 6)).toEqual([[6, 'n2', 2]]);
      expect(await removed(0, 7, 2)).toHaveLength(2);
      expect(await store.removals('roles', { after: 0, upTo: 7, limit: 9 })).toEqual([]);
      await store.compact(6);
      expect(await removed(0, 7)).toEqual([[7, 'n1', 5]]);
    });

    test('one record is told as it was at a revision, and what is too far back is refused', async () => {
      const { store, lead } = await fill(3);
      const value = { name: 'n1', labels: { a: 'b' }, annotations: {}, createdAtMs: 9, deletingAtMs: null };
      const put = { table: 'namespaces' as const, key: 'n1', value };
      await store.append({ revision: 4, atMs: 40, changes: [put] }, lead.fence);
      await store.append({ revision: 5, atMs: 50, changes: [{ ...put, value: null }] }, lead.fence);
      const at = async (revision: number) =>
        (await store.recordAt('namespaces', 'n1', revision))?.createdAtMs ?? null;
      expect(await Promise.all([0, 1, 3, 4, 5].map(at))).toEqual([null, 1, 1, 9, null]);
      expect(await store.recordAt('roles', 'n1', 3)).toBeNull();
      await store.compact(3);
      expect(await Promise.all([3, 4, 5].map(at))).toEqual([1, 9, null]);
      await expect(at(2)).rejects.toThrow(CompactedError);
    });

    test('a revision that is yet to come is not answered with an older state', async () => {
      const { store } = await fill(2);
      await expect(store.at(3)).rejects.toThrow(RangeError);
    });

    test('random commits: every past state, the history, and a reload are exact, before and after compaction', async () => {
      const runs = Number(process.env.FC_RUNS ?? 100);
      await fc.assert(
        fc.asyncProperty(randomSteps, fc.nat(), async (steps, cut) => {
          const own = makeHome();
          const store = own.open();
          try {
            await checkRandom(own, store, commitsOf(steps), cut);
          } finally {
            await store.close();
            own.remove();
          }
        }),
        { numRuns: Math.min(runs, 100) },
      );
    }, 120_000);
  });
}

async function checkRandom(home: StoreHome, store: Store, commits: Commit[], cut: number): Promise<void> {
  const { fence } = await store.lead(never);
  for (const commit of commits) await store.append(commit, fence);
  await checkStates(store, commits, 0);
  const oldest = commits.length === 0 ? 0 : cut % (commits.length + 1);
  await store.compact(oldest);
  await checkStates(store, commits, oldest);
  await store.close();
  const again = home.open();
  try {
    await checkStates(again, commits, oldest);
    await checkRecords(again, commits, Math.ceil((oldest + commits.length) / 2));
  } finally {
    await again.close();
  }
}

/** A record of each table that is there or was, another each time: by itself it is told as it is in the whole state. */
async function checkRecords(store: Store, commits: Commit[], revision: number): Promise<void> {
  const { records } = expectedAt(commits, revision);
  const name = keys[revision % keys.length]!;
  for (const table of ['namespaces', 'roles'] as const) {
    const inState = (records[table] as { name: string }[] | undefined)?.find((one) => one.name === name);
    expect(await store.recordAt(table, name, revision)).toEqual(inState ?? null);
  }
}

async function checkStates(store: Store, commits: Commit[], oldest: number): Promise<void> {
  expect(observed(await store.load())).toEqual(expectedAt(commits, commits.length));
  expect(await store.history(oldest, commits.length + 1)).toEqual(commits.slice(oldest));
  for (let revision = oldest; revision <= commits.length; revision++) {
    expect(observed(await store.at(revision))).toEqual(expectedAt(commits, revision));
  }
}
