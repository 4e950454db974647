import type { DeploymentRecord, ServiceRecord } from '@gantry/model';

/** The services that have a deployment's tasks: those that name it, and those whose selector its labels match. */
export function servicesOf(
  services: readonly ServiceRecord[],
  {
    namespace,
    name,
    labels,
  }: Pick<DeploymentRecord, 'namespace' | 'name'> & { labels: Record<string, string> },
): ServiceRecord[] {
  return services.filter((service) => {
    if (service.namespace !== namespace) return false;
    if (service.deployment !== null) return service.deployment === name;
    const wanted = Object.entries(service.selector);
    return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
  });
}

/** Where a service answers, in the words of an address: inside the cluster, and from outside where it does. */
export function addressesOf({ clusterAddress, ports, ingress }: ServiceRecord): string[] {
  return [
    ...ports.map(({ port }) => `${clusterAddress}:${port}`),
    ...ports.flatMap(({ nodePort }) => (nodePort === null ? [] : [`any node:${nodePort}`])),
    ...ingress.map(({ host, pathPrefix }) => `${host ?? 'any host'}${pathPrefix}`),
  ];
}
