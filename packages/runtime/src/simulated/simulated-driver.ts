import type { ImageLook, RuntimeInfo } from '@gantry/model';
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
import { readScript } from './script.ts';
import { killedExitCode, type SimulatedContainer, SimulatedNode } from './simulated-node.ts';

export interface SimulatedDriverOptions {
  /** What survives the agent. Drivers of one node see the same containers. */
  node?: SimulatedNode;
}

/** Plays scripts (script.ts) and runs nothing. For tests and measurements of scale; never a default. */
export function createSimulatedDriver({
  node = new SimulatedNode(),
}: SimulatedDriverOptions = {}): RuntimeDriver {
  return new SimulatedDriver(node);
}

class SimulatedDriver implements RuntimeDriver {
  readonly name = 'simulated';
  readonly #node: SimulatedNode;
  readonly #closing = new AbortController();
  readonly #starting = new Map<string, Promise<ObservedContainer>>();

  constructor(node: SimulatedNode) {
    this.#node = node;
  }

  async info(): Promise<RuntimeInfo> {
    const detail = 'simulated: plays scripts, runs no programs; for tests and measurements only';
    return { name: 'simulated', available: true, detail, enforces: [] };
  }

  async prepare(...[request, onProgress]: Parameters<RuntimeDriver['prepare']>): Promise<void> {
    const { pullMs, pullFails } = readScript(request);
    if (pullMs > 0) onProgress('simulating a pull', null);
    if (pullMs > 0) await this.#node.pause(pullMs);
    if (pullFails)
      throw new RuntimeFault('ImagePullFailed', 'simulated: its script says that the pull fails', true);
  }

  /** There is nothing to fetch. */
  async look(): Promise<ImageLook> {
    return { found: 'here', imageId: 'simulated', message: '' };
  }

  async start(request: ContainerRequest): Promise<ObservedContainer> {
    const runtimeId = `simulated-${request.taskName}.${request.container.name}`;
    const underWay = this.#starting.get(runtimeId);
    if (underWay) return underWay;
    const started = this.#startOnce(runtimeId, request).finally(() => this.#starting.delete(runtimeId));
    this.#starting.set(runtimeId, started);
    return started;
  }

  async #startOnce(runtimeId: string, request: ContainerRequest): Promise<ObservedContainer> {
    const script = readScript(request);
    if (script.startMs > 0) await this.#node.pause(script.startMs);
    if (script.startFails)
      throw new RuntimeFault('StartFailed', 'simulated: its script says that the start fails', true);
    return (this.#node.containers.get(runtimeId) ?? this.#node.begin(runtimeId, request, script)).observed;
  }

  async list(): Promise<ObservedContainer[]> {
    return [...this.#node.containers.values()].map(({ observed }) => observed);
  }

  watch(onChange: (observed: ObservedContainer) => void, signal: AbortSignal): void {
    const endings = [signal, this.#closing.signal];
    if (endings.some(({ aborted }) => aborted)) return;
    // Not one signal of both: the process would hold that for ever, and with it the whole cluster of a simulated crash.
    const unlisten = this.#node.onChange(onChange);
    for (const ending of endings) ending.addEventListener('abort', unlisten, { once: true });
    for (const { observed } of this.#node.containers.values()) onChange(observed);
  }

  async stop(runtimeId: string, { graceMs }: { graceMs: number }): Promise<ObservedContainer> {
    const one = this.#get(runtimeId);
    const { stopMs } = one.script;
    if (one.observed.state === 'exited') return one.observed;
    const endsItself = stopMs !== null && stopMs < graceMs;
    const cancel = endsItself
      ? this.#node.clock.after(stopMs, () => this.#node.end(one, 0))
      : this.#node.clock.after(graceMs, () => this.#node.end(one, killedExitCode));
    await this.#untilExited(one);
    cancel();
    return one.observed;
  }

  #untilExited(one: SimulatedContainer): Promise<void> {
    return new Promise((resolve) => {
      const unlisten = this.#node.onChange(() => {
        if (one.observed.state !== 'exited') return;
        unlisten();
        resolve();
      });
    });
  }

  async remove(runtimeId: string): Promise<void> {
    const one = this.#node.containers.get(runtimeId);
    if (!one) return;
    this.#node.end(one, killedExitCode);
    this.#node.containers.delete(runtimeId);
  }

  /** Its lines are those of the script, all written at its start. */
  logs(runtimeId: string, query: LogQuery): AsyncIterable<LogLine> {
    return this.#readLog(this.#get(runtimeId), query);
  }

  async *#readLog(one: SimulatedContainer, query: LogQuery): AsyncGenerator<LogLine> {
    const { tailLines, sinceMs, follow, signal } = query;
    const since = one.lines.filter(({ atMs }) => atMs >= (sinceMs ?? 0));
    yield* tailLines === null ? since : since.slice(Math.max(0, since.length - tailLines));
    if (!follow || signal.aborted || one.observed.state === 'exited') return;
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    await Promise.race([this.#untilExited(one), aborted]);
  }

  /** Answers as the script's readiness says; `true` and `false` as everywhere. */
  async exec(runtimeId: string, { command }: ExecRequest): Promise<ExecSession> {
    const { observed, script } = this.#get(runtimeId);
    if (observed.state !== 'running')
      throw new RuntimeFault('ExecFailed', 'the container is not running', false);
    const { readyAfterMs } = script;
    const isReady = readyAfterMs !== null && this.#node.clock.nowMs() >= observed.startedAtMs! + readyAfterMs;
    const exitCode = { true: 0, false: 1 }[command[0] ?? ''] ?? (isReady ? 0 : 1);
    const output = Buffer.from(`simulated: ${command.join(' ')} was not run\n`);
    return {
      onOutput: (listener) => listener('stdout', output),
      write: () => {},
      endInput: () => {},
      resize: () => {},
      setFlowing: () => {},
      exited: Promise.resolve(exitCode),
      kill: () => {},
    };
  }

  async usage(runtimeId: string): Promise<Usage | null> {
    const { observed, script } = this.#get(runtimeId);
    const { cpuMillis, memoryBytes } = script;
    return observed.state === 'running' ? { cpuMillis, memoryBytes } : null;
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #get(runtimeId: string): SimulatedContainer {
    const one = this.#node.containers.get(runtimeId);
    if (one) return one;
    const id = JSON.stringify(runtimeId);
    throw new RuntimeFault('NotFound', `there is no simulated container ${id} on this node`, false);
  }
}
