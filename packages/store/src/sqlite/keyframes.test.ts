import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Commit } from '@gantry/model';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Store } from '../port.ts';
import { KeyframeRhythm } from './keyframes.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder: string;
let store: Store;
let fence: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-keyframes-'));
  await open();
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One of five namespaces, in turn, with a label that tells when it was written. */
function commit(revision: number): Commit {
  const name = `n${revision % 5}`;
  const value = { name, labels: { at: `${revision}` }, annotations: {}, createdAtMs: 1, deletingAtMs: null };
  return { revision, atMs: revision, changes: [{ table: 'namespaces', key: name, value }] };
}

async function open(): Promise<void> {
  store = openSqliteStore({ folder, leastPerKeyframe: 10 });
  ({ fence } = await store.lead(new AbortController().signal));
}

async function append(from: number, to: number): Promise<void> {
  for (let revision = from; revision <= to; revision += 1) await store.append(commit(revision), fence);
}

function inFile<T>(look: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(folder, 'gantry.db'));
  try {
    return look(database);
  } finally {
    database.close();
  }
}

const keyframes = () =>
  inFile((database) => database.prepare('SELECT revision FROM keyframes ORDER BY revision').all()).map(
    ({ revision }) => Number(revision),
  );

/** Says where the keyframe lies, which has some commits before it and some behind. */
async function fillWithKeyframe(): Promise<number> {
  await append(1, 12);
  await vi.waitUntil(() => keyframes().length > 0);
  await append(13, 18);
  return keyframes()[0]!;
}

test('a state behind a keyframe is read from there: nothing before it is looked at', async () => {
  const revision = await fillWithKeyframe();
  const [before, behind] = [await store.at(revision - 1), await store.at(18)];
  inFile((database) => {
    database.prepare('UPDATE commits SET crc32 = crc32 + 1 WHERE revision <= ?').run(revision);
    database.exec('UPDATE base_records SET crc32 = crc32 + 1');
  });
  expect(await store.at(18)).toEqual(behind);
  expect(behind.tables.namespaces.map(({ labels }) => labels.at)).toEqual(['16', '17', '18', '14', '15']);
  expect(before.tables.namespaces.map(({ labels }) => labels.at)).toContain(`${revision - 1}`);
  await expect(store.at(revision - 1)).rejects.toMatchObject({ kind: 'corrupt' });
});

test('one record is read from the commits behind a keyframe, else from it: nothing before it is looked at', async () => {
  const revision = await fillWithKeyframe();
  inFile((database) => {
    database.prepare('UPDATE commits SET crc32 = crc32 + 1 WHERE revision <= ?').run(revision);
    database.exec('UPDATE base_records SET crc32 = crc32 + 1');
  });
  const writtenAt = async (name: string, at: number) =>
    (await store.recordAt('namespaces', name, at))?.labels.at ?? null;
  expect(await writtenAt('n3', 18)).toBe('18');
  expect(await writtenAt('n3', 17)).toBe('13');
  expect(await Promise.all(['n0', 'n1', 'n2', 'n4'].map((name) => writtenAt(name, 18)))).toEqual([
    '15',
    '16',
    '17',
    '14',
  ]);
  expect(await writtenAt('none', 18)).toBeNull();
  await expect(writtenAt('n0', revision - 1)).rejects.toMatchObject({ kind: 'corrupt' });
  inFile((database) => database.exec('UPDATE keyframe_parts SET crc32 = crc32 + 1'));
  await expect(writtenAt('none', 18)).rejects.toMatchObject({ kind: 'corrupt' });
});

test('a keyframe that is damaged is noticed, not shown', async () => {
  await fillWithKeyframe();
  inFile((database) => database.exec('UPDATE keyframe_parts SET crc32 = crc32 + 1'));
  await expect(store.at(18)).rejects.toMatchObject({ kind: 'corrupt' });
});

test('keyframes go with the history before them', async () => {
  const revision = await fillWithKeyframe();
  await store.compact(revision + 1);
  expect(keyframes()).toEqual([]);
  expect((await store.at(18)).tables.namespaces).toHaveLength(5);
});

test('one that was interrupted by the end is not there, and the next start soon makes another', async () => {
  await append(1, 10);
  await store.close();
  expect(keyframes()).toEqual([]);
  await open();
  await store.load();
  await append(11, 15);
  await vi.waitUntil(() => keyframes().length > 0);
  expect((await store.at(15)).tables.namespaces).toHaveLength(5);
});

test('one is due when as many changes were logged as the last one holds records, and not before the least', () => {
  const rhythm = new KeyframeRhythm(10);
  rhythm.count(9);
  expect(rhythm.isDue).toBe(false);
  rhythm.count(1);
  expect(rhythm.isDue).toBe(true);
  rhythm.begin();
  rhythm.count(5);
  rhythm.made(40);
  rhythm.count(34);
  expect(rhythm.isDue).toBe(false);
  rhythm.count(1);
  expect(rhythm.isDue).toBe(true);
});
