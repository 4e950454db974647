import { checkLabelKey } from '@gantry/model';
import { readMounts, type StoredKind } from './mounts.ts';
import { networkOf } from './networks.ts';
import { type ComposePort, readPorts } from './ports.ts';
import {
  listOf,
  memoryOf,
  objectOf,
  pairsOf,
  type Reading,
  scalarOf,
  secondsOf,
  wordsOf,
} from './reading.ts';

type Json = Record<string, unknown>;

export interface ReadService {
  deployment: Json;
  /** For its name inside the cluster; null: it has no ports. */
  service: Json | null;
}

/** What is read of a service. Everything else that is written is told as left out. */
const known = [
  ...['image', 'build', 'command', 'entrypoint', 'environment', 'ports', 'expose', 'volumes', 'tmpfs'],
  ...[
    'configs',
    'secrets',
    'healthcheck',
    'deploy',
    'labels',
    'working_dir',
    'stop_grace_period',
    'depends_on',
  ],
  ...[
    'stop_signal',
    'tty',
    'network_mode',
    'networks',
    'restart',
    'scale',
    'cpus',
    'mem_limit',
    'mem_reservation',
  ],
  ...['container_name', 'hostname', 'pull_policy', 'init', 'logging'],
];

/** One service of the file as a deployment, and the name by which the others find it. */
export function readService(
  name: string,
  written: Json,
  of: { file: Json; place: string; reading: Reading; nameOf(kind: StoredKind, name: string): string },
): ReadService {
  const { place, reading } = of;
  const network = networkOf(written, of);
  reading.warnOfOthers(place, written, known);
  warnOfDifferences(written, place, reading);
  const ports = readPorts(written, place, reading);
  const mounts = readMounts(written, of);
  const deploy = objectOf(written.deploy);
  const replicas = Number(deploy.replicas ?? written.scale ?? 1);
  if (replicas > 1 && ports.some(({ hostPort }) => hostPort))
    reading.warn(
      `${place}.ports`,
      'one node can give a port once: replicas wait unless there are as many nodes',
    );
  const deployment = {
    name,
    runtime: 'docker',
    replicas,
    ...annotationsOf(written, place, reading),
    ...strategyOf(objectOf(deploy.update_config), mounts.volumes),
    template: {
      containers: [containerOf(name, written, { ...of, ports, volumeMounts: mounts.volumeMounts })],
      ...(mounts.volumes.length > 0 ? { volumes: mounts.volumes } : {}),
      ...(written.network_mode === 'host' ? { hostNetwork: true } : {}),
      ...(network === null ? {} : { network }),
      ...graceOf(written, place, reading),
    },
  };
  if (ports.length === 0 && hasOthers(of.file))
    reading.warn(
      place,
      'has no ports, so it gets no service and the others do not find it by name: write the port it listens on under `expose`',
    );
  return { deployment, service: serviceOf(name, ports, place, reading) };
}

const hasOthers = ({ services }: Json): boolean => Object.keys(objectOf(services)).length > 1;

function warnOfDifferences(written: Json, place: string, reading: Reading): void {
  const warn = (key: string, what: string) => reading.warn(`${place}.${key}`, what);
  if (written.build !== undefined)
    warn(
      'build',
      'images are not built here: build it first and name it as `image`, on every node or in a registry',
    );
  if (written.depends_on !== undefined)
    warn('depends_on', 'is no order of starting here: each program has to wait for what it needs');
  const restart = scalarOf(written.restart);
  if (restart !== null && restart !== 'always' && restart !== 'unless-stopped')
    warn('restart', `is not ${restart}: a container that ends is replaced; deploy a job for what is to end`);
  if (typeof written.network_mode === 'string' && written.network_mode !== 'host')
    warn('network_mode', `${written.network_mode} is not honoured`);
  for (const key of ['container_name', 'hostname'])
    if (written[key] !== undefined) warn(key, 'is not honoured: each replica has a name of its own');
}

function containerOf(
  name: string,
  written: Json,
  of: { place: string; reading: Reading; ports: ComposePort[]; volumeMounts: Json[] },
): Json {
  const { place, reading, ports, volumeMounts } = of;
  const image = scalarOf(written.image);
  if (image === null) reading.refuse(`${place}.image`, 'is required: the name of an image');
  const container: Json = { name: name.slice(0, 63), image: image ?? '' };
  const lines = { command: written.entrypoint, args: written.command };
  for (const [field, line] of Object.entries(lines)) {
    const words = typeof line === 'string' ? wordsOf(line) : listOf(line).map((word) => scalarOf(word) ?? '');
    if (words.length > 0) container[field] = words;
  }
  const pull = { always: 'Always', never: 'Never', missing: 'IfNotPresent', if_not_present: 'IfNotPresent' };
  const policy = pull[scalarOf(written.pull_policy) as keyof typeof pull];
  if (policy !== undefined) container.imagePullPolicy = policy;
  const env = environmentOf(written, place, reading);
  if (env.length > 0) container.env = env;
  if (ports.length > 0) container.ports = ports.map(portOf);
  if (volumeMounts.length > 0) container.volumeMounts = volumeMounts;
  const resources = resourcesOf(written, place, reading);
  if (resources !== null) container.resources = resources;
  const probe = probeOf(objectOf(written.healthcheck), `${place}.healthcheck`, reading);
  if (probe !== null) container.readinessProbe = probe;
  if (written.working_dir !== undefined) container.workingDir = scalarOf(written.working_dir);
  if (written.stop_signal !== undefined) container.lifecycle = { stopSignal: scalarOf(written.stop_signal) };
  if (written.tty === true) container.tty = true;
  return container;
}

