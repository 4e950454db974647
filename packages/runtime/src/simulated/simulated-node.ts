import { constants } from 'node:os';
import { signalOfExitCode } from '../exit-signal.ts';
import type { ContainerRequest, LogLine, ObservedContainer } from '../port.ts';
import type { Script } from './script.ts';

/** The time that a simulated node lives in: the real one, or a virtual one that a test moves on. */
export interface SimulatedClock {
  nowMs(): number;
  /** Runs once after `delayMs`. The returned function cancels it. */
  after(delayMs: number, run: () => void): () => void;
}

export const realClock: SimulatedClock = {
  nowMs: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface SimulatedContainer {
  observed: ObservedContainer;
  script: Script;
  lines: LogLine[];
  cancel: () => void;
}

/** The machine below simulated drivers: like a real engine, it goes on when an agent dies. */
export class SimulatedNode {
  readonly clock: SimulatedClock;
  readonly containers = new Map<string, SimulatedContainer>();
  readonly #listeners = new Set<(observed: ObservedContainer) => void>();

  constructor(clock: SimulatedClock = realClock) {
    this.clock = clock;
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(delayMs, resolve));
  }

  /** Returns the way to stop it. */
  onChange(listener: (observed: ObservedContainer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  begin(
    runtimeId: string,
    { taskId, isInit, container }: ContainerRequest,
    script: Script,
  ): SimulatedContainer {
    const atMs = this.clock.nowMs();
    const observed: ObservedContainer = {
      ...{ taskId, runtimeId, containerName: container.name, isInit, state: 'running', address: '127.0.0.1' },
      ...{ startedAtMs: atMs, finishedAtMs: null, exitCode: null, signal: null, outOfMemory: false },
      imageId: 'simulated',
    };
    const lines = script.lines.map((line) => ({ ...line, atMs }));
    const begun: SimulatedContainer = { observed, script, lines, cancel: () => {} };
    this.containers.set(runtimeId, begun);
    this.#tell(begun);
    this.#schedule(begun);
    return begun;
  }

  #schedule(one: SimulatedContainer): void {
    const { exitAfterMs, exitCode, outOfMemoryAfterMs } = one.script;
    const cancels = [
      exitAfterMs === null ? null : this.clock.after(exitAfterMs, () => this.end(one, exitCode)),
      outOfMemoryAfterMs === null
        ? null
        : this.clock.after(outOfMemoryAfterMs, () => this.end(one, killedExitCode, true)),
    ];
    one.cancel = () => {
      for (const cancel of cancels) cancel?.();
    };
  }

  /** Ends it once. A code of 128 + n counts as signal n only when something was sent, as for a real process. */
  end(one: SimulatedContainer, exitCode: number, outOfMemory = false): void {
    if (one.observed.state === 'exited') return;
    one.cancel();
    const wasKilled = exitCode === killedExitCode;
    const finishedAtMs = this.clock.nowMs();
    const signal = wasKilled ? signalOfExitCode(exitCode) : null;
    one.observed = { ...one.observed, state: 'exited', exitCode, finishedAtMs, signal, outOfMemory };
    this.#tell(one);
  }

  #tell(one: SimulatedContainer): void {
    for (const listener of this.#listeners) listener(one.observed);
  }
}

export const killedExitCode = 128 + constants.signals.SIGKILL;
