import { createHash } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import { cpuShares } from '../cpu-shares.ts';
import type { ContainerRequest } from '../port.ts';

/** What the driver adds to a request. */
export interface ContainerDefaults {
  nodeName: string;
  clusterName: string;
  /** Host address that published ports listen on. */
  publishAddress: string;
  pidsLimit: number;
  logLimitBytes: number;
  /** null: as the engine has it. */
  namesFor: (namespace: string) => Promise<ContainerNames | null>;
}

/** Name servers, and the domains that a short name is looked for in. */
export interface ContainerNames {
  servers: string[];
  search: string[];
}

export const labels = {
  node: 'gantry.node',
  cluster: 'gantry.cluster',
  task: 'gantry.task',
  container: 'gantry.container',
  init: 'gantry.init',
  namespace: 'gantry.namespace',
  owner: 'gantry.owner',
  revision: 'gantry.revision',
  network: 'gantry.network',
} as const;

/**
 * Readable, and unique on an engine that several agents, even of several clusters, share: a task name is unique on its
 * node only.
 */
export function containerName(
  { taskName, container }: ContainerRequest,
  { nodeName, clusterName }: ContainerDefaults,
): string {
  const suffix = createHash('sha256').update(`${clusterName}\0${nodeName}`).digest('hex').slice(0, 6);
  return `${taskName}.${container.name}.${suffix}`
    .replaceAll(/[^A-Za-z0-9_.-]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '');
}

/** What a container is given to reach others. */
export interface ContainerReach {
  /** null: as the engine has it. */
  names: ContainerNames | null;
  /** null: the engine's own bridge. */
  network: string | null;
}

/** The body of the engine's create call. */
export function containerOptions(
  request: ContainerRequest,
  defaults: ContainerDefaults,
  { names, network }: ContainerReach = { names: null, network: null },
): ContainerCreateOptions {
  const { container, environment } = request;
  const ports = ownsNetwork(request) ? request.hostPorts : [];
  return {
    name: containerName(request, defaults),
    Image: container.image,
    ...commandOf(request),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ...(container.workingDir === null ? {} : { WorkingDir: container.workingDir }),
    ...(container.stopSignal === null ? {} : { StopSignal: container.stopSignal }),
    ...(ownsNetwork(request) ? { Hostname: hostnameOf(request.taskName) } : {}),
    Tty: container.tty,
    ...(container.stdin === undefined ? {} : { OpenStdin: true, StdinOnce: container.stdin === 'once' }),
    Labels: labelsOf(request, defaults),
    ExposedPorts: Object.fromEntries(ports.map((port) => [portKey(port), {}])),
    HostConfig: {
      ...hostConfig(request, defaults),
      NetworkMode: networkMode(request, network),
      ...resolverOf(request, names),
    },
  };
}

/** One that joins another's network has its resolver as well. */
function resolverOf({ joinNetworkOf }: ContainerRequest, names: ContainerNames | null) {
  if (names === null || joinNetworkOf !== null) return {};
  return { Dns: names.servers, DnsSearch: names.search, DnsOptions: askedAgainSoon };
}

/**
 * The name server is on the node itself: an answer that is not there after a second was lost, and 5 would be felt. On a
 * network of its own an engine says `ndots:0`, and a short name would be asked of the world first.
 */
const askedAgainSoon = ['timeout:1', 'attempts:5', 'ndots:1'];

const ownsNetwork = ({ hostNetwork, joinNetworkOf }: ContainerRequest): boolean =>
  !hostNetwork && joinNetworkOf === null;

const hostnameOf = (taskName: string): string => taskName.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '');

const portKey = (port: { containerPort: number; protocol: string }): string =>
  `${port.containerPort}/${port.protocol.toLowerCase()}`;

/**
 * Kubernetes's rules: `command` replaces the image's entrypoint and, with it, its command; `args` alone replaces only
 * the command.
 */
function commandOf({ container: { command, args } }: ContainerRequest): {
  Entrypoint?: string[];
  Cmd?: string[];
} {
  return {
    ...(command.length > 0 ? { Entrypoint: command } : {}),
    ...(args.length > 0 ? { Cmd: args } : {}),
  };
}

function labelsOf(
  request: ContainerRequest,
  { nodeName, clusterName }: ContainerDefaults,
): Record<string, string> {
  return {
    [labels.node]: nodeName,
    [labels.cluster]: clusterName,
    [labels.task]: request.taskId,
    [labels.container]: request.container.name,
    ...(request.isInit ? { [labels.init]: 'true' } : {}),
    [labels.namespace]: request.namespace,
    [labels.owner]: request.owner,
    [labels.revision]: String(request.revision),
  };
}

/** Swap is not given beyond the memory limit, as in Kubernetes. Restarting is the engine's of Gantry, never Docker's. */
function hostConfig(
  request: ContainerRequest,
  defaults: ContainerDefaults,
): NonNullable<ContainerCreateOptions['HostConfig']> {
  const { limits, requests } = request.container;
  return {
    RestartPolicy: { Name: 'no' },
    PortBindings: ownsNetwork(request) ? portBindings(request.hostPorts, defaults.publishAddress) : {},
    Mounts: request.mounts.map(({ source, kind, target, readOnly }) => ({
      Type: kind === 'path' ? ('bind' as const) : ('volume' as const),
      Source: source,
      Target: target,
      ReadOnly: readOnly,
    })),
    ...(limits.cpuMillis === null ? {} : { NanoCpus: limits.cpuMillis * 1_000_000 }),
    ...(limits.memoryBytes === null ? {} : { Memory: limits.memoryBytes, MemorySwap: limits.memoryBytes }),
    CpuShares: cpuShares(requests.cpuMillis),
    PidsLimit: defaults.pidsLimit,
    LogConfig: {
      Type: 'json-file',
      Config: { 'max-size': `${Math.floor(defaults.logLimitBytes / 2)}`, 'max-file': '2' },
    },
  };
}

function networkMode(request: ContainerRequest, network: string | null): string {
  if (request.hostNetwork) return 'host';
  if (request.joinNetworkOf !== null) return `container:${request.joinNetworkOf}`;
  return network ?? 'default';
}

function portBindings(hostPorts: ContainerRequest['hostPorts'], address: string) {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of hostPorts) {
    const key = portKey(port);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: address, HostPort: String(port.hostPort) }];
  }
  return bindings;
}
