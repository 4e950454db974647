import {
  type Container,
  checkLabelKey,
  checkLabelValue,
  type DeploymentParts,
  type DeploymentSpec,
  defaultPullPolicy,
  deploymentDefaults,
  limits,
  type Template,
} from '@gantry/model';
import { toConstraint } from './app-constraints.ts';
import { toProbes } from './app-health.ts';
import { idAnnotation, placeOf } from './app-id.ts';
import { portTarget, toPorts } from './app-ports.ts';
import { isBridged, namedNetwork, secretPlace } from './app-rules.ts';
import type { App } from './app-schema.ts';
import { verbatim } from './verbatim.ts';

/** The label that a deployment made from an app selects its tasks by. */
export const appLabel = 'gantry.local/app';

const mebibyte = 1024 ** 2;
/** What Mesos's executor waits for between asking a task to stop and killing it, when the app does not say. */
const defaultGraceSeconds = 3;
/** Marathon keeps as many versions of an app. */
const versionsKept = 50;

/** The deployment that an app asks for. What Marathon has and a template cannot say is kept by `keepWritten`. */
export function toDeployment(app: App): DeploymentParts {
  const place = placeOf(app.id);
  return {
    ...place,
    labels: {},
    annotations: { [idAnnotation]: app.id },
    paused: false,
    spec: toSpec(app, place.name),
    template: toTemplate(app, place.name),
  };
}

function toSpec(app: App, name: string): DeploymentSpec {
  const { minimumHealthCapacity, maximumOverCapacity } = app.upgradeStrategy;
  return {
    replicas: app.instances,
    selector: { [appLabel]: name },
    strategy: { type: 'Capacity', minimumHealthCapacity, maximumOverCapacity },
    minReadySeconds: 0,
    progressDeadlineSeconds: deploymentDefaults.progressDeadlineSeconds,
    revisionHistoryLimit: versionsKept,
    backoff: {
      firstAtOnce: false,
      initialSeconds: app.backoffSeconds,
      factor: app.backoffFactor,
      maxSeconds: app.maxLaunchDelaySeconds,
    },
    healthGates: null,
    killSelection: app.killSelection === 'OLDEST_FIRST' ? 'oldestFirst' : 'youngestFirst',
    unreachable: toUnreachable(app),
    role: app.role ?? '*',
  };
}

/** `disabled` waits for ever in Marathon; here for a week, the longest there is, and then for a person to look. */
function toUnreachable({ unreachableStrategy: strategy }: App): DeploymentSpec['unreachable'] {
  if (strategy === 'disabled') {
    return { replaceAfterSeconds: limits.deadlineSeconds, expungeAfterSeconds: limits.deadlineSeconds };
  }
  const { inactiveAfterSeconds, expungeAfterSeconds } = strategy;
  return { replaceAfterSeconds: inactiveAfterSeconds, expungeAfterSeconds };
}

function toTemplate(app: App, name: string): Template {
  const volumes = (app.container?.volumes ?? []).map((volume, index): Template['volumes'][number] => {
    const { name: secret, key } = secretPlace(app.secrets[volume.secret ?? '']?.source ?? '');
    return volume.hostPath === undefined
      ? { name: `volume-${index}`, source: { type: 'secret', name: secret, items: [{ key, path: key }] } }
      : { name: `volume-${index}`, source: { type: 'hostPath', path: volume.hostPath } };
  });
  const runtime = app.container?.docker === undefined ? 'process' : 'docker';
  return {
    runtime,
    labels: { ...labelsOf(app), [appLabel]: name },
    annotations: {},
    containers: [toContainer(app, name)],
    nodeSelector: {},
    constraints: app.constraints.map(toConstraint),
    tolerations: [],
    priority: 0,
    terminationGracePeriodSeconds: app.taskKillGracePeriodSeconds ?? defaultGraceSeconds,
    volumes,
    hostNetwork: runtime === 'docker' && !isBridged(app),
    ...toNetwork(app),
    restartedAt: null,
  };
}

