import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImageLook, RuntimeInfo } from '@gantry/model';
import type { ContainerNames } from '../docker/container-options.ts';
import { parseSignal } from '../exit-signal.ts';
import {
  type ContainerRequest,
  type ExecRequest,
  type ExecSession,
  type LogLine,
  type LogQuery,
  type ObservedContainer,
  type RuntimeDriver,
  RuntimeFault,
  type Usage,
} from '../port.ts';
import { createUsageRates } from '../usage-rate.ts';
import { createArtifactStore } from './artifact-store.ts';
import { removeCgroup } from './cgroup.ts';
import { type CgroupHierarchy, noCgroups, openCgroupHierarchy } from './cgroup-hierarchy.ts';
import { isRuntimeId, paths, readProgram } from './container-folder.ts';
import { isAlive, readBootId } from './proc.ts';
import { execInContainer } from './process-exec.ts';
import { readLogs } from './process-logs.ts';
import { namesFileOf } from './process-names.ts';
import { type StartContext, startContainer } from './process-start.ts';
import { killTree, signalProcess } from './process-tree.ts';
import { readTotals } from './process-usage.ts';
import { startFailed } from './program.ts';
import { type Tracked, Tracker, treeOf } from './tracker.ts';

export interface ProcessDriverOptions {
  /** Folder of this agent's containers, artifacts and volumes. Each agent of a machine has its own. */
  root: string;
  /** Most processes and threads of one container. */
  pidsLimit?: number;
  /** Kept of each output stream of a container: between half of it and all of it. */
  logLimitBytes?: number;
  /** `off`: run without limits, as where cgroups may not be written. */
  cgroups?: 'auto' | 'off';
  /** How the processes of a namespace find names; by default as the machine does. */
  namesFor?: (namespace: string) => Promise<ContainerNames | null>;
}

/** Runs a container as a process tree of this machine. container-folder.ts says what it keeps where. */
export function createProcessDriver(options: ProcessDriverOptions): RuntimeDriver {
  return new ProcessDriver(options);
}

class ProcessDriver implements RuntimeDriver {
  readonly name = 'process';
  readonly #context: StartContext;
  readonly #tracker: Tracker;
  readonly #usageRates = createUsageRates();
  readonly #starting = new Map<string, Promise<ObservedContainer>>();

