import fc from 'fast-check';
import type { DeploymentParts } from '../deployment-manifest.ts';
import type { DeploymentSpec, Strategy } from '../strategy.ts';
import type {
  Constraint,
  Container,
  ContainerPort,
  EnvValue,
  Probe,
  RuntimeName,
  Template,
} from '../template.ts';

/** Random deployments that a person could have written: everything `parseDeployment` can return. */

// Words from short lists: generating text from regular expressions would take most of a run's time.
const name = fc.constantFrom('web', 'db', 'a', 'x9', 'cache-1', 'api', 'w-0', 'logs', '0', 'tostring');
const labelValue = fc.constantFrom('', 'v1.2', 'A_b', '1', 'true', 'x'.repeat(63));
const labels = fc.dictionary(
  fc.oneof(
    name,
    name.map((text) => `example.com/${text}`),
  ),
  labelValue,
  { maxKeys: 3, noNullPrototype: true },
);
const plainText = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((text) => text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '_'));
const annotations = fc.dictionary(name, plainText, { maxKeys: 2, noNullPrototype: true });
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const seconds = fc.nat(3_600);
const command = fc.array(plainText, { maxLength: 3 });

const envValue: fc.Arbitrary<EnvValue> = fc.oneof(
  fc.record({ type: fc.constant('literal' as const), value: plainText }),
  fc.record({ type: fc.constant('field' as const), path: fc.constantFrom('metadata.name', 'status.podIP') }),
  fc.record({
    type: fc.constant('resource' as const),
    container: fc.constant(null),
    resource: fc.constantFrom('limits.cpu' as const, 'requests.memory' as const),
    divisor: fc.constant('1'),
  }),
  fc.record({
    type: fc.constantFrom('config' as const, 'secret' as const),
    name,
    key: fc.constantFrom('app.conf', 'PASSWORD'),
    optional: fc.boolean(),
  }),
);

function probe(portNames: string[], isReadiness: boolean): fc.Arbitrary<Probe> {
  const port = fc.oneof(
    fc.integer({ min: 1, max: 65_535 }),
    ...(portNames.length ? [fc.constantFrom(...portNames)] : []),
  );
  const host = fc.option(fc.constant('example.com'));
  return fc.record({
    handler: fc.oneof(
      fc.record({
        type: fc.constant('http' as const),
        path,
        port,
        scheme: fc.constantFrom('HTTP' as const, 'HTTPS' as const),
        host,
        headers: fc.array(fc.record({ name: fc.constant('X-Probe'), value: fc.constant('1') }), {
          maxLength: 1,
        }),
      }),
      fc.record({ type: fc.constant('tcp' as const), port, host }),
      fc.record({ type: fc.constant('grpc' as const), port, service: fc.constantFrom('', 'web.v1') }),
      fc.record({
        type: fc.constant('exec' as const),
        command: fc.array(plainText, { minLength: 1, maxLength: 2 }),
      }),
    ),
    initialDelaySeconds: seconds,
    periodSeconds: fc.integer({ min: 1, max: 600 }),
    timeoutSeconds: fc.integer({ min: 1, max: 60 }),
    successThreshold: isReadiness ? fc.integer({ min: 1, max: 5 }) : fc.constant(1),
    failureThreshold: fc.integer({ min: 1, max: 9 }),
    terminationGracePeriodSeconds: fc.option(seconds),
  });
}

/** Ports that no other container of the task has: `base` sets their range apart. */
function ports(runtime: RuntimeName, base: number): fc.Arbitrary<ContainerPort[]> {
  const port = fc.record({
    name: fc.option(fc.constantFrom('http', 'admin', 'metrics')),
    containerPort: fc.integer({ min: base, max: base + 99 }),
    hostPort: runtime === 'process' ? fc.constant(0) : fc.constantFrom(null, 0),
    protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
  });
  const byNumber = fc.uniqueArray(port, { maxLength: 3, selector: (item) => item.containerPort });
  return byNumber.map((list) =>
    list.map((item, index) =>
      list.findIndex((other) => other.name === item.name) < index ? { ...item, name: null } : item,
    ),
  );
}

const envSource = fc.record({
  type: fc.constantFrom('config' as const, 'secret' as const),
  name,
  prefix: fc.constantFrom('', 'APP_'),
  optional: fc.boolean(),
});

const amounts = fc
  .record({
    cpuMillis: fc.option(fc.integer({ min: 1, max: 8_000 })),
    memoryBytes: fc.option(fc.integer({ min: 6 * 1024 ** 2, max: 1024 ** 4 })),
    cpuShare: fc.integer({ min: 0, max: 4 }),
    diskBytes: fc.nat(1024 ** 3),
    gpus: fc.nat(4),
  })
  .map(({ cpuMillis, memoryBytes, cpuShare, diskBytes, gpus }) => ({
    limits: { cpuMillis, memoryBytes },
    requests: {
      cpuMillis: Math.floor(((cpuMillis ?? 1_000) * cpuShare) / 4),
      memoryBytes: memoryBytes ?? 1024 ** 2,
      diskBytes,
      gpus,
    },
  }));