/** Made as a bridge where the engine has none of this name: Marathon has no word for drivers. */
function toNetwork(app: App): Pick<Template, 'network'> {
  const name = namedNetwork(app);
  if (name === undefined) return {};
  return { network: { name, driver: 'bridge', options: {}, subnet: null, gateway: null } };
}

/** Marathon's labels may be any text; those that are labels here as well can be selected by. */
function labelsOf({ labels }: App): Record<string, string> {
  const good = Object.entries(labels).filter(
    ([key, value]) => checkLabelKey(key) === null && checkLabelValue(value) === null,
  );
  return Object.fromEntries(good);
}

function toContainer(app: App, name: string): Container {
  const image = app.container?.docker?.image ?? app.fetch[0]?.uri ?? '';
  const runtime = app.container?.docker === undefined ? 'process' : 'docker';
  const ports = toPorts(app);
  const byName = (wanted: string) => portTarget(ports)(ports.findIndex((port) => port.name === wanted));
  return {
    name,
    image,
    imagePullPolicy: pullPolicy(app, image),
    ...toCommand(app, runtime),
    workingDir: null,
    env: toEnv(app),
    ports,
    ...toResources(app),
    volumeMounts: toMounts(app),
    ...toProbes(app, portTarget(ports), byName),
    preStop: null,
    stopSignal: null,
    tty: app.tty?.enabled ?? false,
  };
}

function pullPolicy({ container, fetch }: App, image: string): Container['imagePullPolicy'] {
  if (container?.docker === undefined)
    return fetch[0]?.cache ? 'IfNotPresent' : defaultPullPolicy('process', image);
  return container.docker.forcePullImage ? 'Always' : 'IfNotPresent';
}

/** `cmd` is a line for the shell. `args` are the image's, or for a process the program and its arguments. */
function toCommand({ cmd, args }: App, runtime: 'docker' | 'process'): Pick<Container, 'command' | 'args'> {
  if (cmd !== undefined) return { command: ['/bin/sh', '-c', verbatim(cmd)], args: [] };
  const words = (args ?? []).map(verbatim);
  return runtime === 'process' ? { command: words, args: [] } : { command: [], args: words };
}

function toEnv({ env, secrets }: App): Container['env'] {
  return Object.entries(env).map(([name, value]) => {
    if (typeof value === 'string') return { name, value: { type: 'literal', value: verbatim(value) } };
    const place = secretPlace(secrets[value.secret]?.source ?? '');
    return { name, value: { type: 'secret', ...place, optional: false } };
  });
}

/** As Mesos holds a task to what it asked for: memory is a limit, cpu a share, unless `resourceLimits` say otherwise. */
function toResources({ cpus, mem, disk, gpus, resourceLimits }: App): Pick<Container, 'requests' | 'limits'> {
  const memoryBytes = Math.round(mem * mebibyte);
  const cpuLimit = resourceLimits?.cpus;
  const memoryLimit = resourceLimits?.mem ?? mem;
  return {
    requests: {
      cpuMillis: Math.round(cpus * 1000),
      memoryBytes,
      diskBytes: Math.round(disk * mebibyte),
      gpus,
    },
    limits: {
      cpuMillis: typeof cpuLimit === 'number' ? Math.round(cpuLimit * 1000) : null,
      memoryBytes: typeof memoryLimit === 'number' && memoryLimit > 0 ? limitBytes(memoryLimit) : null,
    },
  };
}

const limitBytes = (mebibytes: number) =>
  Math.max(limits.minMemoryLimitBytes, Math.round(mebibytes * mebibyte));

function toMounts({ container, secrets }: App): Container['volumeMounts'] {
  return (container?.volumes ?? []).map(({ containerPath, mode, secret }, index) => ({
    name: `volume-${index}`,
    mountPath: containerPath,
    subPath: secret === undefined ? null : secretPlace(secrets[secret]?.source ?? '').key,
    readOnly: mode === 'RO' || secret !== undefined,
  }));
}
