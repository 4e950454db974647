import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServedDoor, serveDoor } from './testing/served-door.ts';
import { fieldsOf, type KnownField } from './translate/known-fields.ts';
import { isJsonObject, type JsonObject } from './wire/object.ts';
import { protobufSchema } from './wire/protobuf-schema.ts';

/**
 * Walks all that a Deployment's spec can say, one field after the other: each is acted on, or named in a warning or a
 * refusal. What is acted on is listed below, so that a field can get there by intent only.
 */

type Key = string | number;
interface Leaf {
  path: Key[];
  value: unknown;
  /** What has to be said with it, where. */
  beside: { path: Key[]; more: JsonObject }[];
}

/** Values that fields of these names take, some in one message only; else any of the type will do. */
const values: Record<string, unknown> = {
  'HTTPGetAction.path': '/ready',
  'HostPathVolumeSource.path': '/data',
  'DeploymentStrategy.type': 'Recreate',
  'VolumeMount.name': 'data',
  imagePullPolicy: 'Never',
  protocol: 'UDP',
  operator: 'Exists',
  scheme: 'HTTPS',
  effect: 'NoExecute',
  runtimeClassName: 'simulated',
  mountPath: '/other',
  workingDir: '/data',
  fieldPath: 'metadata.name',
  stopSignal: 'SIGINT',
  restartPolicy: 'Never',
  successThreshold: 1,
  'ResourceFieldSelector.containerName': 'main',
  'ResourceFieldSelector.resource': 'limits.memory',
  divisor: '1Mi',
  // Both hold of the labels that the template has.
  'LabelSelectorRequirement.key': 'key',
  'LabelSelectorRequirement.operator': 'In',
  'TCPSocketAction.host': 'localhost',
};

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];

/** What a part needs to be one, beside the field that is looked at. */
function besideOf(message: string, field: string): JsonObject {
  if (message === 'Probe') return handlers.includes(field) ? {} : { exec: { command: ['true'] } };
  if (message === 'Volume') return field === 'name' ? { emptyDir: {} } : { name: 'data' };
  if (message === 'Container' && field === 'stdinOnce') return { stdin: true };
  if (message === 'EnvFromSource') return field === 'prefix' ? { configMapRef: { name: 'settings' } } : {};
  if (message === 'PodSpec') return field === 'volumes' ? {} : { volumes: [{ name: 'data', emptyDir: {} }] };
  return needed[message] ?? {};
}

const needed: Record<string, JsonObject> = {
  ContainerPort: { containerPort: 80 },
  EnvVar: { name: 'A' },
  HTTPGetAction: { port: 80 },
  TCPSocketAction: { port: 80 },
  HTTPHeader: { name: 'a', value: 'b' },
  VolumeMount: { name: 'data', mountPath: '/data' },
  SecretVolumeSource: { secretName: 'login' },
  ConfigMapVolumeSource: { name: 'settings' },
  HostPathVolumeSource: { path: '/srv' },
  ClaimVolumeSource: { claimName: 'data' },
  KeyToPath: { key: 'a', path: 'b' },
  ObjectFieldSelector: { fieldPath: 'metadata.name' },
  ResourceFieldSelector: { resource: 'limits.memory', divisor: '1' },
  LabelSelectorRequirement: { key: 'key', operator: 'In', values: ['web'] },
  GRPCAction: { port: 80 },
  KeySelector: { name: 'settings', key: 'a' },
  EnvSourceRef: { name: 'settings' },
  Toleration: { key: 'a', operator: 'Equal' },
  Container: { name: 'main', image: 'hello:1' },
};

/** No two containers of a pod have one name, and the pod that is changed has none that runs before its program. */
const beforeOf = (message: string, path: Key[]): JsonObject =>
  message === 'Container' && path.includes('initContainers') ? { name: 'before', image: 'hello:1' } : {};

function leaves(message: string, path: Key[]): Leaf[] {
  return [...fieldsOf(message)].flatMap(([name, field]) =>
    leavesOf(message, name, field, [...path, name]).map((leaf) => ({
      ...leaf,
      beside: [{ path, more: { ...besideOf(message, name), ...beforeOf(message, path) } }, ...leaf.beside],
    })),
  );
}

const anyOf: Record<string, unknown> = {
  s: 'web',
  b: true,
  i32: 7,
  i64: 7,
  IntOrString: 7,
  Quantity: '64Mi',
};

