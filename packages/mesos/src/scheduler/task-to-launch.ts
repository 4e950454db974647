import {
  type Container,
  checkLabelKey,
  checkLabelValue,
  defaultPullPolicy,
  type Launch,
  type Probe,
  type ProbeHandler,
  type Resources,
  type Template,
  type VolumeRecord,
} from '@gantry/model';
import { verbatim } from '../marathon/verbatim.ts';
import type { FrameworkData } from './framework-data.ts';
import type { CommandInfo, ExecutorInfo, HealthCheck, Resource, TaskInfo } from './task-info.ts';

const mebibyte = 1024 ** 2;
/** What Mesos's executors wait for between asking a task to stop and killing it. */
const defaultGraceSeconds = 3;
/** Mesos's own: what an executor gets between being asked to end and being killed. */
const defaultShutdownSeconds = 5;
/** Where Mesos mounts a task's sandbox in its container. */
const containerSandbox = '/mnt/mesos/sandbox';

/**
 * A task as a framework describes it, as the engine launches it: one container, or one process on the node.
 * `group` null: it shares its fate with no other.
 */
export function toLaunch(
  info: TaskInfo,
  group: string | null,
  volumes: readonly VolumeRecord[] = [],
): Launch {
  const { whole: _, ...read } = info;
  const data: FrameworkData = { info: read, executorId: group };
  return {
    group,
    name: nameOf(info.task_id.value),
    template: toTemplate(info, mountsOf(info, volumes)),
    labels: {},
    frameworkData: JSON.stringify(data),
  };
}

/** A task that an executor carries: it takes room and ports, and is run by nobody else. */
export function toCarried(info: TaskInfo, executor: NonNullable<Launch['executor']>): Launch {
  const { whole = {}, executor: _, ...read } = info;
  const data: FrameworkData = { info: read, executorId: executor.id, task_info: whole };
  const { resources, labels, kill_policy } = info;
  return {
    group: null,
    name: nameOf(info.task_id.value),
    template: {
      ...toTemplate({ resources, labels, kill_policy }, []),
      runtime: executor.template.runtime,
      hostNetwork: true,
    },
    labels: {},
    frameworkData: JSON.stringify(data),
    executor,
  };
}

/**
 * What an executor runs as. It has no limits: what its tasks may use comes on top of its own, and that changes while it
 * runs. In a container it has its folder where those of Mesos expect it.
 */
export function executorTemplate(info: ExecutorInfo): Template {
  const { command, container, resources, shutdown_grace_period } = info;
  const kill_policy = { grace_period: shutdown_grace_period ?? defaultShutdownSeconds };
  const template = toTemplate({ command, container, resources, kill_policy }, []);
  const [only] = template.containers as [Container];
  const program = { ...only, name: 'executor', limits: { cpuMillis: null, memoryBytes: null } };
  if (template.runtime === 'process') return { ...template, containers: [program] };
  const folder = { type: 'literal' as const, value: containerSandbox };
  const folders = ['MESOS_DIRECTORY', 'MESOS_SANDBOX'].map((name) => ({ name, value: folder }));
  const mount = { name: 'sandbox', mountPath: containerSandbox, subPath: null, readOnly: false };
  const boxed = {
    ...program,
    env: [...folders, ...program.env],
    volumeMounts: [mount, ...program.volumeMounts],
  };
  const sandbox = { name: 'sandbox', source: { type: 'empty' as const } };
  return { ...template, containers: [boxed], volumes: [sandbox, ...template.volumes] };
}

/** Host names are made from it; the engine adds what makes it one of a kind. */
export function nameOf(taskId: string): string {
  const plain = taskId
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^-+/, '');
  return plain.slice(0, 40).replace(/-+$/, '') || 'task';
}

/** What is run: a task, or an executor, which is none. */
type Runnable = Pick<TaskInfo, 'container' | 'command' | 'resources' | 'health_check' | 'kill_policy'> & {
  task_id?: TaskInfo['task_id'];
  labels?: TaskInfo['labels'];
};

export const imageOf = ({ container }: Pick<TaskInfo, 'container'>): string | null =>
  container?.docker?.image ?? container?.mesos?.image?.docker?.name ?? null;

