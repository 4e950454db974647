import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Commit } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../port.ts';
import { openSqliteStore } from './sqlite-store.ts';

const never = new AbortController().signal;
let folder: string;
let opened: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-damage-'));
  opened = [];
});
afterEach(async () => {
  for (const store of opened) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(inFolder = folder): Store {
  const store = openSqliteStore({ folder: inFolder, waitForLockMs: 0 });
  opened.push(store);
  return store;
}

function commit(revision: number, bytes = 300): Commit {
  const name = `namespace-${revision}`;
  const labels = { text: 'x'.repeat(bytes) };
  const value = { name, labels, annotations: {}, createdAtMs: revision, deletingAtMs: null };
  return { revision, atMs: revision, changes: [{ table: 'namespaces', key: name, value }] };
}

async function fill(store: Store, count: number): Promise<void> {
  const { fence } = await store.lead(never);
  for (let revision = 1; revision <= count; revision++) await store.append(commit(revision), fence);
}

/** What the disk holds when the process is killed now: the log not yet copied into the database. */
function crashCopy(): string {
  const copy = join(folder, 'crashed');
  mkdirSync(copy);
  for (const file of ['gantry.db', 'gantry.db-wal', 'gantry.head']) {
    copyFileSync(join(folder, file), join(copy, file));
  }
  return copy;
}

async function loadFault(inFolder: string): Promise<unknown> {
  try {
    return await open(inFolder).load();
  } catch (error) {
    return error;
  }
}

const damaged = { name: 'StoreFault', kind: 'corrupt' };

test('an untouched copy of a running store loads whole', async () => {
  await fill(open(), 20);
  expect(await loadFault(crashCopy())).toMatchObject({ revision: 20 });
});

test('a torn write-ahead log that held acknowledged commits is noticed', async () => {
  await fill(open(), 20);
  const copy = crashCopy();
  const log = join(copy, 'gantry.db-wal');
  truncateSync(log, readFileSync(log).length - 3000);
  const message = expect.stringMatching(/ends at revision 19, but 20 was acknowledged.*the last 1 commits/);
  expect(await loadFault(copy)).toMatchObject({ ...damaged, message });
});

test('a missing write-ahead log is noticed', async () => {
  await fill(open(), 20);
  const copy = crashCopy();
  rmSync(join(copy, 'gantry.db-wal'));
  expect(await loadFault(copy)).toMatchObject(damaged);
});

test('the operator who accepts the loss goes on by removing the mark', async () => {
  await fill(open(), 20);
  const copy = crashCopy();
  const log = join(copy, 'gantry.db-wal');
  truncateSync(log, readFileSync(log).length - 3000);
  rmSync(join(copy, 'gantry.head'));
  expect(await loadFault(copy)).toMatchObject({ revision: 19 });
});

test('a torn mark proves nothing and does no harm', async () => {
  await fill(open(), 5);
  const copy = crashCopy();
  writeFileSync(join(copy, 'gantry.head'), '00000000000');
  expect(await loadFault(copy)).toMatchObject({ revision: 5 });
});

test('a flipped bit anywhere in the database is noticed, or does not matter', async () => {
  const store = open();
  await fill(store, 60);
  const whole = await store.load();
  await store.close();
  const bytes = readFileSync(join(folder, 'gantry.db'));
  let noticed = 0;
  for (let at = 24; at < bytes.length; at += 1009) {
    const copy = mkdtempSync(join(folder, 'flipped-'));
    const flipped = Buffer.from(bytes);
    flipped[at] = flipped[at]! ^ 0x04;
    writeFileSync(join(copy, 'gantry.db'), flipped);
    if (await isNoticed(copy, whole)) noticed += 1;
  }
  expect(noticed).toBeGreaterThan(10);
});

/** False when all that can be read is as it was: free space, or an unused header field. */
async function isNoticed(copy: string, whole: unknown): Promise<boolean> {
  try {
    const store = open(copy);
    expect(await store.load()).toEqual(whole);
    expect(await store.history(0, 100)).toEqual(Array.from({ length: 60 }, (_, index) => commit(index + 1)));
    return false;
  } catch (error) {
    expect(error).toMatchObject(damaged);
    return true;
  }
}

test('a file that is no database is refused and left as it is', () => {
  const file = join(folder, 'gantry.db');
  writeFileSync(file, 'my holiday pictures'.repeat(500));
  expect(() => open()).toThrow(expect.objectContaining(damaged));
  expect(readFileSync(file, 'utf8')).toMatch(/^my holiday/);
});

test('a store of a later format is refused', async () => {
  await open().close();
  const database = new DatabaseSync(join(folder, 'gantry.db'));
  database.exec('UPDATE store SET format = 99');
  database.close();
  expect(() => open()).toThrow(/format 99/);
});

test('a second control plane is refused, and told who has the folder', async () => {
  await fill(open(), 1);
  const second = open();
  const message = expect.stringMatching(
    new RegExp(`uses ${folder}: process ${process.pid} on .*GANTRY_DATA_DIR`),
  );
  await expect(second.lead(never)).rejects.toMatchObject({ kind: 'held', message });
});

test('one that stands by is told who has the folder, and leads when that one goes', async () => {
  const first = open();
  await first.lead(never);
  const told: string[] = [];
  const standby = openSqliteStore({
    folder,
    waitForLockMs: Number.POSITIVE_INFINITY,
    onWait: (holder) => told.push(holder),
  });
  opened.push(standby);
  const leading = standby.lead(never);
  await first.close();
  expect((await leading).fence).toBe(2);
  expect(told).toEqual([expect.stringContaining(`process ${process.pid}`)]);
});

test('whoever has lost the folder is told so by its signal at the next write', async () => {
  const store = open();
  const lead = await store.lead(never);
  const database = new DatabaseSync(join(folder, 'gantry.db'));
  database.exec('UPDATE store SET fence = fence + 1');
  database.close();
  await expect(store.append(commit(1), lead.fence)).rejects.toMatchObject({ name: 'StaleWriterError' });
  expect(lead.lost.aborted).toBe(true);
});

const whyNoTmpfs = tmpfsRefusal();
if (whyNoTmpfs !== null) console.warn(`SKIPPED: a store on a full disk: ${whyNoTmpfs}`);

function tmpfsRefusal(): string | null {
  const probe = mkdtempSync(join(tmpdir(), 'gantry-probe-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'pipe' });
    execFileSync('umount', [probe]);
    return null;
  } catch (error) {
    return `a small file system cannot be mounted here (${error instanceof Error ? error.message.trim() : error})`;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

describe.skipIf(whyNoTmpfs !== null)(`on a full disk${whyNoTmpfs ? ` (skipped: ${whyNoTmpfs})` : ''}`, () => {
  beforeEach(() => execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]));
  afterEach(async () => {
    for (const store of opened) await store.close();
    execFileSync('umount', [folder]);
  });

  test('an append is refused whole, reads go on, and appends go on once there is space', async () => {
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(200_000));
    const store = open();
    const { fence } = await store.lead(never);
    const { revision, fault } = await appendUntilFull(store, fence);
    expect(fault).toMatchObject({ name: 'StoreFault', kind: 'full', message: /No space is left for/ });
    expect((await store.load()).revision).toBe(revision);
    await expect(store.append(commit(revision + 1, 4000), fence)).rejects.toMatchObject({ kind: 'full' });
    rmSync(ballast);
    await store.append(commit(revision + 1, 4000), fence);
    expect((await store.history(revision, 9)).map((found) => found.revision)).toEqual([revision + 1]);
  });
});

async function appendUntilFull(store: Store, fence: number): Promise<{ revision: number; fault: unknown }> {
  for (let revision = 0; revision < 1000; revision++) {
    try {
      await store.append(commit(revision + 1, 4000), fence);
    } catch (fault) {
      return { revision, fault };
    }
  }
  throw new Error('The disk never became full.');
}
