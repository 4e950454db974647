import type { ServiceEndpoint, ServiceNetwork, ServicePort, ServiceRoute } from '@gantry/model';
import type { Backend, Frontend, Pool, Route, Traffic } from './port.ts';

/** The node that traffic is brought to tasks from. */
export interface Place {
  nodeId: string;
  /** Where published ports and ingresses listen. */
  bindAddress: string;
  /** The services' own addresses lead to this node's proxy. */
  hasRange: boolean;
}

/** What this node's proxy carries for these services. */
export function trafficOf(
  services: readonly ServiceRoute[],
  { ingressPort }: Pick<ServiceNetwork, 'ingressPort'>,
  place: Place,
): Traffic {
  const pools = services.flatMap((service) =>
    service.ports.map((port, index) => poolOf(service, { port, index }, place)),
  );
  const frontends = services.flatMap((service) => frontendsOf(service, place));
  const rules = services.flatMap(rulesOf);
  if (rules.length === 0) return { pools, frontends };
  const ingress: Frontend = {
    ...{ address: place.bindAddress, port: ingressPort, traffic: 'http', routes: rules },
  };
  return { pools, frontends: [...frontends, ingress] };
}

const keyOf = ({ namespace, name }: ServiceRoute, { port }: Pick<ServicePort, 'port'>) =>
  `${namespace}.${name}.${port}`;

function poolOf(
  service: ServiceRoute,
  { port, index }: { port: ServicePort; index: number },
  { nodeId }: Place,
): Pool {
  const { affinitySeconds, drainSeconds, endpoints } = service;
  const backends = endpoints.flatMap((endpoint) => backendOf(endpoint, { index, nodeId }) ?? []);
  const drainMs = drainSeconds * 1_000;
  return { key: keyOf(service, port), traffic: port.traffic, backends, affinitySeconds, drainMs };
}

function backendOf(
  { taskId, nodeId: at, targets }: ServiceEndpoint,
  { index, nodeId }: { index: number; nodeId: string },
): Backend | null {
  const target = targets[index] ?? null;
  if (target === null) return null;
  const { host, port } = at === nodeId ? target.local : (target.remote ?? target.local);
  return { id: taskId, host, port };
}

function frontendsOf(service: ServiceRoute, { bindAddress, hasRange }: Place): Frontend[] {
  return service.ports.flatMap((port) => {
    const routes = [{ host: null, pathPrefix: '/', pool: keyOf(service, port) }];
    const { traffic, nodePort } = port;
    const own = hasRange ? [{ address: service.clusterAddress, port: port.port, traffic, routes }] : [];
    return nodePort === null ? own : [...own, { address: bindAddress, port: nodePort, traffic, routes }];
  });
}

function rulesOf(service: ServiceRoute): Route[] {
  return service.ingress.map(({ host, pathPrefix, port }) => ({
    ...{ host, pathPrefix, pool: keyOf(service, { port }) },
  }));
}