function leavesOf(message: string, name: string, { type, shape }: KnownField, path: Key[]): Leaf[] {
  const key = type === 'Quantity' ? 'memory' : 'key';
  const at = shape === 'list' ? [...path, 0] : shape === 'map' ? [...path, key] : path;
  const isPart = Object.hasOwn(protobufSchema, type) && !Object.hasOwn(anyOf, type);
  if (isPart && type !== 'Time') return leaves(type, at);
  return [
    {
      path: at,
      value: values[`${message}.${name}`] ?? values[name] ?? anyOf[type] ?? { set: true },
      beside: [],
    },
  ];
}

const base: JsonObject = {
  replicas: 1,
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web', key: 'web' } },
    spec: { containers: [{ name: 'main', image: 'hello:1' }] },
  },
};

/** A copy with what `change` makes of the value at the path; what is on the way is made. */
function changed(object: unknown, [key, ...rest]: Key[], change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(object);
  if (typeof key === 'number') {
    const list = Array.isArray(object) ? [...object] : [];
    list[key] = changed(list[key], rest, change);
    return list;
  }
  const before = isJsonObject(object) ? object : {};
  return { ...before, [key]: changed(before[key], rest, change) };
}

function specOf({ path, value, beside }: Leaf): unknown {
  const whole = beside.reduce<unknown>(
    (spec, { path: at, more }) =>
      changed(spec, at, (part) => ({ ...more, ...(isJsonObject(part) ? part : {}) })),
    base,
  );
  return changed(whole, path, () => value);
}

const valueAt = (object: unknown, path: Key[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<Key, unknown> | undefined)?.[key], object);

