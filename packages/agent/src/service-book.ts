import type {
  AgentMessage,
  ControlMessage,
  NodeId,
  ServiceId,
  ServiceNetwork,
  ServiceRoute,
} from '@gantry/model';
import type { NodeNetwork } from '@gantry/network';
import type { AgentLog } from './agent-log.ts';

type ServicesMessage = Extract<ControlMessage, { type: 'services' }>;

export interface ServiceBookOptions {
  /** null: this node brings no traffic to services. */
  network: NodeNetwork | null;
  log: AgentLog;
  send(message: AgentMessage): void;
  /** What could not be done is another than before. */
  onTroubles(troubles: string[]): void;
}

/** All services as they were last told, and the word back when the node has made them so. */
export class ServiceBook {
  readonly #options: ServiceBookOptions;
  readonly #services = new Map<ServiceId, ServiceRoute>();
  #network: ServiceNetwork | null = null;
  #nodeId: NodeId | null = null;
  #troubles = '';

  constructor(options: ServiceBookOptions) {
    this.#options = options;
  }

  welcome(nodeId: NodeId): void {
    this.#nodeId = nodeId;
  }

  receive({ revision, network, services, gone }: ServicesMessage): void {
    if (network !== null) {
      this.#network = network;
      this.#services.clear();
    }
    for (const service of services) this.#services.set(service.id, service);
    for (const id of gone) this.#services.delete(id);
    void this.#apply(revision);
  }

  async #apply(revision: number): Promise<void> {
    const { network, log, send } = this.#options;
    try {
      if (network !== null && this.#network !== null && this.#nodeId !== null) {
        const services = [...this.#services.values()];
        await network.apply({ nodeId: this.#nodeId, network: this.#network, services });
        this.#tell(services.length > 0 ? network.troubles() : []);
      }
      send({ type: 'services-applied', revision });
    } catch (error) {
      log.error({ err: error }, 'Could not bring the services of this node up to date');
      this.#tell([`Services are not up to date on this node: ${(error as Error).message}`]);
    }
  }

  #tell(troubles: string[]): void {
    const text = troubles.join(' ');
    if (text === this.#troubles) return;
    this.#troubles = text;
    if (text !== '') this.#options.log.warn({ troubles }, 'Not all services work on this node');
    this.#options.onTroubles(troubles);
  }
}
