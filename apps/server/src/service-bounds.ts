import { type Bounds, nameServerOf } from '@gantry/engine';
import type { ServiceNetwork } from '@gantry/model';
import type { Config } from './config.ts';

/** 198.18.0.0/15 is set aside for networks that are never routed: 128 clusters on one machine can each have a /22. */
function rangeOfCluster(clusterId: string): string {
  const index = Number.parseInt(clusterId.slice(0, 6), 16) % 128;
  return `198.${18 + (index >> 6)}.${(index % 64) * 4}.0/22`;
}

/** Agents of one machine share a port on purpose; those of two clusters on it should not come to by taking the lowest. */
function nodePortsOf(clusterId: string): Bounds['nodePorts'] {
  return { begin: 30_000 + (Number.parseInt(clusterId.slice(0, 6), 16) % 20) * 40, end: 30_999 };
}

type ServiceSettings = Pick<Config, 'serviceRange' | 'ingressPort' | 'ingressTlsPort'>;

/** What nodes are told of services as a whole. */
export function serviceNetworkOf(
  { serviceRange, ingressPort, ingressTlsPort }: ServiceSettings,
  { clusterId, relayKey }: { clusterId: string; relayKey: string },
): ServiceNetwork {
  const range = serviceRange ?? rangeOfCluster(clusterId);
  const ports = { ingressPort, ingressTlsPort };
  return { cluster: clusterId, range, nameServer: nameServerOf(range), ...ports, relayKey };
}

/** What services may take: addresses that are this cluster's, and no port of the control plane. */
export function serviceBounds(
  { serviceRange, ingressPort, ingressTlsPort }: ServiceSettings,
  { clusterId, plainPort, tlsPort }: { clusterId: string; plainPort: number; tlsPort: number },
): Pick<Bounds, 'serviceRange' | 'nodePorts' | 'reservedPorts'> {
  return {
    serviceRange: serviceRange ?? rangeOfCluster(clusterId),
    nodePorts: nodePortsOf(clusterId),
    reservedPorts: [
      { port: plainPort, owner: 'the control plane’s own (GANTRY_PORT)' },
      { port: tlsPort, owner: 'the control plane’s own (GANTRY_TLS_PORT)' },
      { port: ingressPort, owner: 'where ingresses answer (GANTRY_INGRESS_PORT)' },
      { port: ingressTlsPort, owner: 'where ingresses answer over TLS (GANTRY_INGRESS_TLS_PORT)' },
    ],
  };
}
