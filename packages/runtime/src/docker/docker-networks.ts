import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChosenNetwork } from '@gantry/model';
import type Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import type { ContainerNetworks } from '../network/port.ts';
import { type ContainerRequest, RuntimeFault } from '../port.ts';
import { labels } from './container-options.ts';
import type { Engine } from './engine.ts';
import { sentenceOf, statusOf } from './engine-fault.ts';

export interface DockerNetworksOptions {
  engine: Engine;
  /** The cluster whose namespaces have networks; null: it is not known (yet). */
  clusterFor: () => Promise<string | null>;
}

interface Wanted extends ChosenNetwork {
  /** Whose labels it gets when it is made here. */
  cluster: string;
  namespace: string;
  isOfNamespace: boolean;
}

/** A default network needs a range of addresses, and an engine has some 30 of them. */
const noRangeLeft = /fully subnetted|non-overlapping IPv4 address pool/i;

/**
 * The networks of a container engine: one for each namespace, which all agents of the cluster on this engine share, and
 * those that templates choose by name. What was made here is taken away with its last container.
 */
export class DockerNetworks implements ContainerNetworks {
  readonly #engine: Engine;
  readonly #clusterFor: DockerNetworksOptions['clusterFor'];
  readonly #without = new Set<string>();
  #isSwept = false;

  constructor({ engine, clusterFor }: DockerNetworksOptions) {
    this.#engine = engine;
    this.#clusterFor = clusterFor;
  }

  async drivers(): Promise<string[]> {
    return (await this.#about()).drivers;
  }

  async provide(request: ContainerRequest): Promise<string | null> {
    if (request.hostNetwork || request.joinNetworkOf !== null) return null;
    const cluster = await this.#clusterFor();
    const wanted = wantedBy(request, cluster);
    if (wanted === null) return null;
    if (cluster !== null && !this.#isSwept) {
      this.#isSwept = true;
      // What was left by agents that were killed is nobody's; it is no reason for this task to wait or fail.
      void this.#sweep(cluster).catch(() => {});
    }
    try {
      if ((await this.#find(wanted)) === null) await this.#make(wanted);
    } catch (error) {
      if (!wanted.isOfNamespace || !noRangeLeft.test((error as Error).message)) throw error;
      this.#without.add(wanted.namespace);
      return null;
    }
    this.#without.delete(wanted.namespace);
    return wanted.name;
  }

  async release(name: string): Promise<void> {
    const found = await this.#inspect(name);
    if (found === null || found.Labels?.[labels.network] === undefined) return;
    // One that has ended never starts again, and is kept for its log only.
    const filters = { network: [name], status: ['created', 'running', 'paused'] };
    const using = await this.#engine.call(`who uses the network ${name} is listed`, 'Unavailable', (docker) =>
      docker.listContainers({ all: true, filters }),
    );
    if (using.length > 0) return;
    await this.#remove(found.Id);
  }

  /** A container is off its network a moment after it has ended. Another agent may put one on it, or take it away: both are fine. */
  async #remove(id: string): Promise<void> {
    for (let tries = 0; tries < mostRemovals; tries++) {
      const fault = await this.#engine.docker
        .getNetwork(id)
        .remove()
        .then(
          () => null,
          (error: unknown) => error,
        );
      if (fault === null || !/active endpoints/i.test(sentenceOf(fault))) return;
      await delay(removeEveryMs);
    }
  }

  trouble(): string | null {
    if (this.#without.size === 0) return null;
    const namespaces = [...this.#without].sort().join(', ');
    return (
      `The engine has no range of addresses left for a network of its own for: ${namespaces}. Containers there are on the ` +
      'engine’s bridge; services and names work as ever. Remove networks that nobody uses (docker network prune), ' +
      'or give the engine more ranges (default-address-pools).'
    );
  }

  /** By name; null: it is to be made. Throws for one that is there and is another than is wanted. */
  async #find({ name, driver }: Wanted): Promise<NetworkInspectInfo | null> {
    const found = await this.#inspect(name);
    if (found === null || found.Driver === driver) return found;
    const message = `the engine has a network ${name} already, of the driver ${found.Driver} and not ${driver}`;
    throw new RuntimeFault('Unsupported', message, false);
  }

  async #inspect(name: string): Promise<NetworkInspectInfo | null> {
    const doing = `the network ${name} is looked at`;
    try {
      return await this.#engine.call(doing, 'Unavailable', (docker) => docker.getNetwork(name).inspect());
    } catch (error) {
      if (error instanceof RuntimeFault && error.reason === 'NotFound') return null;
      throw error;
    }
  }

  /** Agents that share the engine make it in turn by the name of its bridge: an engine takes two networks of one name. */
  async #make(wanted: Wanted): Promise<void> {
    const { name, driver, options, subnet, gateway, cluster, namespace } = wanted;
    const { id, drivers, isPodman } = await this.#about();
    if (!drivers.includes(driver)) {
      const message = `the container engine of this node has no network driver ${driver}; it has ${drivers.join(', ')}`;
      throw new RuntimeFault('Unsupported', message, false);
    }
    const range = { ...(subnet === null ? {} : { Subnet: subnet }), ...(gateway && { Gateway: gateway }) };
    // Podman takes a name once as it is, and not every version of it that option.
    const bridge = driver === usual && !isPodman ? { [bridgeOption]: bridgeName(id, name) } : {};
    const doing = `the network ${name} is made by the driver ${driver}`;
    await this.#engine
      .call(doing, 'Unsupported', (docker) =>
        docker.createNetwork({
          Name: name,
          Driver: driver,
          Options: { ...bridge, ...options },
          Labels: { [labels.network]: cluster, [labels.namespace]: namespace },
          ...(subnet === null ? {} : { IPAM: { Config: [range] } }),
        }),
      )
      .catch((error: RuntimeFault) => {
        if (!isMadeMeanwhile(error)) throw error;
        return this.#untilSeen(wanted);
      });
  }

