import { writeSync } from 'node:fs';
import type { Commit } from '@gantry/model';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';

/**
 * A process to be killed: leads the store in the folder that it is given, and appends as fast as it can. Says
 * `loaded <revision>` once, then `acked <revision>` after each append.
 */
const say = (line: string) => writeSync(1, `${line}\n`);

/** Different sizes, some over several pages, and records that come and go. */
export function crashCommit(revision: number): Commit {
  const name = `n${revision % 40}`;
  const labels = { text: 'x'.repeat((revision * 37) % 9000) };
  const value = { name, labels, annotations: {}, createdAtMs: revision, deletingAtMs: null };
  const newest = { name: 'newest', weight: revision, quotaGuarantee: null, quotaLimit: null };
  return {
    revision,
    atMs: revision,
    changes: [
      { table: 'namespaces', key: name, value },
      { table: 'roles', key: 'newest', value: newest },
      { table: 'namespaces', key: `n${(revision + 20) % 40}`, value: null },
    ],
  };
}

async function write(folder: string): Promise<void> {
  const store = openSqliteStore({ folder, waitForLockMs: Number.POSITIVE_INFINITY });
  const { fence } = await store.lead(new AbortController().signal);
  let { revision } = await store.load();
  say(`loaded ${revision}`);
  for (;;) {
    revision += 1;
    await store.append(crashCommit(revision), fence);
    say(`acked ${revision}`);
  }
}

if (import.meta.main) await write(process.argv[2] ?? '');