const image = fc.constantFrom('nginx', 'nginx:1.27', 'ghcr.io/a/b:c', `a@sha256:${'ab'.repeat(32)}`);
const artifact = fc.constantFrom('', '/opt/app', `https://host/app.tgz#sha256=${'cd'.repeat(32)}`);

function container(runtime: RuntimeName, index: number, volumes: string[]): fc.Arbitrary<Container> {
  return ports(runtime, 1_000 * (index + 1)).chain((listed) => {
    const named = listed.flatMap((port) => port.name ?? []);
    const mount = fc.record({
      name: fc.constantFrom(...(volumes.length ? volumes : ['none'])),
      mountPath: path,
      subPath: fc.option(name),
      readOnly: fc.boolean(),
    });
    const rest = fc.record({
      image: runtime === 'process' ? artifact : image,
      imagePullPolicy: fc.constantFrom('Always' as const, 'IfNotPresent' as const, 'Never' as const),
      command: runtime === 'process' ? fc.array(plainText, { minLength: 1, maxLength: 3 }) : command,
      args: command,
      workingDir: fc.option(path),
      env: fc.uniqueArray(
        fc.record({ name: fc.constantFrom('A', 'PATH', 'DB_HOST', '_X', 'toString'), value: envValue }),
        {
          maxLength: 3,
          selector: (item) => item.name,
        },
      ),
      amounts,
      volumeMounts: volumes.length
        ? fc.uniqueArray(mount, { maxLength: 2, selector: (item) => item.mountPath })
        : fc.constant<Container['volumeMounts']>([]),
      startupProbe: fc.option(probe(named, false)),
      livenessProbe: fc.option(probe(named, false)),
      readinessProbe: fc.option(probe(named, true)),
      preStop: fc.option(fc.record({ type: fc.constant('sleep' as const), seconds })),
      stopSignal: fc.option(fc.constantFrom('SIGTERM', 'SIGQUIT')),
      envFrom: fc.array(envSource, { maxLength: 2 }),
      tty: fc.boolean(),
      stdin:
        runtime === 'process'
          ? fc.constant(null)
          : fc.option(fc.constantFrom('once' as const, 'open' as const)),
    });
    return rest.map(({ amounts: { requests, limits }, stdin, envFrom, ...parts }) => ({
      name: `c${index}`,
      ports: listed,
      requests,
      limits,
      ...parts,
      ...(stdin === null ? {} : { stdin }),
      ...(envFrom.length === 0 ? {} : { envFrom }),
    }));
  });
}

const volume = fc.record({
  name,
  source: fc.oneof(
    fc.constant({ type: 'empty' as const }),
    fc.record({ type: fc.constant('hostPath' as const), path: path.map((text) => `/srv${text}`) }),
    fc.record({ type: fc.constant('named' as const), volume: name }),
    fc.record({
      type: fc.constantFrom('config' as const, 'secret' as const),
      name,
      items: fc.array(fc.record({ key: fc.constant('key'), path: name }), { maxLength: 1 }),
    }),
    fc.record({
      type: fc.constant('plugin' as const),
      driver: fc.constant('nfs'),
      volume: name,
      options: fc.dictionary(name, plainText, { maxKeys: 2, noNullPrototype: true }),
    }),
  ),
});

const constraint: fc.Arbitrary<Constraint> = fc.oneof(
  fc.record({ field: name, operator: fc.constant('unique' as const), values: fc.constant<string[]>([]) }),
  fc.record({
    field: name,
    operator: fc.constantFrom('is' as const, 'in' as const),
    values: fc.tuple(labelValue),
  }),
  fc.record({
    field: name,
    operator: fc.constant('maxPer' as const),
    values: fc.tuple(fc.constantFrom('1', '7')),
  }),
  fc.record({
    field: name,
    operator: fc.constant('like' as const),
    values: fc.tuple(fc.constantFrom('rack-[1-3]', '.*')),
  }),
);

const toleration = fc.oneof(
  fc.record({
    key: name,
    operator: fc.constant('Equal' as const),
    value: labelValue,
    effect: fc.constantFrom('NoSchedule' as const, 'NoExecute' as const, '' as const),
    tolerationSeconds: fc.option(seconds),
  }),
  fc.record({
    key: fc.constantFrom('', 'gpu'),
    operator: fc.constant('Exists' as const),
    value: fc.constant(''),
    effect: fc.constant('' as const),
    tolerationSeconds: fc.constant(null),
  }),
);

