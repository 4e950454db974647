import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyChanges, emptyState, snapshotOf } from '../state.ts';
import { crashCommit } from '../testing/crash-writer.ts';
import { openSqliteStore } from './sqlite-store.ts';

const kills = 100;
/** Writers that wait for the lock, started ahead: the time to start Node is most of the time here. */
const standbys = 2;
const writerFile = fileURLToPath(new URL('../testing/crash-writer.ts', import.meta.url));

interface Writer {
  process: ChildProcess;
  lines: AsyncIterator<string>;
  /** The revision that it found when it got the lead; null when it was killed before. */
  loaded: Promise<number | null>;
}

let folder: string;
let writers: Writer[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-crash-'));
  writers = [];
});
afterEach(async () => {
  await Promise.all(writers.map(kill));
  rmSync(folder, { recursive: true, force: true });
});

function startWriter(): Writer {
  const child = spawn(process.execPath, [writerFile, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const loaded = lines.next().then((line) => (line.done ? null : revisionIn(line.value, 'loaded')));
  const writer = { process: child, lines, loaded };
  writers.push(writer);
  return writer;
}

async function kill(writer: Writer): Promise<void> {
  writers = writers.filter((other) => other !== writer);
  if (writer.process.exitCode !== null || writer.process.signalCode !== null) return;
  const exited = once(writer.process, 'exit');
  writer.process.kill('SIGKILL');
  await exited;
}

function revisionIn(line: string, word: string): number {
  const match = line?.match(/^(\w+) (\d+)$/);
  if (match?.[1] !== word) throw new Error(`The writer said ${line} where "${word}" was expected.`);
  return Number(match[2]);
}

const firstToLead = () => Promise.race(writers.map((writer) => writer.loaded.then(() => writer)));

/** Kills it once it has acknowledged some, wherever it is by then, and says the last that it acknowledged. */
async function killAfter(writer: Writer, acknowledgements: number): Promise<number> {
  let acknowledged = (await writer.loaded) ?? 0;
  for (let count = 0; count < acknowledgements; count++) {
    acknowledged = revisionIn((await writer.lines.next()).value, 'acked');
  }
  await kill(writer);
  for (;;) {
    const line = await writer.lines.next();
    if (line.done) return acknowledged;
    acknowledged = revisionIn(line.value, 'acked');
  }
}

test(`a writer killed ${kills} times loses nothing that it acknowledged`, async () => {
  for (let count = 0; count < standbys; count++) startWriter();
  let acknowledged = 0;
  for (let killed = 0; killed < kills; killed++) {
    const leader = await firstToLead();
    startWriter();
    // The one append that was under way may have become durable without being acknowledged.
    expect([acknowledged, acknowledged + 1]).toContain(await leader.loaded);
    acknowledged = await killAfter(leader, killed % 13);
  }
  await Promise.all(writers.map(kill));
  await checkWhole(acknowledged);
}, 300_000);

async function checkWhole(acknowledged: number): Promise<void> {
  const store = openSqliteStore({ folder });
  await store.lead(new AbortController().signal);
  const loaded = await store.load();
  const state = emptyState();
  for (const commit of await store.history(0, Number.MAX_SAFE_INTEGER)) {
    expect(commit).toEqual(crashCommit(commit.revision));
    applyChanges(state, commit.changes);
  }
  expect(loaded).toEqual(snapshotOf(state, { revision: loaded.revision, atMs: loaded.revision }));
  expect([acknowledged, acknowledged + 1]).toContain(loaded.revision);
  await store.close();
  const database = new DatabaseSync(join(folder, 'gantry.db'), { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
}
