import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ObservedContainer } from '../port.ts';
import {
  type ContainerRecord,
  listFolders,
  observe,
  paths,
  readProgram,
  readRecord,
} from './container-folder.ts';
import { watchFolder } from './folder-watch.ts';
import { type LogWatch, watchLogs } from './log-watch.ts';
import { isAlive, type ProcessStat } from './proc.ts';
import { killTree, type ProcessTree } from './process-tree.ts';
import { openStreamLog, type StreamLog } from './stream-log.ts';

/** A container this driver keeps an eye on. */
export interface Tracked {
  runtimeId: string;
  folder: string;
  record: ContainerRecord;
  streams: { stdout: StreamLog; stderr: StreamLog };
  logWatch: LogWatch;
  /** Once it was seen running. */
  program: ProcessStat | null;
  /** As last seen. */
  observed: ObservedContainer;
  /** Resolves once nothing of it runs any more, or cannot be killed. */
  ended: Promise<void> | null;
}

const lookEveryMs = 2_000;

/**
 * Notices what happens to containers: by watching their folders, and every `lookEveryMs` by looking, which finds what
 * no folder tells (watcher and program killed together). Level-triggered: every hint only makes it look.
 */
export class Tracker {
  readonly #folder: string;
  readonly #bootId: string;
  readonly #logLimitBytes: number;
  readonly #tracked = new Map<string, Tracked>();
  readonly #folderWatches = new Map<string, { close(): void }>();
  readonly #listeners = new Set<(observed: ObservedContainer) => void>();
  readonly #timer: NodeJS.Timeout;

  /** Takes up all containers in `folder`. What has no record is the rubbish of a start that never was. */
  constructor(options: { folder: string; bootId: string; logLimitBytes: number }) {
    this.#folder = options.folder;
    this.#bootId = options.bootId;
    this.#logLimitBytes = options.logLimitBytes;
    this.#discover((folder) => rmSync(folder, { recursive: true, force: true }));
    this.#timer = setInterval(() => attempt(() => this.#lookForDead()), lookEveryMs).unref();
  }

  #discover(onNoRecord: (folder: string) => void): void {
    for (const runtimeId of listFolders(this.#folder)) {
      if (this.#tracked.has(runtimeId)) continue;
      const folder = join(this.#folder, runtimeId);
      if (readRecord(folder)) this.add(runtimeId);
      else onNoRecord(folder);
    }
  }

  find(runtimeId: string): Tracked | null {
    return this.#tracked.get(runtimeId) ?? null;
  }

  /** All there is in the folder, with what another process has put there since. */
  lookAtAll(): ObservedContainer[] {
    this.#discover(() => {});
    return [...this.#tracked.values()].map((one) => this.look(one));
  }

  /** Cheap: of a program that lives there is nothing new but its log. */
  #lookForDead(): void {
    for (const one of this.#tracked.values()) {
      if (one.observed.state === 'exited') continue;
      if (one.observed.state === 'running') one.program ??= readProgram(one.folder);
      if (one.program === null || !isAlive(one.program)) this.look(one);
      one.logWatch.flush();
    }
  }

  /** Takes up a container whose record was just written. */
  add(runtimeId: string): Tracked {
    const known = this.#tracked.get(runtimeId);
    if (known) return known;
    const one = this.#open(runtimeId);
    this.#tracked.set(runtimeId, one);
    const watch = watchFolder(one.folder, (file) => isStateFile(file) && attempt(() => this.look(one)));
    this.#folderWatches.set(runtimeId, watch);
    // It may have ended while nobody looked, and left children.
    if (one.observed.state === 'exited') this.#end(one, one.observed);
    return one;
  }

  #open(runtimeId: string): Tracked {
    const folder = join(this.#folder, runtimeId);
    const record = readRecord(folder)!;
    const { log } = paths(folder);
    const openStream = (name: string) =>
      openStreamLog(join(log, `${name}.log`), join(folder, `${name}.marks`));
    const streams = { stdout: openStream('stdout'), stderr: openStream('stderr') };
    const limitBytes = this.#logLimitBytes;
    const logWatch = watchLogs({ folder: log, streams: Object.values(streams), limitBytes });
    return {
      runtimeId,
      folder,
      record,
      streams,
      logWatch,
      observed: observe(folder, record, this.#bootId),
      program: null,
      ended: null,
    };
  }

  /** Looks now. Tells the listeners when its state has changed. */
  look(one: Tracked): ObservedContainer {
    if (one.ended !== null || !this.#tracked.has(one.runtimeId)) return one.observed;
    const seen = observe(one.folder, one.record, this.#bootId);
    if (seen.state === 'exited') this.#end(one, seen);
    else this.#take(one, seen);
    return one.observed;
  }

  #take(one: Tracked, seen: ObservedContainer): void {
    const isNews = seen.state !== one.observed.state;
    one.observed = seen;
    if (isNews) for (const listener of this.#listeners) listener(seen);
  }

  /**
   * What the program left behind ends with it, as in a container, and only then has the container ended. Pids of an
   * earlier boot are other processes.
   */
  #end(one: Tracked, seen: ObservedContainer): void {
    const killed = one.record.bootId === this.#bootId ? killTree(treeOf(one)) : Promise.resolve();
    const close = () => {
      one.logWatch.flush();
      this.#closeWatches(one);
      this.#take(one, seen);
    };
    one.ended = killed.then(close, close);
  }

  #closeWatches(one: Tracked): void {
    one.logWatch.close();
    this.#folderWatches.get(one.runtimeId)?.close();
    this.#folderWatches.delete(one.runtimeId);
  }

  forget(one: Tracked): void {
    this.#closeWatches(one);
    this.#tracked.delete(one.runtimeId);
  }

  /** Returns the way to stop it. */
  onChange(listener: (observed: ObservedContainer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const one of [...this.#tracked.values()]) this.forget(one);
  }
}

/** Nobody is there to hear of a failing disk from a timer or a hint; the next look may go better. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}

const isStateFile = (file: string) => file === 'pid' || file === 'exit' || file === '';

export const treeOf = ({ runtimeId, folder, record }: Tracked): ProcessTree => ({
  runtimeId,
  program: readProgram(folder),
  cgroup: record.cgroup,
});