  constructor(options: ProcessDriverOptions) {
    const { pidsLimit = 4096, logLimitBytes = 10 * 2 ** 20, cgroups = 'auto' } = options;
    mkdirSync(options.root, { recursive: true, mode: 0o700 });
    const root = realpathSync(options.root);
    const containersFolder = join(root, 'containers');
    const bootId = readBootId();
    const hierarchy = cgroups === 'auto' ? openCgroupHierarchy(groupName(root)) : noCgroups;
    const artifacts = createArtifactStore(join(root, 'artifacts'));
    this.#tracker = new Tracker({ folder: containersFolder, bootId, logLimitBytes });
    this.#context = {
      root,
      containersFolder,
      bootId,
      pidsLimit,
      hierarchy,
      artifacts,
      tracker: this.#tracker,
      namesFor: options.namesFor ?? (async () => null),
    };
  }

  async info(): Promise<RuntimeInfo> {
    return describe(this.#context.root, this.#context.hierarchy);
  }

  async prepare(...[{ container }, onProgress, signal]: Parameters<RuntimeDriver['prepare']>): Promise<void> {
    await this.#context.artifacts.fetch(container, onProgress, signal);
  }

  look(...[sought, how]: Parameters<RuntimeDriver['look']>): Promise<ImageLook> {
    return this.#context.artifacts.look(sought, how);
  }

  async start(request: ContainerRequest): Promise<ObservedContainer> {
    const runtimeId = `${request.taskName}.${request.container.name}`;
    if (!isRuntimeId(runtimeId)) throw startFailed(`${JSON.stringify(runtimeId)} is no safe folder name`);
    const underWay = this.#starting.get(runtimeId);
    if (underWay) return underWay;
    const started = this.#startOnce(request, runtimeId).finally(() => this.#starting.delete(runtimeId));
    this.#starting.set(runtimeId, started);
    return started;
  }

  async #startOnce(request: ContainerRequest, runtimeId: string): Promise<ObservedContainer> {
    const found = this.#tracker.find(runtimeId);
    if (found && (await this.#settle(found)).state !== 'created') return found.observed;
    if (found) await this.remove(runtimeId);
    if (request.container.tty) {
      throw new RuntimeFault(
        'Unsupported',
        'tty is for the docker runtime; a process writes to its log',
        false,
      );
    }
    return startContainer(this.#context, request, runtimeId);
  }

  /** An agent that died while starting leaves a container that is nothing yet: give it time to become something. */
  async #settle(tracked: Tracked): Promise<ObservedContainer> {
    for (let turn = 0; turn < 20 && this.#tracker.look(tracked).state === 'created'; turn++) await delay(50);
    return tracked.observed;
  }

  async list(): Promise<ObservedContainer[]> {
    return this.#tracker.lookAtAll();
  }

  watch(onChange: (observed: ObservedContainer) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    signal.addEventListener('abort', this.#tracker.onChange(onChange), { once: true });
    for (const observed of this.#tracker.lookAtAll()) onChange(observed);
  }

  async stop(runtimeId: string, how: { graceMs: number; signal: string | null }): Promise<ObservedContainer> {
    const tracked = this.#get(runtimeId);
    const program = readProgram(tracked.folder);
    if (this.#tracker.look(tracked).state === 'running' && program && isAlive(program)) {
      signalProcess(program.pid, parseSignal(how.signal ?? tracked.record.stopSignal ?? '') ?? 'SIGTERM');
      await this.#endsWithin(tracked, how.graceMs);
    }
    return this.#kill(tracked);
  }

  /** Resolves when nothing of it runs any more. */
  async #kill(tracked: Tracked): Promise<ObservedContainer> {
    while (this.#tracker.look(tracked).state === 'running') {
      await killTree(treeOf(tracked));
      await this.#endsWithin(tracked, 100);
    }
    await tracked.ended;
    return tracked.observed;
  }

  async #endsWithin(tracked: Tracked, timeoutMs: number): Promise<void> {
    const waiting = new AbortController();
    const unlisten = this.#tracker.onChange(() => tracked.observed.state === 'exited' && waiting.abort());
    if (this.#tracker.look(tracked).state === 'running') {
      await delay(timeoutMs, null, { signal: waiting.signal }).catch(() => {});
    }
    unlisten();
  }

  async remove(runtimeId: string): Promise<void> {
    const tracked = this.#tracker.find(runtimeId);
    if (!tracked) return;
    await this.#kill(tracked);
    // Without its record nobody who looks into the folder meanwhile takes it up again.
    await rm(paths(tracked.folder).record, { force: true });
    this.#tracker.forget(tracked);
    this.#usageRates.forget(runtimeId);
    await removeCgroup(tracked.record.cgroup, 1_000);
    await rm(tracked.folder, { recursive: true, force: true });
  }

  logs(runtimeId: string, query: LogQuery): AsyncIterable<LogLine> {
    return readLogs(this.#get(runtimeId), query);
  }

  async exec(runtimeId: string, request: ExecRequest): Promise<ExecSession> {
    const tracked = this.#get(runtimeId);
    const program = readProgram(tracked.folder);
    // A pid alone may be another program's by now.
    if (this.#tracker.look(tracked).state !== 'running' || !program || !isAlive(program)) {
      throw new RuntimeFault('ExecFailed', 'the container is not running', false);
    }
    const { record, folder } = tracked;
    return execInContainer({ record, programPid: program.pid, namesFile: namesFileOf(folder) }, request);
  }

  async usage(runtimeId: string): Promise<Usage | null> {
    const tracked = this.#get(runtimeId);
    const { state, startedAtMs } = this.#tracker.look(tracked);
    if (state !== 'running') return null;
    return this.#usageRates.take(runtimeId, { ...readTotals(treeOf(tracked)), startedAtMs: startedAtMs! });
  }

  async close(): Promise<void> {
    this.#tracker.close();
  }

  #get(runtimeId: string): Tracked {
    const tracked = this.#tracker.find(runtimeId);
    if (tracked) return tracked;
    const id = JSON.stringify(runtimeId);
    throw new RuntimeFault('NotFound', `there is no process container ${id} on this node`, false);
  }
}

/** Agents of one machine, each with its own root, get groups of their own. */
const groupName = (root: string): string =>
  `gantry-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;

function describe(root: string, { version, parents }: CgroupHierarchy): RuntimeInfo {
  const enforces = (['cpu', 'memory', 'pids'] as const).filter((limit) => parents[limit] !== undefined);
  const limits =
    enforces.length > 0
      ? `cgroup ${version}`
      : 'no limits: the agent may not write cgroups; run it as root, or delegate it a cgroup';
  const missing = whyUnavailable(root);
  const detail = missing ?? `Linux ${release()}, ${limits}`;
  return { name: 'process', available: missing === null, detail, enforces };
}

function whyUnavailable(root: string): string | null {
  if (process.platform !== 'linux') return 'processes need Linux; run this agent on a Linux machine';
  try {
    accessSync('/bin/sh', constants.X_OK);
    accessSync(root, constants.W_OK);
    return null;
  } catch (error) {
    return `processes cannot run here: ${(error as Error).message}`;
  }
}
