import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskId } from '@gantry/model';
import type { AgentLog } from './agent-log.ts';
import { fileNameOf } from './file-name.ts';
import { type Journal, type JournalEntry, journalEntry } from './journal.ts';

/**
 * One small file a task. Written to the side and renamed, so that a killed agent leaves a whole file or the one before;
 * not synced, as after a power cut nothing of what it tells runs any more.
 */
export function fileJournal(folder: string, log: AgentLog): Journal {
  const pending = new Map<TaskId, JournalEntry | null>();
  const fileOf = (taskId: TaskId) => join(folder, `${fileNameOf(taskId)}.json`);
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    for (let next = take(); next; next = take()) await writeOne(...next);
    writing = null;
  }
  function take(): [TaskId, JournalEntry | null] | null {
    const [first] = pending;
    if (first) pending.delete(first[0]);
    return first ?? null;
  }
  async function writeOne(taskId: TaskId, entry: JournalEntry | null): Promise<void> {
    try {
      if (entry === null) return await rm(fileOf(taskId), { force: true });
      await writeFile(`${fileOf(taskId)}.new`, JSON.stringify(entry), { mode: 0o600 });
      await rename(`${fileOf(taskId)}.new`, fileOf(taskId));
    } catch (error) {
      log.warn(
        { err: error, taskId },
        'Could not write the journal; a restart of the agent may forget this task',
      );
    }
  }
  function put(taskId: TaskId, entry: JournalEntry | null): void {
    pending.set(taskId, entry);
    writing ??= writeAll();
  }

  return {
    load: () => loadEntries(folder, log),
    save: (entry) => put(entry.assignment.taskId, entry),
    remove: (taskId) => put(taskId, null),
    async flush() {
      while (writing) await writing;
    },
  };
}

async function loadEntries(folder: string, log: AgentLog): Promise<JournalEntry[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const entries = await Promise.all(names.map((name) => loadEntry(join(folder, name), log)));
  return entries.filter((entry) => entry !== null);
}

async function loadEntry(path: string, log: AgentLog): Promise<JournalEntry | null> {
  try {
    return journalEntry.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    log.warn(
      { err: error, path },
      'Skipped a journal file that makes no sense; its containers are found without it',
    );
    return null;
  }
}
