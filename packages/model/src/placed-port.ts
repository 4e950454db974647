import type { Container, ContainerPort } from './template.ts';

/** A declared port of a container and the host port it got, if it is published. */
export interface PlacedPort {
  port: ContainerPort;
  hostPort: number | null;
}

/** The ports of each container with their host ports, which come in the order of containers, then published ports. */
export function placePorts(containers: readonly Container[], hostPorts: readonly number[]): PlacedPort[][] {
  const left = [...hostPorts];
  return containers.map(({ ports }) =>
    ports.map((port) => ({ port, hostPort: port.hostPort === null ? null : (left.shift() ?? null) })),
  );
}
