import type { ContainerPort, Template } from '@gantry/model';
import type { PortTarget } from './app-health.ts';
import { isBridged, namedNetwork } from './app-rules.ts';
import type { App } from './app-schema.ts';

/** A port that is assigned has no number yet to be checked by, so that one without a name is called `port-0` and on. */
const givenName = (index: number) => `port-${index}`;

const protocolOf = (protocol: 'tcp' | 'udp') =>
  (protocol === 'udp' ? 'UDP' : 'TCP') as ContainerPort['protocol'];

/** Marathon's ports as the template's: with the host's network the declared port counts only with `requirePorts`. */
export function toPorts(app: App): ContainerPort[] {
  if (isBridged(app)) {
    // On a named network a container is reached by its own address: a port of the node only where one is asked for.
    const usual = namedNetwork(app) === undefined ? 0 : null;
    return (app.container?.portMappings ?? []).map(({ name, containerPort, hostPort, protocol }) => ({
      name: name ?? null,
      containerPort,
      hostPort: hostPort ?? usual,
      protocol: protocolOf(protocol),
    }));
  }
  return (app.portDefinitions ?? []).map(({ name, port, protocol }, index) => {
    const number = app.requirePorts ? port : 0;
    const known = name ?? (number === 0 ? givenName(index) : null);
    return { name: known, containerPort: number, hostPort: number, protocol: protocolOf(protocol) };
  });
}

/** How a probe names a port: by number where the program's own port is known. */
export function portTarget(ports: readonly ContainerPort[]): PortTarget {
  return (index) => {
    const port = ports[index];
    if (port === undefined) return 0;
    return port.containerPort !== 0 ? port.containerPort : (port.name ?? givenName(index));
  };
}

type Declared = Record<string, unknown>;

/** The ports of a template as an app would declare them. */
export function fromPorts(
  ports: readonly ContainerPort[],
  place: Pick<Template, 'runtime' | 'hostNetwork' | 'network'>,
) {
  if (place.runtime === 'process' || place.hostNetwork) return fromHostPorts(ports);
  const portMappings = ports.map(
    ({ name, containerPort, hostPort, protocol }): Declared => ({
      containerPort,
      ...(hostPort === null ? {} : { hostPort }),
      protocol: protocol.toLowerCase(),
      ...(name === null ? {} : { name }),
    }),
  );
  const name = place.network?.name;
  const network = name === undefined ? { mode: 'container/bridge' } : { mode: 'container', name };
  return { networks: [network], portMappings };
}

function fromHostPorts(ports: readonly ContainerPort[]) {
  const portDefinitions = ports.map(
    ({ name, hostPort, containerPort, protocol }, index): Declared => ({
      port: hostPort || containerPort,
      protocol: protocol.toLowerCase(),
      ...(name === null || name === givenName(index) ? {} : { name }),
    }),
  );
  const isFixed = ports.length > 0 && ports.every(({ hostPort }) => (hostPort ?? 0) > 0);
  return { networks: [{ mode: 'host' }], portDefinitions, ...(isFixed ? { requirePorts: true } : {}) };
}
