import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Commit } from '@gantry/model';
import { expect, test } from 'vitest';
import { openSqliteStore } from './sqlite-store.ts';

const commits = 4;
const namespacesPerCommit = 1_000;

/** As large as those in which a large cluster comes up. */
function longCommit(revision: number): Commit {
  const changes = Array.from({ length: namespacesPerCommit }, (_, index) => {
    const name = `n${revision}-${index}`;
    const annotations = { note: 'x'.repeat(1_500) };
    const value = { name, labels: {}, annotations, createdAtMs: revision, deletingAtMs: null };
    return { table: 'namespaces', key: name, value } as const;
  });
  return { revision, atMs: revision, changes };
}

test('others get their turn while long commits of the past are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-store-'));
  const store = openSqliteStore({ folder });
  try {
    const { fence } = await store.lead(new AbortController().signal);
    for (let revision = 1; revision <= commits; revision += 1)
      await store.append(longCommit(revision), fence);
    let turns = 0;
    let isRead = false;
    const count = () => {
      turns += 1;
      if (!isRead) setImmediate(count);
    };
    setImmediate(count);
    const read = await store.history(0, commits);
    isRead = true;
    expect(turns).toBeGreaterThan(0);
    expect(read.map(({ revision, changes }) => [revision, changes.length])).toEqual(
      Array.from({ length: commits }, (_, index) => [index + 1, namespacesPerCommit]),
    );
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
