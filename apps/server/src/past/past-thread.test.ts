import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Past, type PastLog, type PastPart } from '@gantry/api';
import { CompactedError } from '@gantry/controlplane';
import type { Commit } from '@gantry/model';
import { openSqliteStore, type Store } from '@gantry/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PastThread } from './past-thread.ts';

const newest = 40;
let folder: string;
let store: Store;
let log: PastLog;
let thread: PastThread;
const present = { view: { revision: newest }, now: () => 50_000 };

/** Revision n is made at 1,000 n: role n comes, and the one before it counts for more. */
function commit(revision: number): Commit {
  const role = (number: number, weight: number) => {
    const value = { name: `r${number}`, weight, quotaGuarantee: null, quotaLimit: null };
    return { table: 'roles', key: value.name, value } as const;
  };
  const changes = [role(revision, 1), ...(revision > 1 ? [role(revision - 1, 2)] : [])];
  return { revision, atMs: revision * 1_000, changes };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-past-'));
  store = openSqliteStore({ folder });
  const { fence } = await store.lead(new AbortController().signal);
  for (let revision = 1; revision <= newest; revision += 1) await store.append(commit(revision), fence);
  log = {
    commits: (after, limit) => store.history(after, limit),
    revisionAt: (atMs) => store.revisionAt(atMs),
    stateAt: (revision) => store.at(revision),
    removals: (table, span) => store.removals(table, span),
    recordAt: (table, key, revision) => store.recordAt(table, key, revision),
  };
  thread = new PastThread(folder, present, log);
});
afterAll(async () => {
  await thread.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function all(parts: AsyncIterable<PastPart>): Promise<PastPart[]> {
  const collected: PastPart[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

it('tells the same as whoever looks back in the own thread', async () => {
  const past = new Past(present, log);
  const stretch = { scopes: ['cluster', 'tasks'], from: 12, to: 30 };
  expect(await thread.around(20_500)).toEqual(await past.around(20_500));
  expect(await all(thread.play(stretch))).toEqual(await all(past.play(stretch)));
  const between = { fromAtMs: 5_000, toAtMs: 30_000 };
  expect(await thread.differences(between)).toEqual(await past.differences(between));
  expect(await thread.log.recordAt('roles', 'r7', 7)).toMatchObject({ name: 'r7', weight: 1 });
});

it('plays several stretches at once, and forgets one that nobody wants to its end', async () => {
  const [whole, cut] = [
    thread.play({ scopes: ['cluster'], from: 1, to: newest }),
    thread.play({ scopes: ['cluster'], from: 9, to: newest }),
  ];
  const first = await cut.next();
  await cut.return(undefined);
  expect(first.value).toMatchObject({ kind: 'records', scope: 'cluster' });
  const commits = (await all(whole)).flatMap((part) => (part.kind === 'commits' ? part.commits : []));
  expect(commits.map(({ revision }) => revision)).toEqual(
    Array.from({ length: newest - 1 }, (_, at) => at + 2),
  );
});

it('says of what was forgotten that it was', async () => {
  await store.compact(20);
  await expect(all(thread.play({ scopes: ['cluster'], from: 3, to: 9 }))).rejects.toThrow(CompactedError);
  await expect(thread.log.recordAt('roles', 'r1', 4)).rejects.toMatchObject({ oldestRevision: 20 });
});

it('answers nobody any more once it is closed', async () => {
  const asked = thread.around(1_000);
  const refused = expect(asked).rejects.toThrow('has ended');
  await thread.close();
  await refused;
  await expect(thread.around(1_000)).rejects.toThrow('stops');
});
