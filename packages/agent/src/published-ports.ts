import type { PlacedPort, RuntimeName } from '@gantry/model';

/** Where a container is reached from this node. */
export interface Reach {
  runtime: RuntimeName;
  hostNetwork: boolean;
  /** The container's own address; '' when the runtime gives none. */
  address: string;
  ports: readonly PlacedPort[];
}

export interface Endpoint {
  host: string;
  port: number;
}

const loopback = '127.0.0.1';

/**
 * Where the container's port (its number, or the name it was declared by) is reached. A process listens on the host
 * port it was given, and so does a container on the host's network whose port is 0; another container on its own
 * address, or, where that cannot be reached, on the published port.
 * null: there is no port of that name.
 */
export function endpointOf(reach: Reach, port: number | string): Endpoint | null {
  const placed = reach.ports.find(({ port: declared }) =>
    typeof port === 'string' ? declared.name === port : declared.containerPort === port,
  );
  if (!placed) return typeof port === 'string' ? null : { host: hostOf(reach), port };
  const { containerPort } = placed.port;
  const hostPort = placed.hostPort ?? containerPort;
  if (reach.runtime === 'process') return { host: hostOf(reach), port: hostPort };
  return reach.address === '' && !reach.hostNetwork
    ? { host: loopback, port: hostPort }
    : { host: hostOf(reach), port: containerPort || hostPort };
}

function hostOf({ runtime, hostNetwork, address }: Reach): string {
  return runtime === 'process' || hostNetwork || address === '' ? loopback : address;
}
