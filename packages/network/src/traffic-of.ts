import type { IngressRule, ServiceEndpoint, ServiceNetwork, ServicePort, ServiceRoute } from '@gantry/model';
import type { Backend, Certificate, Frontend, Pool, Route, Traffic } from './port.ts';
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
  network: Pick<ServiceNetwork, 'ingressPort' | 'ingressTlsPort'>,
  place: Place,
): Traffic {
  const pools = services.flatMap((service) =>
    service.ports.map((port, index) => poolOf(service, { port, index }, place)),
  );
  const frontends = services.flatMap((service) => frontendsOf(service, place));
  return { pools, frontends: [...frontends, ...ingressOf(services, network, place)] };
}

/** All rules share one frontend, and those of hosts with a certificate another, to which the first sends on. */
function ingressOf(
  services: readonly ServiceRoute[],
  { ingressPort, ingressTlsPort }: Pick<ServiceNetwork, 'ingressPort' | 'ingressTlsPort'>,
  { bindAddress }: Place,
): Frontend[] {
  const rules = services.flatMap((service) => service.ingress.map((rule) => ({ service, rule })));
  if (rules.length === 0) return [];
  const common = { address: bindAddress, traffic: 'http' as const };
  const plain = rules.map(({ service, rule }) => ({
    ...routeOf(service, rule),
    ...(rule.tlsSecret === null || ingressTlsPort === undefined ? {} : { toTlsPort: ingressTlsPort }),
  }));
  const secured = rules.filter(({ rule }) => rule.tlsSecret !== null);
  const over: Frontend[] = [{ ...common, port: ingressPort, routes: plain, tls: null }];
  if (secured.length === 0 || ingressTlsPort === undefined) return over;
  const routes = secured.map(({ service, rule }) => routeOf(service, rule));
  return [...over, { ...common, port: ingressTlsPort, routes, tls: certificatesOf(secured) }];
}

interface ServedRule {
  service: ServiceRoute;
  rule: IngressRule;
}

/** One for each host: that of the first rule whose secret is there. */
function certificatesOf(rules: readonly ServedRule[]): Certificate[] {
  const found = new Map<string | null, Certificate>();
  for (const { service, rule } of rules) {
    const held = service.certificates?.find(({ secret }) => secret === rule.tlsSecret);
    if (held === undefined || found.has(rule.host)) continue;
    found.set(rule.host, { host: rule.host, certificate: held.certificate, key: held.key });
  }
  return [...found.values()];
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
    const at = (address: string, number: number) => ({ address, port: number, traffic, routes, tls: null });
    const own = hasRange ? [at(service.clusterAddress, port.port)] : [];
    return nodePort === null ? own : [...own, at(bindAddress, nodePort)];
  });
}

const routeOf = (service: ServiceRoute, { host, pathPrefix, port }: IngressRule): Route => ({
  ...{ host, pathPrefix, pool: keyOf(service, { port }) },
});
