import type { ContainerInspectInfo } from 'dockerode';
import { type ObservedContainer, RuntimeFault } from '../port.ts';
import { type ContainerDefaults, labels } from './container-options.ts';
import type { Engine } from './engine.ts';
import { addressOf, networkOwnerOf, toObserved } from './observed-container.ts';

/** Looks at the containers of one node on an engine. What is not this node's is not there for it. */
export class Look {
  readonly #engine: Engine;
  readonly #node: Pick<ContainerDefaults, 'nodeName' | 'clusterName'>;

  constructor(engine: Engine, node: Pick<ContainerDefaults, 'nodeName' | 'clusterName'>) {
    this.#engine = engine;
    this.#node = node;
  }

  /** What the engine's filters take to choose this node's containers. */
  labelFilter(): string[] {
    return [`${labels.node}=${this.#node.nodeName}`, `${labels.cluster}=${this.#node.clusterName}`];
  }

  async all(): Promise<ObservedContainer[]> {
    const found = await this.#engine.call('could not list containers', 'Unavailable', (docker) =>
      docker.listContainers({ all: true, filters: { label: this.labelFilter() } }),
    );
    const observed = await Promise.all(found.map(({ Id }) => this.at(Id)));
    return observed.filter((one) => one !== null);
  }

  /** null: it is gone. */
  async at(runtimeId: string): Promise<ObservedContainer | null> {
    const inspected = await this.inspect(runtimeId);
    return inspected && this.observe(inspected);
  }

  /** By id or name, whoever's it is; null: it is gone. */
  async inspect(idOrName: string): Promise<ContainerInspectInfo | null> {
    try {
      return await this.#engine.call('could not look at a container', 'Unavailable', (docker) =>
        docker.getContainer(idOrName).inspect(),
      );
    } catch (error) {
      if (error instanceof RuntimeFault && error.reason === 'NotFound') return null;
      throw error;
    }
  }

  async observe(inspected: ContainerInspectInfo): Promise<ObservedContainer> {
    const owner = networkOwnerOf(inspected);
    const network = owner === null ? inspected : await this.inspect(owner);
    return toObserved(inspected, network ? addressOf(network) : '');
  }

  /** Throws NotFound for what is not there, is another node's, or was not made by Gantry. */
  async own(runtimeId: string): Promise<ContainerInspectInfo> {
    const inspected = /^[0-9a-f]+$/.test(runtimeId) ? await this.inspect(runtimeId) : null;
    if (inspected?.Id === runtimeId && this.#isOwn(inspected.Config.Labels)) return inspected;
    throw new RuntimeFault(
      'NotFound',
      `there is no container ${JSON.stringify(runtimeId)} of this node`,
      false,
    );
  }

  #isOwn(found: Record<string, string>): boolean {
    const { nodeName, clusterName } = this.#node;
    return found[labels.node] === nodeName && found[labels.cluster] === clusterName;
  }
}