function toTemplate(info: Runnable, persistent: readonly PersistentMount[]): Template {
  const isDocker = imageOf(info) !== null;
  const network = info.container?.docker?.network ?? 'HOST';
  return {
    runtime: isDocker ? 'docker' : 'process',
    labels: labelsOf(info),
    annotations: {},
    containers: [toContainer(info, isDocker, persistent)],
    nodeSelector: {},
    constraints: [],
    tolerations: [],
    priority: 0,
    terminationGracePeriodSeconds: info.kill_policy?.grace_period ?? defaultGraceSeconds,
    volumes: [
      ...(info.container?.volumes ?? []).map(({ host_path }, index) => ({
        name: `volume-${index}`,
        source:
          host_path === undefined
            ? ({ type: 'empty' } as const)
            : ({ type: 'hostPath', path: host_path } as const),
      })),
      ...persistent.map(({ volume }, index) => ({
        name: `persistent-${index}`,
        source: { type: 'named' as const, volume: volume.name },
      })),
    ],
    hostNetwork: isDocker && network === 'HOST',
    restartedAt: null,
  };
}

interface PersistentMount {
  volume: VolumeRecord;
  containerPath: string;
  isReadOnly: boolean;
}

/** Each persistent volume of the task, where the task wants it or else where it was made to be. */
function mountsOf({ resources }: TaskInfo, volumes: readonly VolumeRecord[]): PersistentMount[] {
  return volumes.map((volume) => {
    const { id, containerPath } = volume.persistence!;
    const asked = resources.find((one) => persistenceOf(one) === id)?.disk?.volume;
    return {
      volume,
      containerPath: asked?.container_path ?? containerPath,
      isReadOnly: asked?.mode === 'RO',
    };
  });
}

/** A path without a slash before it is one of the sandbox, which a process has around it and a container has there. */
const inSandbox = (path: string, isDocker: boolean) =>
  path.startsWith('/') ? path : `${isDocker ? containerSandbox : ''}/${path}`;

/** Mesos's labels may be any text; those that are labels here as well can be selected by. */
function labelsOf({ labels }: Runnable): Record<string, string> {
  const good = (labels?.labels ?? []).filter(
    ({ key, value }) => checkLabelKey(key) === null && checkLabelValue(value) === null,
  );
  return Object.fromEntries(good.map(({ key, value }) => [key, value]));
}

function toContainer(info: Runnable, isDocker: boolean, persistent: readonly PersistentMount[]): Container {
  const requests = toResources(info.resources);
  const image = imageOf(info) ?? info.command?.uris[0]?.value ?? '';
  const pull = isDocker ? 'IfNotPresent' : defaultPullPolicy('process', image);
  const { healthProbe, startupProbe } = toProbes(info.health_check);
  return {
    name: 'task',
    image,
    imagePullPolicy: info.container?.docker?.force_pull_image ? 'Always' : pull,
    ...toCommand(info.command, isDocker),
    workingDir: null,
    env: toEnv(info),
    ports: toPorts(info),
    requests,
    limits: { cpuMillis: null, memoryBytes: atLeast(requests.memoryBytes) },
    volumeMounts: [
      ...(info.container?.volumes ?? []).map(({ container_path, mode }, index) => ({
        name: `volume-${index}`,
        mountPath: container_path,
        subPath: null,
        readOnly: mode === 'RO',
      })),
      ...persistent.map(({ containerPath, isReadOnly }, index) => ({
        name: `persistent-${index}`,
        mountPath: inSandbox(containerPath, isDocker),
        subPath: null,
        readOnly: isReadOnly,
      })),
    ],
    startupProbe,
    livenessProbe: healthProbe,
    readinessProbe: healthProbe === null ? null : { ...healthProbe, failureThreshold: 1 },
    preStop: null,
    stopSignal: null,
    tty: false,
  };
}

/** Docker refuses a limit below six mebibytes, and a task of Mesos may ask for one. */
const atLeast = (memoryBytes: number) => (memoryBytes === 0 ? null : Math.max(memoryBytes, 6 * mebibyte));

/** With a shell the value is its line. Without, it is the program, and the arguments are all of argv, its name included. */
function toCommand(command: CommandInfo | undefined, isDocker: boolean): Pick<Container, 'command' | 'args'> {
  if (command === undefined) return { command: [], args: [] };
  const { value, shell } = command;
  const words = command.arguments.map(verbatim);
  if (value === undefined) return isDocker ? { command: [], args: words } : { command: words, args: [] };
  if (shell) return { command: ['/bin/sh', '-c', verbatim(value)], args: [] };
  return { command: [verbatim(value), ...words.slice(1)], args: [] };
}