  /** Whoever was quicker has its bridge before others can see the network. */
  async #untilSeen(wanted: Wanted): Promise<void> {
    const giveUpAtMs = performance.now() + seenWithinMs;
    while ((await this.#find(wanted)) === null && performance.now() < giveUpAtMs) await delay(lookEveryMs);
  }

  /** Asked only when a network is made: it costs an engine much. */
  async #about(): Promise<{ id: string; drivers: string[]; isPodman: boolean }> {
    const asked = async (docker: Docker) => [await docker.info(), await docker.version()] as const;
    const [info, { Components }] = await this.#engine.call('the engine is asked', 'Unavailable', asked);
    const { ID, Plugins } = info as { ID?: string; Plugins?: { Network?: string[] | null } };
    const isPodman = Components?.some(({ Name }) => Name.startsWith('Podman')) ?? false;
    return { id: ID ?? '', drivers: Plugins?.Network ?? [], isPodman };
  }

  async #sweep(cluster: string): Promise<void> {
    const filters = { label: [`${labels.network}=${cluster}`] };
    const own = await this.#engine.call('networks are listed', 'Unavailable', (docker) =>
      docker.listNetworks({ filters }),
    );
    for (const { Name } of own) await this.release(Name);
  }
}

const usual = 'bridge';
const bridgeOption = 'com.docker.network.bridge.name';
const seenWithinMs = 5_000;
const lookEveryMs = 50;
const mostRemovals = 20;
const removeEveryMs = 50;

/** An interface has at most 15 characters, and two engines on one machine cannot both have one. */
const bridgeName = (engineId: string, network: string): string =>
  `gantry${createHash('sha256').update(`${engineId}\0${network}`).digest('hex').slice(0, 9)}`;

const isMadeMeanwhile = (error: RuntimeFault): boolean =>
  statusOf(error.cause) === 409 || /same bridge name|already exists/i.test(error.message);

function wantedBy({ network, namespace }: ContainerRequest, cluster: string | null): Wanted | null {
  if (network !== null) return { ...network, cluster: cluster ?? '', namespace, isOfNamespace: false };
  if (cluster === null) return null;
  const name = `gantry-${cluster}-${namespace}`;
  const own = { name, driver: usual, options: {}, subnet: null, gateway: null };
  return { ...own, cluster, namespace, isOfNamespace: true };
}

/** Whether a container could not start because its network was taken away in between. */
export function isNetworkGone(error: unknown): boolean {
  return /network \S+ (is )?not found|network not found/i.test(sentenceOf(error));
}
