import type { Container, DeploymentParts, DeploymentSpec, Strategy, Template } from '@gantry/model';
import { fromConstraint } from './app-constraints.ts';
import { fromProbes } from './app-health.ts';
import { idOf } from './app-id.ts';
import { fromPorts } from './app-ports.ts';
import { appLabel } from './app-to-deployment.ts';
import { defined, type Json } from './plain-data.ts';
import { plain } from './verbatim.ts';

type Parts = Omit<DeploymentParts, 'paused'>;

const mebibyte = 1024 ** 2;

/**
 * A deployment as the app that comes nearest to it: its first container, and of its spec what Marathon has words for.
 * `written.ts` puts back what its author wrote beyond that.
 */
export function toApp(parts: Parts): Json {
  const { spec, template } = parts;
  const container = template.containers[0]!;
  const { portMappings, ...ports } = { portMappings: undefined, ...fromPorts(container.ports, template) };
  return defined({
    id: idOf(parts),
    ...fromCommand(template.runtime, container),
    instances: spec.replicas,
    ...fromResources(container),
    ...fromEnv(container),
    labels: fromLabels(template),
    role: spec.role === '*' ? undefined : spec.role,
    constraints: fromConstraints(template),
    container: fromContainer(template, portMappings),
    fetch: fromArtifact(template.runtime, container),
    ...ports,
    healthChecks: fromProbes(container, portIndex(container)) ?? [],
    ...fromSpec(spec),
    taskKillGracePeriodSeconds: template.terminationGracePeriodSeconds,
    tty: container.tty ? { enabled: true } : undefined,
  });
}

function fromCommand(runtime: Template['runtime'], { command, args }: Container): Json {
  const isShell =
    command.length === 3 && command[0] === '/bin/sh' && command[1] === '-c' && args.length === 0;
  if (isShell) return { cmd: plain(command[2]!) };
  // With an image, Marathon has no word for another entry point than the shell's.
  const argv = runtime === 'process' || command.length > 0 ? [...command, ...args] : args;
  return { args: argv.length > 0 ? argv.map(plain) : undefined };
}

function fromResources({ requests, limits }: Container): Json {
  const mem = requests.memoryBytes / mebibyte;
  const limited = limits.memoryBytes === null ? 'unlimited' : limits.memoryBytes / mebibyte;
  const isUsual = limits.cpuMillis === null && (limited === mem || (limited === 6 && mem < 6));
  const resourceLimits = {
    cpus: limits.cpuMillis === null ? undefined : limits.cpuMillis / 1000,
    mem: limited,
  };
  return {
    cpus: requests.cpuMillis / 1000,
    mem,
    disk: requests.diskBytes / mebibyte,
    gpus: requests.gpus,
    resourceLimits: isUsual ? undefined : defined(resourceLimits),
  };
}

/** Values from a secret refer to it by a name that says where it lies. Other sources have no word in Marathon. */
function fromEnv({ env }: Container): Json {
  const variables: Json = {};
  const secrets: Json = {};
  for (const { name, value } of env) {
    if (value.type === 'literal') variables[name] = plain(value.value);
    if (value.type !== 'secret') continue;
    const source = `${value.name}/${value.key}`;
    variables[name] = { secret: source };
    secrets[source] = { source };
  }
  return { env: variables, secrets };
}

function fromLabels({ labels }: Template): Record<string, string> {
  const { [appLabel]: _, ...own } = labels;
  return own;
}

/** What a node selector asks for is what IS asks for. */
function fromConstraints({ constraints, nodeSelector }: Template): string[][] {
  const selected = Object.entries(nodeSelector).map(([field, value]) => [field, 'IS', value]);
  return [...constraints.map(fromConstraint).filter((one) => one !== null), ...selected];
}

function fromContainer(template: Template, portMappings: Json[] | undefined): Json | undefined {
  const container = template.containers[0]!;
  const volumes = container.volumeMounts.flatMap(({ name, mountPath, readOnly }) => {
    const source = template.volumes.find((volume) => volume.name === name)?.source;
    if (source?.type !== 'hostPath') return [];
    return [{ containerPath: mountPath, hostPath: source.path, mode: readOnly ? 'RO' : 'RW' }];
  });
  if (template.runtime === 'process' && volumes.length === 0) return undefined;
  const docker = { image: container.image, forcePullImage: container.imagePullPolicy === 'Always' };
  return defined({
    type: template.runtime === 'process' ? 'MESOS' : 'DOCKER',
    docker: template.runtime === 'process' ? undefined : docker,
    volumes,
    portMappings,
  });
}

function fromArtifact(runtime: Template['runtime'], { image }: Container): Json[] | undefined {
  return runtime === 'process' && image !== '' ? [{ uri: image }] : undefined;
}

const portIndex =
  ({ ports }: Container) =>
  (target: number | string) =>
    ports.findIndex(
      ({ name, containerPort }) => (typeof target === 'string' ? name : containerPort) === target,
    );

function fromSpec({ backoff, strategy, replicas, killSelection, unreachable }: DeploymentSpec): Json {
  const { replaceAfterSeconds, expungeAfterSeconds } = unreachable;
  return {
    backoffSeconds: backoff.initialSeconds,
    backoffFactor: backoff.factor,
    maxLaunchDelaySeconds: backoff.maxSeconds,
    upgradeStrategy: fromStrategy(strategy, replicas),
    killSelection: killSelection === 'oldestFirst' ? 'OLDEST_FIRST' : 'YOUNGEST_FIRST',
    unreachableStrategy: { inactiveAfterSeconds: replaceAfterSeconds, expungeAfterSeconds },
  };
}

/** Other strategies by the bounds that they keep. */
function fromStrategy(strategy: Strategy, replicas: number): Json {
  switch (strategy.type) {
    case 'Capacity': {
      const { minimumHealthCapacity, maximumOverCapacity } = strategy;
      return { minimumHealthCapacity, maximumOverCapacity };
    }
    case 'Recreate':
      return { minimumHealthCapacity: 0, maximumOverCapacity: 0 };
    case 'BlueGreen':
      return { minimumHealthCapacity: 1, maximumOverCapacity: 1 };
    default: {
      const gone = share(strategy.maxUnavailable, replicas);
      return { minimumHealthCapacity: 1 - gone, maximumOverCapacity: share(strategy.maxSurge, replicas) };
    }
  }
}

/** A count or percentage as a part of the whole, from 0 to 1. */
function share(bound: number | string, replicas: number): number {
  const part = typeof bound === 'string' ? Number.parseInt(bound, 10) / 100 : bound / Math.max(1, replicas);
  return Math.min(1, Math.round(part * 10_000) / 10_000);
}
