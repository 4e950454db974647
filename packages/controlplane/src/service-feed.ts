import { endpointsOf, hasTask, type View } from '@gantry/engine';
import type {
  Change,
  Commit,
  ControlMessage,
  DeploymentId,
  ServiceId,
  ServiceNetwork,
  ServiceRecord,
  ServiceRoute,
} from '@gantry/model';

import { certificatesOf } from './certificates.ts';
import type { Vault } from './vault.ts';

export type ServicesMessage = Extract<ControlMessage, { type: 'services' }>;

/** What nodes are told of a service: only the tasks that get traffic. */
function routeOf(view: View, service: ServiceRecord, vault: Vault): ServiceRoute {
  const { id, namespace, name, kind, clusterAddress, ports, ingress, affinitySeconds, drainSeconds } =
    service;
  const endpoints = endpointsOf(view, service)
    .filter(({ state }) => state === 'ready')
    .map(({ taskId, taskName, nodeId, targets, relay }) => ({ taskId, taskName, nodeId, targets, relay }));
  const certificates = certificatesOf(view, service, vault);
  return {
    ...{ id, namespace, name, kind, clusterAddress, ports, ingress, affinitySeconds, drainSeconds },
    endpoints,
    ...(certificates.length === 0 ? {} : { certificates }),
  };
}

/** What all nodes have been told of the services, and so what is news to them. Level-based, as assignments are. */
export class ServiceFeed {
  readonly #network: ServiceNetwork;
  readonly #vault: Vault;
  readonly #told = new Map<ServiceId, { route: ServiceRoute; text: string }>();
  #revision = 0;

  constructor(network: ServiceNetwork, vault: Vault) {
    this.#network = network;
    this.#vault = vault;
  }

  /** The revision of the last message; 0 while there was none. */
  get revision(): number {
    return this.#revision;
  }

  /** Everything, for a node that has just connected. */
  welcome(view: View): ServicesMessage {
    for (const service of view.all('services')) this.#look(view, service.id);
    const services = [...this.#told.values()].map(({ route }) => route);
    this.#revision = Math.max(this.#revision, view.revision);
    return { type: 'services', revision: this.#revision, network: this.#network, services, gone: [] };
  }

  /** What a commit means to those who knew all before it; null: nothing. */
  onCommit(view: View, commit: Commit): ServicesMessage | null {
    const services: ServiceRoute[] = [];
    const gone: ServiceId[] = [];
    for (const id of concerned(view, commit.changes)) {
      const news = this.#look(view, id);
      if (news === 'gone') gone.push(id);
      else if (news !== null) services.push(news);
    }
    if (services.length + gone.length === 0) return null;
    this.#revision = commit.revision;
    return { type: 'services', revision: commit.revision, network: null, services, gone };
  }

  #look(view: View, id: ServiceId): ServiceRoute | 'gone' | null {
    const service = view.get('services', id);
    if (service === undefined) return this.#told.delete(id) ? 'gone' : null;
    const route = routeOf(view, service, this.#vault);
    const text = JSON.stringify(route);
    if (this.#told.get(id)?.text === text) return null;
    this.#told.set(id, { route, text });
    return route;
  }
}

/** The services that the changes may concern. */
function concerned(view: View, changes: readonly Change[]): Set<ServiceId> {
  const found = new Set<ServiceId>();
  if (view.count('services') === 0 && !changes.some(({ table }) => table === 'services')) return found;
  for (const change of changes) for (const id of servicesOf(view, change)) found.add(id);
  return found;
}

function servicesOf(view: View, change: Change): ServiceId[] {
  switch (change.table) {
    case 'services':
      return [change.key as ServiceId];
    case 'nodes':
      return idsOf(view.all('services'));
    case 'secrets':
      // One that is gone does not say which it was.
      return idsOf(
        [...view.all('services')].filter(({ ingress }) => ingress.some(({ tlsSecret }) => tlsSecret)),
      );
    case 'tasks':
      // A record goes long after its task has ended, and so has left.
      return change.value === null
        ? []
        : idsOf(view.servicesIn(change.value.namespace).filter((one) => hasTask(view, one, change.value!)));
    case 'deployments':
      return change.value === null ? [] : idsOf(view.servicesIn(change.value.namespace));
    case 'rollouts':
      return change.value === null ? [] : ofDeployment(view, change.value.deploymentId);
    default:
      return [];
  }
}

function ofDeployment(view: View, id: DeploymentId): ServiceId[] {
  const deployment = view.get('deployments', id);
  return deployment === undefined ? [] : idsOf(view.servicesIn(deployment.namespace));
}

const idsOf = (services: Iterable<ServiceRecord>) => Array.from(services, ({ id }) => id);