function toEnv({ task_id, command }: Runnable): Container['env'] {
  const variables = new Map<string, string>();
  if (task_id !== undefined) variables.set('MESOS_TASK_ID', task_id.value);
  for (const { name, value } of command?.environment.variables ?? []) variables.set(name, value ?? '');
  return [...variables].map(([name, value]) => ({
    name,
    value: { type: 'literal', value: verbatim(value) },
  }));
}

export function portsOf(resources: readonly Resource[]): number[] {
  const ranges = resources
    .filter(({ name }) => name === 'ports')
    .flatMap(({ ranges }) => ranges?.range ?? []);
  return ranges.flatMap(({ begin, end }) =>
    Array.from({ length: Math.max(0, end - begin + 1) }, (_, index) => begin + index),
  );
}

/** Ports that are mapped into the container; otherwise the node's own, as the program finds them. */
function toPorts(info: Runnable): Container['ports'] {
  const mappings = info.container?.docker?.port_mappings ?? [];
  if (mappings.length > 0) {
    return mappings.map(({ host_port, container_port, protocol }) => ({
      name: null,
      containerPort: container_port,
      hostPort: host_port,
      protocol: protocol.toLowerCase() === 'udp' ? 'UDP' : 'TCP',
    }));
  }
  return portsOf(info.resources).map((port) => ({
    name: null,
    containerPort: port,
    hostPort: port,
    protocol: 'TCP',
  }));
}

/** The role that a resource is reserved for; undefined: it is anybody's. */
export const reservedRole = ({ role, reservations }: Resource): string | undefined =>
  reservations.at(-1)?.role ?? (role === '*' ? undefined : role);

/** Its name where it is a persistent volume. */
export const persistenceOf = ({ disk }: Resource): string | undefined => disk?.persistence?.id;

/** What of them can be added up, which volumes cannot. */
export function toResources(resources: readonly Resource[]): Resources {
  const sum = (name: string) =>
    resources
      .filter((one) => one.name === name && persistenceOf(one) === undefined)
      .reduce((total, { scalar }) => total + Math.max(0, scalar?.value ?? 0), 0);
  return {
    cpuMillis: Math.round(sum('cpus') * 1000),
    memoryBytes: Math.round(sum('mem') * mebibyte),
    diskBytes: Math.round(sum('disk') * mebibyte),
    gpus: Math.round(sum('gpus')),
  };
}

/** A health check kills at its number of failures in a row; those in the grace period count after a first success. */
function toProbes(check: HealthCheck | undefined): { healthProbe: Probe | null; startupProbe: Probe | null } {
  const handler = check === undefined ? null : handlerOf(check);
  if (check === undefined || handler === null) return { healthProbe: null, startupProbe: null };
  const periodSeconds = Math.max(1, check.interval_seconds);
  const failureThreshold = Math.max(1, check.consecutive_failures);
  const common = { handler, periodSeconds, successThreshold: 1, terminationGracePeriodSeconds: null };
  const timeoutSeconds = Math.max(1, check.timeout_seconds);
  const graceFailures = Math.ceil(check.grace_period_seconds / periodSeconds);
  return {
    healthProbe: { ...common, timeoutSeconds, initialDelaySeconds: 0, failureThreshold },
    startupProbe: {
      ...common,
      timeoutSeconds,
      initialDelaySeconds: check.delay_seconds,
      failureThreshold: failureThreshold + graceFailures,
    },
  };
}

function handlerOf({ command, http, tcp }: HealthCheck): ProbeHandler | null {
  if (http !== undefined) {
    const scheme = http.scheme === 'https' ? 'HTTPS' : 'HTTP';
    return { type: 'http', path: http.path, port: http.port, scheme, host: null, headers: [] };
  }
  if (tcp !== undefined) return { type: 'tcp', port: tcp.port, host: null };
  if (command?.value === undefined) return null;
  return {
    type: 'exec',
    command: command.shell
      ? ['/bin/sh', '-c', command.value]
      : [command.value, ...command.arguments.slice(1)],
  };
}
