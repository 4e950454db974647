import type { ImageLook, RuntimeInfo } from '@gantry/model';
import type { ContainerInspectInfo } from 'dockerode';
import { createTurns } from '../in-turn.ts';
import type { ContainerNetworks } from '../network/port.ts';
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
import { type ContainerDefaults, type ContainerNames, containerName } from './container-options.ts';
import { attachInDocker, execInDocker } from './docker-exec.ts';
import { openLogs, readLogStream } from './docker-logs.ts';
import { Look } from './docker-look.ts';
import { DockerNetworks } from './docker-networks.ts';
import { startInDocker } from './docker-start.ts';
import { removeFromDocker, stopInDocker } from './docker-stop.ts';
import { readTotals } from './docker-usage.ts';
import { watchContainers } from './docker-watch.ts';
import { createEngine, type Engine } from './engine.ts';
import { lookForImage } from './look-for-image.ts';
import { ownNetworkOf } from './observed-container.ts';
import { pullImage } from './pull-image.ts';

export interface DockerDriverOptions {
  /** Unix socket of a Docker or Podman engine. */
  socketPath: string;
  /** These two tell this agent's containers from those of others, even of other clusters, on the same engine. */
  nodeName: string;
  clusterName?: string;
  /** Host address that published ports listen on. */
  publishAddress?: string;
  /** Most processes and threads of one container. */
  pidsLimit?: number;
  /** Most that is kept of a container's output. */
  logLimitBytes?: number;
  /** Engine calls at once. */
  callsInFlight?: number;
  /** The cluster whose namespaces have a network each; by default all containers are on the engine's own bridge. */
  clusterFor?: () => Promise<string | null>;
  /** How the containers of a namespace find names; by default as the engine has it. */
  namesFor?: (namespace: string) => Promise<ContainerNames | null>;
}

/** Runs containers on a Docker or Podman engine. All it knows is in the engine: its containers bear the node's label. */
export function createDockerDriver(options: DockerDriverOptions): RuntimeDriver {
  return new DockerDriver(options);
}

class DockerDriver implements RuntimeDriver {
  readonly name = 'docker';
  readonly #engine: Engine;
  readonly #look: Look;
  readonly #networks: ContainerNetworks;
  readonly #defaults: ContainerDefaults;
  readonly #usageRates = createUsageRates();
  readonly #pullInTurn = createTurns();
  readonly #startInTurn = createTurns();
  readonly #closing = new AbortController();

  constructor({ socketPath, callsInFlight = 8, ...options }: DockerDriverOptions) {
    this.#defaults = {
      nodeName: options.nodeName,
      clusterName: options.clusterName ?? '',
      publishAddress: options.publishAddress ?? '127.0.0.1',
      pidsLimit: options.pidsLimit ?? 4096,
      logLimitBytes: options.logLimitBytes ?? 10 * 2 ** 20,
      namesFor: options.namesFor ?? (async () => null),
    };
    this.#engine = createEngine(socketPath, callsInFlight);
    this.#look = new Look(this.#engine, this.#defaults);
    const clusterFor = options.clusterFor ?? (async () => null);
    this.#networks = new DockerNetworks({ engine: this.#engine, clusterFor });
  }

  async info(): Promise<RuntimeInfo> {
    const info = await this.#engine.info();
    const trouble = this.#networks.trouble();
    return trouble === null || !info.available ? info : { ...info, detail: `${info.detail}. ${trouble}` };
  }

  async prepare(...[request, onProgress, signal]: Parameters<RuntimeDriver['prepare']>): Promise<void> {
    const { image } = request.container;
    await this.#pullInTurn(image, () => pullImage(this.#engine, request, onProgress, signal));
  }

  look(...[sought, how]: Parameters<RuntimeDriver['look']>): Promise<ImageLook> {
    return lookForImage(this.#engine, sought, how);
  }

  start(request: ContainerRequest): Promise<ObservedContainer> {
    const place = {
      engine: this.#engine,
      look: this.#look,
      networks: this.#networks,
      defaults: this.#defaults,
    };
    return this.#startInTurn(containerName(request, this.#defaults), () => startInDocker(place, request));
  }

  list(): Promise<ObservedContainer[]> {
    return this.#look.all();
  }

  watch(onChange: (observed: ObservedContainer) => void, signal: AbortSignal): void {
    const until = AbortSignal.any([signal, this.#closing.signal]);
    void watchContainers({ engine: this.#engine, look: this.#look, onChange, signal: until });
  }

  async stop(runtimeId: string, how: { graceMs: number; signal: string | null }): Promise<ObservedContainer> {
    const stopped = await stopInDocker({ engine: this.#engine, look: this.#look }, runtimeId, how);
    await this.#release(await this.#look.inspect(runtimeId).catch(() => null));
    return stopped;
  }

  async remove(runtimeId: string): Promise<void> {
    const found = await this.#look.own(runtimeId).catch(ignoreNotFound);
    if (!found) return;
    this.#usageRates.forget(runtimeId);
    await removeFromDocker({ engine: this.#engine, look: this.#look }, runtimeId);
    await this.#release(found);
  }

  /** Its container has ended, and that is what was asked for; a network that stays is taken away with the next one. */
  async #release(ended: ContainerInspectInfo | null): Promise<void> {
    const network = ended && ownNetworkOf(ended);
    if (network) await this.#networks.release(network).catch(() => {});
  }

  async *logs(runtimeId: string, query: LogQuery): AsyncIterable<LogLine> {
    const { Config } = await this.#look.own(runtimeId);
    const { follow, tailLines, sinceMs, signal } = query;
    const wanted = {
      ...(tailLines === null ? {} : { tail: tailLines }),
      ...(sinceMs === null ? {} : { since: sinceMs / 1000 }),
    };
    const opened = openLogs(this.#engine.docker.getContainer(runtimeId), wanted, follow);
    const chunks = await opened.catch((error) => {
      throw this.#engine.fault(error, 'Unavailable', 'could not read the log');
    });
    const end = () => void chunks.destroy();
    signal.addEventListener('abort', end, { once: true });
    try {
      yield* readLogStream(chunks, { tty: Config.Tty, sinceMs });
    } catch (error) {
      if (!signal.aborted) throw this.#engine.fault(error, 'Unavailable', 'could not read the log');
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }

  async exec(runtimeId: string, request: ExecRequest): Promise<ExecSession> {
    await this.#look.own(runtimeId);
    return execInDocker(this.#engine, runtimeId, request);
  }

  async attach(runtimeId: string, options: { stdin: boolean }): Promise<ExecSession> {
    const { Config } = await this.#look.own(runtimeId);
    const program = { runtimeId, tty: Config.Tty, hasInput: Config.OpenStdin };
    return attachInDocker(this.#engine, program, options);
  }

  async usage(runtimeId: string): Promise<Usage | null> {
    const { State } = await this.#look.own(runtimeId);
    if (!State.Running) return null;
    // Engines up to version 20 answer when they next take a sample, up to a second later.
    const stats = await this.#engine.waitingCall('could not read usage', 'Unavailable', (docker) =>
      docker.getContainer(runtimeId).stats({ stream: false, 'one-shot': true }),
    );
    return this.#usageRates.take(runtimeId, {
      ...readTotals(stats),
      startedAtMs: Date.parse(State.StartedAt),
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }
}

function ignoreNotFound(error: unknown): null {
  if (error instanceof RuntimeFault && error.reason === 'NotFound') return null;
  throw error;
}
