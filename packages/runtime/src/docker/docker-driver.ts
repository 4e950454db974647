import { setTimeout as delay } from 'node:timers/promises';
import type { RuntimeInfo } from '@gantry/model';
import type { Container, ContainerInspectInfo } from 'dockerode';
import { createTurns } from '../in-turn.ts';
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
import { type ContainerDefaults, containerName, containerOptions, labels } from './container-options.ts';
import { execInDocker } from './docker-exec.ts';
import { openLogs, readLogStream } from './docker-logs.ts';
import { readTotals } from './docker-usage.ts';
import { watchContainers } from './docker-watch.ts';
import { createEngine, type Engine } from './engine.ts';
import { sentenceOf, statusOf } from './engine-fault.ts';
import { addressOf, networkOwnerOf, toObserved } from './observed-container.ts';
import { pullImage } from './pull-image.ts';

export interface DockerDriverOptions {
  /** Unix socket of a Docker or Podman engine. */
  socketPath: string;
  /** Tells this agent's containers from those of others on the same engine. */
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
  /** A user-defined network for a container; by default all are on the engine's own bridge. */
  networkFor?: (request: ContainerRequest) => string | null;
}

/** Runs containers on a Docker or Podman engine. All it knows is in the engine: its containers bear the node's label. */
export function createDockerDriver(options: DockerDriverOptions): RuntimeDriver {
  return new DockerDriver(options);
}

class DockerDriver implements RuntimeDriver {
  readonly name = 'docker';
  readonly #engine: Engine;
  readonly #defaults: ContainerDefaults;
  readonly #usageRates = createUsageRates();
  readonly #pullInTurn = createTurns();
  readonly #startInTurn = createTurns();
  readonly #closing = new AbortController();

