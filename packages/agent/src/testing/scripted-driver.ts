import type { ImageLook, RuntimeInfo } from '@gantry/model';
import {
  type ContainerRequest,
  type ExecSession,
  type LogLine,
  type LogQuery,
  type ObservedContainer,
  type RuntimeDriver,
  RuntimeFault,
} from '@gantry/runtime';
import type { VirtualClock } from './virtual-clock.ts';

/** A runtime without programs: each test says what they do. What it holds survives the agent, as a real one's does. */
export class ScriptedDriver implements RuntimeDriver {
  readonly name = 'docker';
  readonly clock: VirtualClock;
  readonly held = new Map<string, ObservedContainer>();
  /** Every verb as it was called, e.g. `start web`, `stop web 30000 SIGTERM`. */
  readonly calls: string[] = [];
  readonly requests: ContainerRequest[] = [];
  /** Every container that was ever made. */
  readonly made: ObservedContainer[] = [];
  /** Those that were asked to start after their end, which a real engine would do. */
  readonly revived: string[] = [];
  /** The next ones fail with these. */
  prepareFaults: Error[] = [];
  /** What it says of an image; of others, that it is here. */
  readonly looks = new Map<string, ImageLook>();
  startFaults: Error[] = [];
  stopFaults: Error[] = [];
  /** How long a program takes to end after its signal; Infinity: it ignores it. */
  shutdownMs = 0;
  startMs = 0;
  listMs = 0;
  infoMs = 0;
  prepareMs = 0;
  isUp = true;
  lines: LogLine[] = [];
  execExitCode = 0;
  #listeners = new Set<(observed: ObservedContainer) => void>();
  #started = 0;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  async info(): Promise<RuntimeInfo> {
    await this.#sleep(this.infoMs);
    return { name: this.name, available: this.isUp, detail: 'scripted', enforces: [] };
  }

  async prepare(request: ContainerRequest, onProgress: (message: string, ratio: number | null) => void) {
    this.calls.push(`prepare ${request.container.name}`);
    onProgress('pulling', 0.5);
    await this.#sleep(this.prepareMs);
    const fault = this.prepareFaults.shift();
    if (fault) throw fault;
  }

  async look({ image }: { image: string }): Promise<ImageLook> {
    this.calls.push(`look ${image}`);
    return this.looks.get(image) ?? { found: 'here', imageId: '', message: '' };
  }

  async start(request: ContainerRequest): Promise<ObservedContainer> {
    const { container, taskId, isInit } = request;
    this.calls.push(`start ${container.name}`);
    this.requests.push(request);
    await this.#sleep(this.startMs);
    const fault = this.startFaults.shift();
    if (fault) throw fault;
    const known = this.find(taskId, container.name);
    if (known?.state === 'exited') this.revived.push(container.name);
    if (known) return known;
    this.#started += 1;
    const made: ObservedContainer = {
      taskId,
      containerName: container.name,
      isInit,
      runtimeId: `c${this.#started}`,
      state: 'running',
      address: `10.0.0.${this.#started}`,
      startedAtMs: this.clock.nowMs(),
      finishedAtMs: null,
      exitCode: null,
      signal: null,
      outOfMemory: false,
      imageId: '',
    };
    this.made.push(made);
    return this.#put(made);
  }

  async list(): Promise<ObservedContainer[]> {
    const all = [...this.held.values()];
    // The answer is how things were when asked, however long it takes.
    await this.#sleep(this.listMs);
    if (!this.isUp) throw new RuntimeFault('Unavailable', 'the engine does not answer', true);
    return all;
  }

  watch(onChange: (observed: ObservedContainer) => void, signal: AbortSignal): void {
    this.#listeners.add(onChange);
    signal.addEventListener('abort', () => this.#listeners.delete(onChange));
  }

  async stop(runtimeId: string, { graceMs, signal }: { graceMs: number; signal: string | null }) {
    const observed = this.#get(runtimeId);
    this.calls.push(`stop ${observed.containerName} ${graceMs} ${signal ?? 'SIGTERM'}`);
    const fault = this.stopFaults.shift();
    if (fault) throw fault;
    await this.#sleep(Math.min(graceMs, this.shutdownMs));
    const isKilled = this.shutdownMs > graceMs;
    if (this.#get(runtimeId).state !== 'running') return this.#get(runtimeId);
    return this.#end(runtimeId, isKilled ? { signal: 'SIGKILL' } : { exitCode: 143 });
  }

  async remove(runtimeId: string): Promise<void> {
    this.calls.push(`remove ${this.held.get(runtimeId)?.containerName ?? runtimeId}`);
    this.held.delete(runtimeId);
  }

  async *logs(_runtimeId: string, { signal, follow }: LogQuery): AsyncIterable<LogLine> {
    yield* this.lines;
    if (follow) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  }

  async exec(_runtimeId: string, { command }: { command: string[] }): Promise<ExecSession> {
    this.calls.push(`exec ${command.join(' ')}`);
    return {
      onOutput: (listener) => listener('stdout', Buffer.from(`ran ${command.join(' ')}`)),
      write: () => {},
      endInput: () => {},
      resize: () => {},
      setFlowing: () => {},
      exited: Promise.resolve(this.execExitCode),
      kill: () => {},
    };
  }

  async usage() {
    return { cpuMillis: 100, memoryBytes: 1_000 };
  }

  async close(): Promise<void> {}

  find(taskId: string, name: string): ObservedContainer | undefined {
    return [...this.held.values()].find((one) => one.taskId === taskId && one.containerName === name);
  }

  /** The program ends by itself, or somebody ends it from outside. */
  exit(name: string, how: Partial<ObservedContainer>): void {
    const found = [...this.held.values()].find(({ containerName }) => containerName === name);
    if (!found) throw new Error(`no container ${name}`);
    this.#end(found.runtimeId, how);
  }

  /** It ends while nobody watches. */
  exitUnseen(name: string, how: Partial<ObservedContainer>): void {
    const listeners = this.#listeners;
    this.#listeners = new Set();
    this.exit(name, how);
    this.#listeners = listeners;
  }

  starts(): string[] {
    return this.calls.filter((call) => call.startsWith('start'));
  }

  #sleep(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => ms < Infinity && this.clock.after(ms, resolve));
  }

  #end(runtimeId: string, how: Partial<ObservedContainer>): ObservedContainer {
    const ended = { state: 'exited', finishedAtMs: this.clock.nowMs() } as const;
    return this.#put({ ...this.#get(runtimeId), ...ended, ...how });
  }

  #put(observed: ObservedContainer): ObservedContainer {
    this.held.set(observed.runtimeId, observed);
    for (const listener of this.#listeners) listener(observed);
    return observed;
  }

  #get(runtimeId: string): ObservedContainer {
    const observed = this.held.get(runtimeId);
    if (!observed) throw new RuntimeFault('NotFound', `no container ${runtimeId}`, false);
    return observed;
  }
}
