import type { ServiceEndpoint, ServicePort, ServiceRoute } from '@gantry/model';
import type { Answer } from 'dns-packet';

/** Everything below it is answered here; everything else is asked elsewhere. */
export const clusterDomain = 'svc.gantry.local';

/** Short: who asks again a second later learns what changed. */
export const ttlSeconds = 1;

export type Found = { kind: 'answers'; answers: Answer[]; additionals: Answer[] } | { kind: 'unknown' };

/**
 * What the cluster's names mean. `NAME.NAMESPACE.svc.gantry.local` is the service's address (or its tasks', on a node
 * where services have none), `tasks.` before it those of all its ready tasks, a task's name before it that task's;
 * `_PORT._TCP.` before any of these is where it is reached.
 */
export class NameBook {
  readonly #services = new Map<string, ServiceRoute>();
  readonly #namespaces = new Set<string>();
  readonly #place: { nodeId: string; hasRange: boolean };

  constructor(services: readonly ServiceRoute[], place: { nodeId: string; hasRange: boolean }) {
    this.#place = place;
    for (const service of services) {
      this.#services.set(`${service.name}.${service.namespace}`, service);
      this.#namespaces.add(service.namespace);
    }
  }

  /** null: it is not a name of the cluster's. @param type `A`, `SRV`, `AAAA` and so on */
  find(name: string, type: string): Found | null {
    const asked = name.toLowerCase();
    if (asked !== clusterDomain && !asked.endsWith(`.${clusterDomain}`)) return null;
    const labels = asked === clusterDomain ? [] : asked.slice(0, -clusterDomain.length - 1).split('.');
    if (labels.length < 2) return this.#ofDomain(labels);
    const service = this.#services.get(labels.slice(-2).join('.'));
    if (service === undefined) return { kind: 'unknown' };
    return this.#ofService(service, { name, type, before: labels.slice(0, -2) });
  }

  /** The domain and its namespaces are there, and have nothing to tell of themselves. */
  #ofDomain([namespace]: string[]): Found {
    const isThere = namespace === undefined || this.#namespaces.has(namespace);
    return isThere ? { kind: 'answers', answers: [], additionals: [] } : { kind: 'unknown' };
  }

  #ofService(service: ServiceRoute, of: { name: string; type: string; before: string[] }): Found {
    const [port = '', protocol = '', ...rest] = of.before;
    const isPort = port.startsWith('_') && (protocol === '_tcp' || protocol === '_udp');
    const subject = this.#subject(service, isPort ? rest : of.before);
    if (subject === null) return { kind: 'unknown' };
    if (!isPort)
      return addresses(of.name, of.type === 'A' ? subject.hosts.map(({ address }) => address) : []);
    const index = service.ports.findIndex((one) => isNamed(one, port.slice(1), protocol.slice(1)));
    if (index < 0) return { kind: 'unknown' };
    return of.type === 'SRV' ? places(of.name, subject, index) : addresses(of.name, []);
  }

  /** Who is meant by the labels before a service's name; null: nobody is. */
  #subject(service: ServiceRoute, labels: string[]): Subject | null {
    const [label, ...more] = labels;
    const own = `${service.name}.${service.namespace}.${clusterDomain}`;
    if (more.length > 0) return null;
    if (label === undefined && this.#place.hasRange) {
      const ports = service.ports.map(({ port }) => port);
      return { hosts: [{ name: own, address: service.clusterAddress, ports }] };
    }
    const meant = service.endpoints.filter(
      ({ taskName }) => label === undefined || label === 'tasks' || taskName === label,
    );
    if (meant.length === 0 && label !== undefined && label !== 'tasks') return null;
    return { hosts: meant.flatMap((endpoint) => this.#hostOf(endpoint, own)) };
  }

  #hostOf({ nodeId, taskName, targets }: ServiceEndpoint, own: string): Host[] {
    const reached = targets.map((target) => {
      if (target === null) return null;
      return nodeId === this.#place.nodeId ? target.local : (target.remote ?? target.local);
    });
    const address = reached.find((one) => one !== null)?.host;
    if (address === undefined || !/^[\d.]+$/.test(address)) return [];
    return [{ name: `${taskName}.${own}`, address, ports: reached.map((one) => one?.port ?? null) }];
  }
}

interface Host {
  name: string;
  address: string;
  ports: (number | null)[];
}

interface Subject {
  hosts: Host[];
}

const isNamed = ({ name, port, protocol }: ServicePort, asked: string, askedProtocol: string) =>
  protocol.toLowerCase() === askedProtocol && (name === asked || String(port) === asked);

function addresses(name: string, found: string[]): Found {
  const answers = found.map((data): Answer => ({ type: 'A', name, ttl: ttlSeconds, data }));
  return { kind: 'answers', answers, additionals: [] };
}

function places(name: string, { hosts }: Subject, index: number): Found {
  const reached = hosts.flatMap((host) => {
    const port = host.ports[index] ?? null;
    return port === null ? [] : [{ ...host, port }];
  });
  return {
    kind: 'answers',
    answers: reached.map((host) => ({
      ...{ type: 'SRV', name, ttl: ttlSeconds },
      data: { target: host.name, port: host.port, priority: 0, weight: 0 },
    })),
    additionals: reached.map((host) => ({ type: 'A', name: host.name, ttl: ttlSeconds, data: host.address })),
  };
}
