import type { ServiceEndpoint, ServiceNetwork, ServicePort, ServiceRoute } from '@gantry/model';
import type { Backend, Frontend, Pool, Route, Traffic } from './port.ts';
import type { Far } from './relay/tunnels.ts';

/** The node that traffic is brought to tasks from. */
export interface Place {
  nodeId: string;
  /** At which other machines reach it. */
  address: string;
  /** Where published ports and ingresses listen. */
  bindAddress: string;
  /** The services' own addresses lead to this node's proxy. */
  hasRange: boolean;
  /** Where what `farOf` finds is reached from here; null: nowhere but at its own address. */
  relayed(far: Far): Address | null;
}

interface Address {
  host: string;
  port: number;
}

/** What of these services is on another machine and published there by nothing: to be had by its node's relay only. */
export function farOf(
  services: readonly ServiceRoute[],
  { nodeId, address }: { nodeId: string; address: string },
): Far[] {
  return services.flatMap(({ endpoints }) =>
    endpoints.flatMap((endpoint) =>
      endpoint.nodeId === nodeId
        ? []
        : endpoint.targets.flatMap((target) => farOne(endpoint, target, address) ?? []),
    ),
  );
}

/** Agents on one machine have its address, and reach what is on it without help. */
function farOne(
  { relay }: ServiceEndpoint,
  target: ServiceEndpoint['targets'][number],
  ownAddress: string,
): Far | null {
  if (target === null || target.remote !== null || relay === null || relay.host === ownAddress) return null;
  return { relay, target: target.local };
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
  place: Place,
): Pool {
  const { affinitySeconds, drainSeconds, endpoints } = service;
  const backends = endpoints.flatMap((endpoint) => backendOf(endpoint, index, place) ?? []);
  const drainMs = drainSeconds * 1_000;
  return { key: keyOf(service, port), traffic: port.traffic, backends, affinitySeconds, drainMs };
}

function backendOf(
  endpoint: ServiceEndpoint,
  index: number,
  { nodeId, address, relayed }: Place,
): Backend | null {
  const target = endpoint.targets[index] ?? null;
  if (target === null) return null;
  const id = endpoint.taskId;
  if (endpoint.nodeId === nodeId) return { id, ...target.local };
  const far = farOne(endpoint, target, address);
  return { id, ...((far && relayed(far)) ?? target.remote ?? target.local) };
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
