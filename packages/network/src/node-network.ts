import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceNetwork, ServiceRoute } from '@gantry/model';
import { claimRange } from './local-range.ts';
import { clusterDomain, NameBook } from './names/name-book.ts';
import { type NameServer, startNameServer } from './names/name-server.ts';
import { machineNameServers } from './names/upstream-names.ts';
import type { ServiceProxy } from './port.ts';
import type { Relay } from './relay/relay.ts';
import { type Far, Tunnels } from './relay/tunnels.ts';
import { farOf, trafficOf } from './traffic-of.ts';

/** All services as a node has to make them. */
export interface ServiceFacts {
  nodeId: string;
  network: ServiceNetwork;
  services: readonly ServiceRoute[];
}

/** How a container finds names. */
export interface ContainerNames {
  servers: string[];
  search: string[];
}

/** Brings traffic and names to the services, on one node. */
export interface NodeNetwork {
  /** What carries the traffic here. */
  readonly proxy: string;
  /**
   * Makes it so. Resolves when names and new traffic are as these facts say, and what was under way to tasks that left
   * is over, or its drain time is.
   */
  apply(facts: ServiceFacts): Promise<void>;
  /** For a container of this namespace; null: the cluster's names are not answered on this node. */
  namesFor(namespace: string): Promise<ContainerNames | null>;
  /** Which cluster this node is of; null: it was not told (yet). */
  cluster(): Promise<string | null>;
  /** What could not be done, in sentences. */
  troubles(): string[];
  close(): Promise<void>;
}

export interface NodeNetworkOptions {
  proxy: ServiceProxy;
  /** At which other machines reach this node. */
  address: string;
  /** Where published ports and ingresses listen. */
  bindAddress: string;
  /** By which other nodes reach containers of this one; null, with why: by nothing. */
  relay: Relay | { trouble: string };
}

export function createNodeNetwork(options: NodeNetworkOptions): NodeNetwork {
  return new ServiceNodeNetwork(options);
}

/** A container that starts just when the agent connects waits so long for the names to be there. */
const patienceMs = 3_000;

class ServiceNodeNetwork implements NodeNetwork {
  readonly #options: NodeNetworkOptions;
  #claimed: { range: string; trouble: string | null } | null = null;
  #names: { address: string; server: NameServer | null; trouble: string | null } | null = null;
  #book = new NameBook([], { nodeId: '', hasRange: false });
  #applying: Promise<void> = Promise.resolve();
  #cluster: string | null = null;
  readonly #tunnels = new Tunnels();
  readonly #isMade = Promise.withResolvers<void>();

  constructor(options: NodeNetworkOptions) {
    this.#options = options;
  }

  get proxy(): string {
    return this.#options.proxy.name;
  }

  apply(facts: ServiceFacts): Promise<void> {
    const made = this.#applying.then(() => this.#make(facts));
    this.#applying = made.then(
      () => {},
      () => {},
    );
    return made.then(({ drained }) => drained);
  }

  async namesFor(namespace: string): Promise<ContainerNames | null> {
    await this.#beMade();
    if (this.#names?.server == null) return null;
    return { servers: [this.#names.address], search: [`${namespace}.${clusterDomain}`, clusterDomain] };
  }

  async cluster(): Promise<string | null> {
    await this.#beMade();
    return this.#cluster;
  }

  troubles(): string[] {
    const { relay } = this.#options;
    const relayTrouble = 'trouble' in relay ? relay.trouble : null;
    const own = [this.#claimed?.trouble ?? null, this.#names?.trouble ?? null, relayTrouble];
    return [...own.filter((one) => one !== null), ...this.#options.proxy.troubles];
  }

  async close(): Promise<void> {
    await this.#applying;
    const { proxy, relay } = this.#options;
    this.#tunnels.close();
    const closeRelay = 'close' in relay ? relay.close() : null;
    await Promise.all([proxy.close(), this.#names?.server?.close(), closeRelay]);
  }

  async #beMade(): Promise<void> {
    await Promise.race([this.#isMade.promise, delay(patienceMs, undefined, { ref: false })]);
  }

  /** In turn, so that an older view never overtakes a newer one; the draining goes on beside. */
  async #make({ nodeId, network, services }: ServiceFacts): Promise<{ drained: Promise<void> }> {
    const { proxy, address, bindAddress } = this.#options;
    const hasRange = await this.#claim(network);
    this.#book = new NameBook(services, { nodeId, hasRange });
    if (hasRange) await this.#serveNames(network);
    this.#cluster = network.cluster;
    this.#isMade.resolve();
    const relayed = await this.#relay({ nodeId, network, services });
    const place = { nodeId, address, bindAddress, hasRange, relayed };
    const drained = proxy.apply(trafficOf(services, network, place));
    return { drained: drained.then(() => this.#tunnels.dropOthers()) };
  }

  /** Opens this node's containers to the others, and theirs to this node's proxy. */
  async #relay({ nodeId, network: { relayKey }, services }: ServiceFacts) {
    const { address, relay } = this.#options;
    const here = services.flatMap(({ endpoints }) =>
      endpoints.flatMap((one) => (one.nodeId === nodeId ? one.targets : [])),
    );
    if ('allow' in relay)
      relay.allow(
        relayKey,
        here.flatMap((target) => target?.local ?? []),
      );
    const far = farOf(services, { nodeId, address });
    const at = await this.#tunnels.keep(relayKey, far);
    const found = new Map(far.map((one, index) => [JSON.stringify(one), at[index]!]));
    return (one: Far) => found.get(JSON.stringify(one)) ?? null;
  }

  async #claim({ range, nameServer }: ServiceNetwork): Promise<boolean> {
    if (this.#claimed?.range !== range || this.#claimed.trouble !== null)
      this.#claimed = { range, trouble: await claimRange({ range, probe: nameServer }) };
    return this.#claimed.trouble === null;
  }

  async #serveNames({ nameServer: address }: ServiceNetwork): Promise<void> {
    if (this.#names?.address === address && this.#names.server !== null) return;
    const elsewhere = (await machineNameServers()).filter((one) => one.address !== address);
    try {
      const server = await startNameServer({ address, port: 53, book: () => this.#book, elsewhere });
      this.#names = { address, server, trouble: null };
    } catch (error) {
      const trouble = `The cluster's names are not answered on this node: ${(error as Error).message}.`;
      this.#names = { address, server: null, trouble };
    }
  }
}