export const runtime: fc.Arbitrary<RuntimeName> = fc.constantFrom('docker', 'process');

/** One that runs before the program: nobody asks it anything. */
const asInit = (made: Container): Container => ({
  ...made,
  ...{ ports: [], startupProbe: null, livenessProbe: null, readinessProbe: null },
  ...{ preStop: null, stopSignal: null },
});

/** A template with at least the label `app`, as every parsed one has. */
export const template: fc.Arbitrary<Template> = fc
  .tuple(
    runtime,
    fc.uniqueArray(volume, { maxLength: 2, selector: (item) => item.name }),
    fc.integer({ min: 1, max: 2 }),
  )
  .chain(([chosen, volumes, count]) => {
    const names = volumes.map((item) => item.name);
    const init = container(chosen, count, names).map(asInit);
    const containers = Array.from({ length: count }, (_, index) => container(chosen, index, names));
    const written = fc.record({
      runtime: fc.constant(chosen),
      labels: labels.map((given) => ({ app: 'web', ...given })),
      annotations,
      containers: fc.tuple(...containers) as fc.Arbitrary<Container[]>,
      nodeSelector: labels,
      constraints: fc.array(constraint, { maxLength: 2 }),
      tolerations: fc.array(toleration, { maxLength: 2 }),
      priority: fc.integer({ min: -10, max: 10 }),
      terminationGracePeriodSeconds: fc.constantFrom(0, 30, 90),
      volumes: fc.constant(volumes),
      hostNetwork: fc.boolean(),
      restartedAt: fc.option(fc.constant('2026-01-01T00:00:00Z')),
    });
    return fc
      .tuple(written, fc.option(init))
      .map(([one, before]) => (before === null ? one : { ...one, initContainers: [before] }));
  });

const count = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom('1%', '25%', '100%'));
const bounds = { maxSurge: count, maxUnavailable: fc.oneof(count, fc.constantFrom(0, '0%')) };
const step = fc.oneof(
  fc.record({ type: fc.constant('weight' as const), percent: fc.nat(100) }),
  fc.record({ type: fc.constant('replicas' as const), count: fc.nat(9) }),
  fc.record({ type: fc.constant('pause' as const), seconds: fc.option(seconds) }),
);

export const strategy: fc.Arbitrary<Strategy> = fc.oneof(
  fc.record({ type: fc.constant('RollingUpdate' as const), ...bounds }),
  fc.constant({ type: 'Recreate' as const }),
  fc.record({
    type: fc.constant('Capacity' as const),
    minimumHealthCapacity: fc.constantFrom(0, 0.5, 1),
    maximumOverCapacity: fc.constantFrom(0, 0.25, 1),
  }),
  fc.record({
    type: fc.constant('BlueGreen' as const),
    autoPromotionSeconds: fc.option(seconds),
    scaleDownDelaySeconds: seconds,
  }),
  fc.record({
    type: fc.constant('Canary' as const),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    ...bounds,
  }),
);

const gate = fc.option(fc.nat(50));
export const deploymentSpec: fc.Arbitrary<DeploymentSpec> = fc.record({
  replicas: fc.nat(50),
  selector: fc.constant({ app: 'web' }),
  strategy,
  minReadySeconds: fc.nat(30),
  progressDeadlineSeconds: fc.option(fc.integer({ min: 31, max: 900 })),
  revisionHistoryLimit: fc.option(fc.nat(20)),
  backoff: fc.record({
    firstAtOnce: fc.boolean(),
    initialSeconds: fc.nat(60),
    factor: fc.constantFrom(1, 1.5, 2),
    maxSeconds: fc.integer({ min: 60, max: 900 }),
  }),
  healthGates: fc.option(
    fc.record({
      readyWithinSeconds: gate,
      maxRestarts: gate,
      maxProbeFailures: gate,
      maxErrorLines: gate,
      onFailure: fc.constantFrom('pause' as const, 'rollback' as const),
    }),
  ),
  killSelection: fc.constantFrom('default' as const, 'youngestFirst' as const, 'oldestFirst' as const),
  unreachable: fc.record({
    replaceAfterSeconds: fc.nat(60),
    expungeAfterSeconds: fc.integer({ min: 60, max: 600 }),
  }),
  role: fc.constantFrom('*', 'shop', 'shop/checkout'),
});

export const deploymentParts: fc.Arbitrary<DeploymentParts> = fc.record({
  namespace: fc.constantFrom('default', 'shop'),
  name,
  labels,
  annotations,
  spec: deploymentSpec,
  template: template.map((given) => ({ ...given, labels: { ...given.labels, app: 'web' } })),
  paused: fc.boolean(),
});
