import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@gantry/controlplane';
import { endLeftHaproxy, haproxyTraceFile } from '@gantry/network';
import { identify, isAlive, type ProcessIdentity, signal } from './process-identity.ts';

/** How an agent of this machine is started. */
export interface AgentProgram {
  file: string;
  args: readonly string[];
  environment: Record<string, string>;
}

export interface LocalAgentsOptions {
  /** Holds one folder for each agent. */
  folder: string;
  names: readonly string[];
  /** What to run for an agent whose own folder is `folder`. */
  programOf(agent: { name: string; folder: string; index: number }): AgentProgram;
  log: Log;
}

/** What is known of a started agent, kept in its folder so that the next control plane finds it again. */
interface Kept extends ProcessIdentity {
  /** A hash of the program as it was started: when it would now differ, the agent is started anew. */
  program: string;
}

const checkMs = 500;
const stopWithinMs = 10_000;
const slowestRestartMs = 30_000;
/** An agent that lived this long has not failed at starting. */
const soundAfterMs = 60_000;

/**
 * The agents that run on the control plane's own machine, each a process of its own that outlives this one: a control
 * plane that is killed leaves them (and their tasks) running, and the next one takes them over.
 */
export class LocalAgents {
  readonly #options: LocalAgentsOptions;
  readonly #abort = new AbortController();
  /** Ends the wait before an agent that ended is started again. */
  #hurry = new AbortController();
  #keepers: Promise<void>[] = [];

  constructor(options: LocalAgentsOptions) {
    this.#options = options;
  }

  get names(): readonly string[] {
    return this.#options.names;
  }

  start(): void {
    const { folder, names, log } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder).filter((one) => !names.includes(one))) {
      const left = readKept(join(folder, name));
      if (left && isAlive(left)) {
        log.warn({ name, pid: left.pid }, `Stopping the agent ${name}, which is not wanted any more`);
        signal(left, 'SIGTERM');
      } else endLeftHaproxy(haproxyTraceOf(join(folder, name)));
    }
    this.#keepers = names.map((name, index) => this.#keep(name, index));
  }

  /** Starts those that ended at once, however often they did: somebody waits for them. */
  hurry(): void {
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }

  /** Looks after them no more; they run on, and the next control plane takes them over. */
  async leave(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#keepers);
  }

  /** Stops all agents. What they run goes on. */
  async stop(): Promise<void> {
    await this.leave();
    const { folder, names } = this.#options;
    await Promise.all(names.map((name) => stopAgent(join(folder, name))));
    // One that was killed could not do it.
    for (const name of names) endLeftHaproxy(haproxyTraceOf(join(folder, name)));
  }

  /** Sees to it that the agent runs, until `stop`. */
  async #keep(name: string, index: number): Promise<void> {
    let failures = 0;
    while (!this.#abort.signal.aborted) {
      const startedAtMs = Date.now();
      const agent = await this.#takeOver(name, index);
      await this.#ended(agent);
      if (this.#abort.signal.aborted) return;
      failures = Date.now() - startedAtMs > soundAfterMs ? 0 : failures + 1;
      const waitMs = Math.min(250 * 2 ** failures, slowestRestartMs);
      this.#options.log.warn(
        { name, pid: agent.pid, waitMs },
        `The agent ${name} ended; it is started again`,
      );
      const signal = AbortSignal.any([this.#abort.signal, this.#hurry.signal]);
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }

  /** The agent that runs already, when it is the right one; a new one otherwise. */
  async #takeOver(name: string, index: number): Promise<ProcessIdentity> {
    const folder = join(this.#options.folder, name);
    const program = this.#options.programOf({ name, folder, index });
    const kept = readKept(folder);
    if (kept && isAlive(kept)) {
      if (kept.program === hashOf(program)) return kept;
      await stopAgent(folder);
    }
    return startAgent(folder, program);
  }

  async #ended(agent: ProcessIdentity): Promise<void> {
    while (!this.#abort.signal.aborted && isAlive(agent)) {
      await sleep(checkMs, undefined, { signal: this.#abort.signal }).catch(() => {});
    }
  }
}

const hashOf = (program: AgentProgram) =>
  createHash('sha256').update(JSON.stringify(program)).digest('base64url');

const haproxyTraceOf = (folder: string) => join(folder, haproxyTraceFile);
const keptFile = (folder: string) => join(folder, 'agent.json');

function readKept(folder: string): Kept | null {
  const file = keptFile(folder);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return null;
  }
}

/** Detached, with its own log file: nothing of it ends when this process does. */
function startAgent(folder: string, program: AgentProgram): ProcessIdentity {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const output = openSync(join(folder, 'agent.log'), 'a', 0o600);
  const child = spawn(program.file, program.args, {
    cwd: folder,
    env: program.environment,
    stdio: ['ignore', output, output],
    detached: true,
  });
  child.unref();
  // Reaped here, and looked at by its pid like one that this process did not start.
  child.on('error', () => {});
  const agent = identify(child.pid ?? 0) ?? { pid: child.pid ?? 0, startedTicks: 'gone' };
  const kept: Kept = { ...agent, program: hashOf(program) };
  writeFileSync(keptFile(folder), JSON.stringify(kept), { mode: 0o600 });
  return agent;
}

async function stopAgent(folder: string): Promise<void> {
  const kept = readKept(folder);
  if (!kept) return;
  signal(kept, 'SIGTERM');
  const deadlineAtMs = Date.now() + stopWithinMs;
  while (isAlive(kept) && Date.now() < deadlineAtMs) await sleep(50);
  if (isAlive(kept)) signal(kept, 'SIGKILL');
  rmSync(keptFile(folder), { force: true });
}