const written = (path: Key[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${key}`),
    'spec',
  );

/** Whether one of the texts names the field, or the part of a pod that it is in. */
function isNamed(full: string, texts: string[]): boolean {
  const named = texts.flatMap((text) => /spec(\.[\w[\]]+)+/.exec(text)?.[0] ?? []);
  return named.some((one) => full === one || (full.startsWith(one) && /^[.[]/.test(full.slice(one.length))));
}

let door: ServedDoor;
beforeAll(async () => {
  door = await serveDoor();
});
afterAll(() => door.close());

type Outcome = 'acted on' | 'warned of' | 'refused' | 'silent';

async function outcomeOf(leaf: Leaf): Promise<Outcome> {
  const { code, warnings, body } = await door.call(
    'POST',
    '/apis/apps/v1/namespaces/default/deployments?dryRun=All',
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: specOf(leaf) },
  );
  const full = written(leaf.path);
  if (code !== 201) {
    const { causes = [] } = (body.details ?? {}) as { causes?: { field?: string }[] };
    return isNamed(full, [String(body.message), ...causes.map(({ field }) => field ?? '')])
      ? 'refused'
      : 'silent';
  }
  if (isNamed(full, warnings)) return 'warned of';
  const shown = valueAt(body.spec, leaf.path);
  return JSON.stringify(shown) === JSON.stringify(leaf.value) ? 'acted on' : 'silent';
}

/** What the engine and the agents act on. */
const honoured = [
  'args[0]',
  'command[0]',
  'envFrom[0].configMapRef.name',
  'envFrom[0].configMapRef.optional',
  'envFrom[0].prefix',
  'envFrom[0].secretRef.name',
  'envFrom[0].secretRef.optional',
  'env[0].name',
  'env[0].value',
  'env[0].valueFrom.configMapKeyRef.key',
  'env[0].valueFrom.configMapKeyRef.name',
  'env[0].valueFrom.configMapKeyRef.optional',
  'env[0].valueFrom.fieldRef.fieldPath',
  'env[0].valueFrom.resourceFieldRef.containerName',
  'env[0].valueFrom.resourceFieldRef.divisor',
  'env[0].valueFrom.resourceFieldRef.resource',
  'env[0].valueFrom.secretKeyRef.key',
  'env[0].valueFrom.secretKeyRef.name',
  'env[0].valueFrom.secretKeyRef.optional',
  'hostNetwork',
  'image',
  'imagePullPolicy',
  'lifecycle.preStop.exec.command[0]',
  'lifecycle.preStop.httpGet.path',
  'lifecycle.preStop.httpGet.port',
  'lifecycle.preStop.sleep.seconds',
  'lifecycle.stopSignal',
  'name',
  'nodeSelector.key',
  'ports[0].containerPort',
  'ports[0].hostPort',
  'ports[0].name',
  'ports[0].protocol',
  'priority',
  'probe.exec.command[0]',
  'probe.failureThreshold',
  'probe.grpc.port',
  'probe.grpc.service',
  'probe.httpGet.host',
  'probe.httpGet.httpHeaders[0].name',
  'probe.httpGet.httpHeaders[0].value',
  'probe.httpGet.path',
  'probe.httpGet.port',
  'probe.httpGet.scheme',
  'probe.initialDelaySeconds',
  'probe.periodSeconds',
  'probe.successThreshold',
  'probe.tcpSocket.host',
  'probe.tcpSocket.port',
  'probe.terminationGracePeriodSeconds',
  'probe.timeoutSeconds',
  'resources.limits.memory',
  'resources.requests.memory',
  'runtimeClassName',
  'spec.minReadySeconds',
  'spec.paused',
  'spec.progressDeadlineSeconds',
  'spec.replicas',
  'spec.revisionHistoryLimit',
  'spec.selector.matchExpressions[0].key',
  'spec.selector.matchExpressions[0].operator',
  'spec.selector.matchExpressions[0].values[0]',
  'spec.selector.matchLabels.key',
  'spec.strategy.rollingUpdate.maxSurge',
  'spec.strategy.rollingUpdate.maxUnavailable',
  'spec.strategy.type',
  'spec.template.metadata.annotations.key',
  'spec.template.metadata.labels.key',
  'stdin',
  'stdinOnce',
  'terminationGracePeriodSeconds',
  'tolerations[0].effect',
  'tolerations[0].key',
  'tolerations[0].operator',
  'tolerations[0].tolerationSeconds',
  'tolerations[0].value',
  'tty',
  'volumeMounts[0].mountPath',
  'volumeMounts[0].name',
  'volumeMounts[0].readOnly',
  'volumeMounts[0].subPath',
  'volumeMounts[0].subPathExpr',
  'volumes[0].configMap.items[0].key',
  'volumes[0].configMap.items[0].path',
  'volumes[0].configMap.name',
  'volumes[0].hostPath.path',
  'volumes[0].name',
  'volumes[0].persistentVolumeClaim.claimName',
  'volumes[0].secret.items[0].key',
  'volumes[0].secret.items[0].path',
  'volumes[0].secret.secretName',
  'workingDir',
];

/**
 * A deployment's pods are always started again, in Kubernetes too; and a program that finds an empty folder where its
 * files should be may start over and write over them.
 */
const refused = [
  'restartPolicy',
  'volumes[0].csi',
  'volumes[0].downwardAPI',
  'volumes[0].ephemeral',
  'volumes[0].fc',
  'volumes[0].image',
  'volumes[0].iscsi',
  'volumes[0].nfs',
  'volumes[0].projected',
];

it('says what is so anyway without a warning, as an object that was read and is written back does', async () => {
  const env = [{ name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }];
  const lifecycle = { preStop: { httpGet: { path: '/bye', port: 80, scheme: 'HTTP' } } };
  const container = { name: 'main', image: 'hello:1', env, lifecycle };
  const spec = changed(base, ['template', 'spec', 'containers'], () => [container]);
  const { code, warnings } = await door.call(
    'POST',
    '/apis/apps/v1/namespaces/default/deployments?dryRun=All',
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec },
  );
  expect({ code, warnings }).toEqual({ code: 201, warnings: [] });
});

it('is acted on, or named', async () => {
  const outcomes: Record<Outcome, string[]> = { 'acted on': [], 'warned of': [], refused: [], silent: [] };
  for (const leaf of leaves('DeploymentSpec', [])) outcomes[await outcomeOf(leaf)].push(written(leaf.path));
  expect(outcomes.silent).toEqual([]);
  // One kind of probe stands for the three, and a pod's path for the whole.
  const short = (full: string) =>
    full.replace('spec.template.spec.', '').replace(/^(init)?[cC]ontainers\[0\]\./, '');
  const kindOf = (field: string) => field.replace(/^(liveness|readiness|startup)P/, 'p');
  const isBefore = (full: string) => full.includes('initContainers[0]');
  const fieldsIn = (outcome: Outcome, before: boolean) => [
    ...new Set(
      outcomes[outcome]
        .filter((full) => isBefore(full) === before)
        .map(short)
        .map(kindOf),
    ),
  ];
  expect(fieldsIn('acted on', false).sort()).toEqual(honoured);
  expect(fieldsIn('refused', false).sort()).toEqual(refused);
  // What runs before the program is neither asked, nor reached, nor told that it is to stop.
  const ofContainers = new Set(
    outcomes['acted on']
      .filter((full) => full.includes('.containers[0]'))
      .map(short)
      .map(kindOf),
  );
  const isOfRunning = (field: string) => /^(ports|probe|lifecycle)\b/.test(field);
  expect(fieldsIn('acted on', true).sort()).toEqual(
    [...ofContainers].filter((field) => !isOfRunning(field)).sort(),
  );
  expect(fieldsIn('refused', true).filter((field) => !isOfRunning(field))).toEqual([]);
  expect(outcomes['warned of'].length).toBeGreaterThan(100);
});