const portName = ({ containerPort, protocol }: ComposePort) =>
  `${protocol === 'UDP' ? 'u' : 'p'}${containerPort}`;

const portOf = (port: ComposePort): Json => ({
  name: portName(port),
  containerPort: port.containerPort,
  ...(port.protocol === 'UDP' ? { protocol: 'UDP' } : {}),
  ...(port.hostPort === null ? {} : { hostPort: port.hostPort }),
});

function environmentOf({ environment }: Json, place: string, reading: Reading): Json[] {
  return pairsOf(environment).flatMap(([name, value]) => {
    if (value !== null) return [{ name, value }];
    reading.warn(`${place}.environment.${name}`, 'has no value, and no shell to take one from: left out');
    return [];
  });
}

function annotationsOf({ labels }: Json, place: string, reading: Reading): { annotations?: Json } {
  const pairs = pairsOf(labels).filter(([key]) => {
    const wrong = checkLabelKey(key);
    if (wrong !== null)
      reading.warn(`${place}.labels.${key}`, 'cannot be an annotation here and is left out');
    return wrong === null;
  });
  return pairs.length === 0
    ? {}
    : { annotations: Object.fromEntries(pairs.map(([key, value]) => [key, value ?? ''])) };
}

/** What lies in a volume is not written by two versions at once. */
function strategyOf(update: Json, volumes: Json[]): Json {
  const holdsData = volumes.some((volume) => 'persistentVolumeClaim' in volume);
  if (holdsData && update.order !== 'start-first') return { strategy: { type: 'Recreate' } };
  if (Object.keys(update).length === 0) return {};
  const count = Math.max(1, Number(update.parallelism ?? 1));
  const bounds =
    update.order === 'start-first'
      ? { maxSurge: count, maxUnavailable: 0 }
      : { maxSurge: 0, maxUnavailable: count };
  return { strategy: { rollingUpdate: bounds } };
}

function graceOf(written: Json, place: string, reading: Reading): Json {
  if (written.stop_grace_period === undefined) return {};
  const seconds = secondsOf(written.stop_grace_period);
  if (seconds === null) reading.refuse(`${place}.stop_grace_period`, 'must be a time such as `30s`');
  return seconds === null ? {} : { terminationGracePeriodSeconds: seconds };
}

function resourcesOf(written: Json, place: string, reading: Reading): Json | null {
  const { limits, reservations } = objectOf(objectOf(written.deploy).resources);
  const read = (at: string, { cpus, memory }: Json): Json => {
    const bytes = memory === undefined ? null : memoryOf(memory);
    if (memory !== undefined && bytes === null)
      reading.refuse(`${place}.${at}.memory`, 'must be a size such as `512m`');
    return {
      ...(cpus === undefined ? {} : { cpu: scalarOf(cpus) }),
      ...(bytes === null ? {} : { memory: bytes }),
    };
  };
  const limited = read('deploy.resources.limits', {
    cpus: written.cpus,
    memory: written.mem_limit,
    ...objectOf(limits),
  });
  const requested = read('deploy.resources.reservations', {
    memory: written.mem_reservation,
    ...objectOf(reservations),
  });
  const parts = Object.entries({ requests: requested, limits: limited });
  const given = parts.filter(([, part]) => Object.keys(part).length > 0);
  return given.length === 0 ? null : Object.fromEntries(given);
}

/** A health check says here when a container is ready; one that stops being so gets no more traffic. */
function probeOf(check: Json, place: string, reading: Reading): Json | null {
  if (check.test === undefined || check.disable === true) return null;
  const words = typeof check.test === 'string' ? ['CMD-SHELL', check.test] : listOf(check.test).map(String);
  const [kind, ...rest] = words;
  if (kind === 'NONE') return null;
  const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', rest.join(' ')] : kind === 'CMD' ? rest : words;
  const seconds = (key: string) => {
    const value = check[key] === undefined ? null : secondsOf(check[key]);
    if (check[key] !== undefined && value === null)
      reading.refuse(`${place}.${key}`, 'must be a time such as `10s`');
    return value;
  };
  const times = {
    periodSeconds: seconds('interval'),
    timeoutSeconds: seconds('timeout'),
    initialDelaySeconds: seconds('start_period'),
    failureThreshold: check.retries === undefined ? null : Number(check.retries),
  };
  const given = Object.entries(times).filter(([, value]) => value !== null);
  return { exec: { command }, ...Object.fromEntries(given) };
}

function serviceOf(name: string, ports: ComposePort[], place: string, reading: Reading): Json | null {
  const carried = ports.filter(({ protocol }) => protocol === 'TCP');
  if (carried.length < ports.length)
    reading.warn(`${place}.ports`, 'services carry no UDP yet: such ports are reached on their node only');
  if (carried.length === 0) return null;
  return {
    name,
    deployment: name,
    ports: carried.map((port) => ({
      ...(carried.length > 1 ? { name: portName(port) } : {}),
      port: port.containerPort,
    })),
  };
}