  constructor({ socketPath, callsInFlight = 8, ...options }: DockerDriverOptions) {
    this.#engine = createEngine(socketPath, callsInFlight);
    this.#defaults = {
      nodeName: options.nodeName,
      clusterName: options.clusterName ?? '',
      publishAddress: options.publishAddress ?? '127.0.0.1',
      pidsLimit: options.pidsLimit ?? 4096,
      logLimitBytes: options.logLimitBytes ?? 10 * 2 ** 20,
      networkFor: options.networkFor ?? (() => null),
    };
  }

  info(): Promise<RuntimeInfo> {
    return this.#engine.info();
  }

  async prepare(...[request, onProgress, signal]: Parameters<RuntimeDriver['prepare']>): Promise<void> {
    const { image } = request.container;
    await this.#pullInTurn(image, () => pullImage(this.#engine, request, onProgress, signal));
  }

  start(request: ContainerRequest): Promise<ObservedContainer> {
    return this.#startInTurn(containerName(request, this.#defaults), () => this.#create(request));
  }

  async #create(request: ContainerRequest): Promise<ObservedContainer> {
    const doing = `could not start ${request.container.image}`;
    try {
      return await this.#engine.call(doing, 'StartFailed', async (docker) => {
        const container = await docker.createContainer(containerOptions(request, this.#defaults));
        await startPatiently(container, request).catch(async (error) => {
          await container.remove({ force: true, v: true }).catch(() => {});
          throw error;
        });
        return this.#observe(await container.inspect());
      });
    } catch (error) {
      const found = await this.#findEarlier(request, (error as RuntimeFault).cause);
      if (found) return found;
      throw startFault(error as RuntimeFault);
    }
  }

  /** The name is taken: by an earlier start of the same container, which may not have come to its end. */
  async #findEarlier(request: ContainerRequest, cause: unknown): Promise<ObservedContainer | null> {
    if (statusOf(cause) !== 409) return null;
    const name = containerName(request, this.#defaults);
    const inspected = await this.#inspect(name);
    if (inspected?.Config.Labels[labels.task] !== request.taskId) return null;
    const observed = await this.#observe(inspected);
    if (observed.state !== 'created') return observed;
    await this.#engine.call(`could not start ${name}`, 'StartFailed', (docker) =>
      docker.getContainer(name).start(),
    );
    return this.#observe((await this.#inspect(name))!);
  }

  async list(): Promise<ObservedContainer[]> {
    const filters = { label: [`${labels.node}=${this.#defaults.nodeName}`] };
    const found = await this.#engine.call('could not list containers', 'Unavailable', (docker) =>
      docker.listContainers({ all: true, filters }),
    );
    const observed = await Promise.all(found.map(({ Id }) => this.#look(Id)));
    return observed.filter((one) => one !== null);
  }

  /** null: it is gone. */
  async #look(runtimeId: string): Promise<ObservedContainer | null> {
    const inspected = await this.#inspect(runtimeId);
    return inspected && this.#observe(inspected);
  }

  async #inspect(runtimeId: string): Promise<ContainerInspectInfo | null> {
    try {
      return await this.#engine.call('could not look at a container', 'Unavailable', (docker) =>
        docker.getContainer(runtimeId).inspect(),
      );
    } catch (error) {
      if ((error as RuntimeFault).reason === 'NotFound') return null;
      throw error;
    }
  }

  async #observe(inspected: ContainerInspectInfo): Promise<ObservedContainer> {
    const owner = networkOwnerOf(inspected);
    const network =
      owner === null
        ? inspected
        : await this.#engine.docker
            .getContainer(owner)
            .inspect()
            .catch(() => null);
    return toObserved(inspected, network ? addressOf(network) : '');
  }

  watch(onChange: (observed: ObservedContainer) => void, signal: AbortSignal): void {
    void watchContainers({
      engine: this.#engine,
      nodeName: this.#defaults.nodeName,
      list: () => this.list(),
      inspect: (runtimeId) => this.#look(runtimeId),
      onChange,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  async stop(
    runtimeId: string,
    { graceMs, signal }: { graceMs: number; signal: string | null },
  ): Promise<ObservedContainer> {
    const inspected = await this.#own(runtimeId);
    if (!inspected.State.Running) return this.#observe(inspected);
    const ended = this.#ended(inspected.Id);
    await this.#signal(inspected.Id, signal ?? stopSignalOf(inspected));
    if (!(await ended.within(graceMs))) {
      await this.#signal(inspected.Id, 'SIGKILL');
      await ended.whenever();
    }
    const stopped = (await this.#look(inspected.Id)) ?? {
      ...(await this.#observe(inspected)),
      state: 'exited' as const,
    };
    if (stopped.state === 'exited') return stopped;
    throw new RuntimeFault(
      'Unavailable',
      'the container engine went away while it stopped a container',
      true,
    );
  }

  /** The engine is asked to tell when the container ends; that call takes no place in the gate, for it may last. */
  #ended(runtimeId: string) {
    const giveUp = new AbortController();
    const ended = this.#engine.docker
      .getContainer(runtimeId)
      .wait({ condition: 'not-running', abortSignal: giveUp.signal })
      .then(
        () => true,
        (error) => statusOf(error) === 404,
      );
    return {
      whenever: () => ended,
      async within(timeoutMs: number): Promise<boolean> {
        const timer = new AbortController();
        const late = delay(timeoutMs, false, { signal: timer.signal }).catch(() => false);
        return Promise.race([ended, late]).finally(() => timer.abort());
      },
    };
  }

  async #signal(runtimeId: string, signal: string): Promise<void> {
    await this.#engine
      .call(`could not send ${signal}`, 'Unavailable', (docker) =>
        docker.getContainer(runtimeId).kill({ signal }),
      )
      .catch((fault: RuntimeFault) => {
        // 404 and 409: it has ended meanwhile.
        if (![404, 409].includes(statusOf(fault.cause) ?? 0)) throw fault;
      });
  }

  async remove(runtimeId: string): Promise<void> {
    const found = await this.#own(runtimeId).catch(ignoreNotFound);
    if (!found) return;
    this.#usageRates.forget(runtimeId);
    const doing = 'could not remove a container';
    try {
      await this.#engine.call(doing, 'Unavailable', (docker) =>
        docker.getContainer(runtimeId).remove({ force: true, v: true }),
      );
    } catch (error) {
      const status = statusOf((error as RuntimeFault).cause);
      if (status !== 404 && status !== 409) throw error;
      // Somebody else is removing it.
      while (await this.#inspect(runtimeId)) await delay(removalLookEveryMs);
    }
  }

  async *logs(runtimeId: string, query: LogQuery): AsyncIterable<LogLine> {
    const { Config } = await this.#own(runtimeId);
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
    await this.#own(runtimeId);
    return execInDocker(this.#engine, runtimeId, request);
  }

  async usage(runtimeId: string): Promise<Usage | null> {
    const { State } = await this.#own(runtimeId);
    if (!State.Running) return null;
    const stats = await this.#engine.call('could not read usage', 'Unavailable', (docker) =>
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

  /** A container of this node. Another's, and one that Gantry did not make, is not there for this driver. */
  async #own(runtimeId: string): Promise<ContainerInspectInfo> {
    const inspected = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(runtimeId) ? await this.#inspect(runtimeId) : null;
    if (inspected?.Id === runtimeId && inspected.Config.Labels[labels.node] === this.#defaults.nodeName)
      return inspected;
    throw new RuntimeFault(
      'NotFound',
      `there is no container ${JSON.stringify(runtimeId)} of this node`,
      false,
    );
  }
}

const removalLookEveryMs = 20;
const portPatienceMs = 2_000;
const portLookEveryMs = 50;

/** A host port of a container that has just ended is free only when the engine has taken its network apart. */
async function startPatiently(container: Container, { hostPorts }: ContainerRequest): Promise<void> {
  const giveUpAt = performance.now() + (hostPorts.length > 0 ? portPatienceMs : 0);
  for (;;) {
    try {
      return void (await container.start());
    } catch (error) {
      const isPortTaken = /port is already allocated|address already in use/i.test(sentenceOf(error));
      if (!isPortTaken || performance.now() > giveUpAt) throw error;
      await delay(portLookEveryMs);
    }
  }
}

/** Of the container, or else of its image. */
const stopSignalOf = ({ Config }: ContainerInspectInfo): string =>
  (Config as { StopSignal?: string }).StopSignal || 'SIGTERM';

function ignoreNotFound(error: unknown): null {
  if (error instanceof RuntimeFault && error.reason === 'NotFound') return null;
  throw error;
}

/** Of what create and start answer with 404, only an image can be missing. */
function startFault(fault: RuntimeFault): RuntimeFault {
  if (fault.reason !== 'NotFound') return fault;
  const isImage = /no such image/i.test(fault.message);
  return new RuntimeFault(isImage ? 'ImagePullFailed' : 'StartFailed', fault.message, true, fault.cause);
}
