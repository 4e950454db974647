import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeId, TaskId } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from './agent-log.ts';
import { fileIdentity } from './file-identity.ts';
import { fileJournal } from './file-journal.ts';
import { fileNameOf } from './file-name.ts';
import type { JournalEntry } from './journal.ts';
import { anAssignment, aReport, aTaskId, aTemplate } from './testing/builders.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-files-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function anEntry(over: Partial<JournalEntry> = {}): JournalEntry {
  return {
    assignment: anAssignment(),
    template: aTemplate(),
    bootId: 'b',
    startedContainers: [],
    end: null,
    report: aReport(),
    ...over,
  };
}

describe('journal', () => {
  test('the newest entry of each task is there after a restart', async () => {
    const journal = fileJournal(folder, silentLog);
    const other = 't2-0' as TaskId;
    for (let count = 0; count < 50; count += 1)
      journal.save(anEntry({ report: aReport({ probeFailures: count }) }));
    journal.save(anEntry({ assignment: anAssignment({ taskId: other }) }));
    journal.remove(other);
    await journal.flush();
    const loaded = await fileJournal(folder, silentLog).load();
    expect(loaded).toEqual([anEntry({ report: aReport({ probeFailures: 49 }) })]);
    expect(await readdir(folder)).toEqual(['t1-0.json']);
  });

  test('a file that makes no sense is skipped, the others count', async () => {
    const journal = fileJournal(folder, silentLog);
    journal.save(anEntry());
    await journal.flush();
    await writeFile(join(folder, 'torn.json'), '{"assignment":');
    await writeFile(join(folder, 'foreign.json'), '{"assignment":{}}');
    expect(await journal.load()).toHaveLength(1);
  });

  test('only its owner may read it', async () => {
    const journal = fileJournal(folder, silentLog);
    journal.save(anEntry());
    await journal.flush();
    expect((await stat(join(folder, 't1-0.json'))).mode & 0o777).toBe(0o600);
  });
});

describe('identity', () => {
  test('is kept in a file that only its owner may read', async () => {
    const path = join(folder, 'deep', 'node.json');
    const identity = { nodeId: 'n1' as NodeId, key: 'secret' };
    expect(await fileIdentity(path).load()).toBeNull();
    await fileIdentity(path).save(identity);
    expect(await fileIdentity(path).load()).toEqual(identity);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('a broken one is an error, not a new node', async () => {
    const path = join(folder, 'node.json');
    await writeFile(path, '{}');
    await expect(fileIdentity(path).load()).rejects.toThrow();
    expect(await readFile(path, 'utf8')).toBe('{}');
  });
});

test.each([
  [aTaskId, 't1-0'],
  ['../../etc', '%2E%2E%2F%2E%2E%2Fetc'],
  ['..', '%2E%2E'],
])('the id %s as a file name', (id, name) => expect(fileNameOf(id)).toBe(name));
