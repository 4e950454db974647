import { describe, expect, test } from 'vitest';
import { parseDeployment } from './deployment-manifest.ts';
import { parseNodeSettings } from './node-manifest.ts';

type Fields = Record<string, unknown>;
const aContainer = (over: Fields = {}) => ({ name: 'web', image: 'nginx:1.27', ...over });
const aManifest = (over: Fields = {}, template: Fields = {}) => ({
  name: 'web',
  template: { containers: [aContainer()], ...template },
  ...over,
});
const withContainer = (over: Fields) => aManifest({}, { containers: [aContainer(over)] });

function parsed(input: unknown) {
  const result = parseDeployment(input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** field -> message of each issue. */
function faults(input: unknown): Record<string, string> {
  const result = parseDeployment(input);
  if (result.ok) return {};
  expect(result.error.code).toBe('invalid');
  return Object.fromEntries(result.error.issues.map(({ field, message }) => [field, message]));
}

describe('defaults', () => {
  test('are Kubernetes’s', () => {
    const { namespace, spec, template, paused } = parsed(aManifest());
    expect({ namespace, paused }).toEqual({ namespace: 'default', paused: false });
    expect(spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'RollingUpdate', maxSurge: '25%', maxUnavailable: '25%' },
      minReadySeconds: 0,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      selector: { app: 'web' },
    });
    expect(template).toMatchObject({
      runtime: 'docker',
      labels: { app: 'web' },
      terminationGracePeriodSeconds: 30,
    });
    expect(template.containers[0]).toMatchObject({ imagePullPolicy: 'IfNotPresent', command: [], ports: [] });
  });

  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    [`nginx@sha256:${'ab'.repeat(32)}`, 'IfNotPresent'],
    [`nginx:latest@sha256:${'ab'.repeat(32)}`, 'IfNotPresent'],
  ])('%s is pulled %s', (image, policy) => {
    expect(parsed(withContainer({ image })).template.containers[0]?.imagePullPolicy).toBe(policy);
  });

  test('requests are what is limited, and a probe has its timing', () => {
    const readinessProbe = { tcpSocket: { port: 80 } };
    const resources = { limits: { cpu: '250m', memory: '64Mi' } };
    const container = parsed(withContainer({ resources, readinessProbe })).template.containers[0];
    expect(container?.requests).toEqual({
      cpuMillis: 250,
      memoryBytes: 64 * 1024 ** 2,
      diskBytes: 0,
      gpus: 0,
    });
    expect(container?.readinessProbe).toEqual({
      handler: { type: 'tcp', port: 80, host: null },
      initialDelaySeconds: 0,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
      terminationGracePeriodSeconds: null,
    });
  });

  test('a port is published by itself only for a process', () => {
    const ports = [{ name: 'http', containerPort: 8080 }];
    expect(parsed(withContainer({ ports })).template.containers[0]?.ports[0]?.hostPort).toBeNull();
    const process = aManifest(
      { runtime: 'process' },
      { containers: [{ name: 'web', command: ['node'], ports: [{ name: 'http' }] }] },
    );
    expect(parsed(process).template.containers[0]).toMatchObject({
      image: '',
      ports: [{ name: 'http', containerPort: 0, hostPort: 0, protocol: 'TCP' }],
    });
  });

  test('a strategy’s type follows from its fields', () => {
    expect(parsed(aManifest({ strategy: { minimumHealthCapacity: 0.5 } })).spec.strategy).toEqual({
      type: 'Capacity',
      minimumHealthCapacity: 0.5,
      maximumOverCapacity: 1,
    });
    const steps = [{ setWeight: 20 }, { pause: {} }, { pause: { seconds: 60 } }, { setReplicas: 2 }];
    expect(parsed(aManifest({ strategy: { canary: { steps } } })).spec.strategy).toMatchObject({
      type: 'Canary',
      steps: [
        { type: 'weight', percent: 20 },
        { type: 'pause', seconds: null },
        { type: 'pause', seconds: 60 },
        { type: 'replicas', count: 2 },
      ],
    });
  });
});

describe('refusals', () => {
  test('tell every fault at once, each at its path', () => {
    const input = {
      name: 'Web',
      replica: 3,
      replicas: -1,
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } },
      template: {
        containers: [
          aContainer({
            image: 'UPPER/case',
            command: 'ls',
            env: [{ name: 'A=B' }, { name: 'X' }, { name: 'X' }],
            ports: [
              { containerPort: 80 },
              { containerPort: 80 },
              { containerPort: 65_536, protocol: 'icmp' },
            ],
            readinessProbe: { httpGet: { port: 'http' } },
            resources: { limits: { cpu: '2 cores', memory: '1' } },
          }),
          { name: 'web' },
        ],
      },
    };
    expect(Object.keys(faults(input)).sort()).toEqual([
      'name',
      'replica',
      'replicas',
      'strategy.rollingUpdate.maxUnavailable',
      'template.containers[0].command',
      'template.containers[0].env[0].name',
      'template.containers[0].env[2].name',
      'template.containers[0].image',
      'template.containers[0].ports[1].containerPort',
      'template.containers[0].ports[2].containerPort',
      'template.containers[0].ports[2].protocol',
      'template.containers[0].readinessProbe',
      'template.containers[0].resources.limits.cpu',
      'template.containers[0].resources.limits.memory',
      'template.containers[1].image',
      'template.containers[1].name',
    ]);
    expect(faults(input).replica).toBe('unknown field `replica`; did you mean `replicas`?');
  });

  const replicas = (value: unknown) => aManifest({ replicas: value });
  const rolling = (rollingUpdate: Fields) => aManifest({ strategy: { rollingUpdate } });
  const mount = (hostPath: string) =>
    aManifest({}, { volumes: [{ name: 'v', hostPath: { path: hostPath } }] });
  const bindEtc = { type: 'none', o: 'bind', device: '/etc' };
  const cases: [string, unknown, string, RegExp][] = [
    ['null', null, '', /object/],
    ['a list', [], '', /object/],
    ['text', 'x', '', /object/],
    ['an empty object', {}, 'name', /required/],
    ['no template', { name: 'a' }, 'template', /required/],
    ['no containers', aManifest({}, { containers: [] }), 'template.containers', /at least 1/],
    ['too many replicas', replicas(10_000_001), 'replicas', /at most 100000/],
    ['replicas as text', replicas('3'), 'replicas', /number, not text/],
    ['half a replica', replicas(1.5), 'replicas', /whole number, not 1.5/],
    ['replicas null', replicas(null), 'replicas', /not empty/],
    ['replicas NaN', replicas(Number.NaN), 'replicas', /number/],
    [
      'more unavailable than all',
      rolling({ maxUnavailable: '200%' }),
      'strategy.rollingUpdate.maxUnavailable',
      /100%/,
    ],
    ['a surge in words', rolling({ maxSurge: 'abc' }), 'strategy.rollingUpdate.maxSurge', /25%/],
    ['a negative surge', rolling({ maxSurge: -1 }), 'strategy.rollingUpdate.maxSurge', /from 0/],
    ['a strategy that is none', aManifest({ strategy: { type: 'Magic' } }), 'strategy.type', /RollingUpdate/],
    [
      'a field of another strategy',
      aManifest({ strategy: { type: 'Recreate', rollingUpdate: {} } }),
      'strategy.rollingUpdate',
      /belongs to/,
    ],
    ['a canary without steps', aManifest({ strategy: { type: 'Canary' } }), 'strategy.canary', /required/],
    [
      'a deadline before readiness',
      aManifest({ minReadySeconds: 700 }),
      'progressDeadlineSeconds',
      /minReadySeconds/,
    ],
    [
      'a selector that misses',
      aManifest({ selector: { app: 'other' } }, { metadata: { labels: { app: 'web' } } }),
      'selector.app',
      /label of the template/,
    ],
    ['a runtime that is none', aManifest({ runtime: 'rkt' }), 'runtime', /docker/],
    [
      'an object in a command',
      withContainer({ command: ['a', {}] }),
      'template.containers[0].command[1]',
      /text/,
    ],
    ['a secret device', mount('/dev'), 'template.volumes[0].hostPath.path', /hand the node/],
    [
      'a folder of the node by way of the engine’s volumes',
      aManifest(
        {},
        { volumes: [{ name: 'v', plugin: { driver: 'local', volume: 'etc', options: bindEtc } }] },
      ),
      'template.volumes[0].plugin.options',
      /must not mount a folder of the node/,
    ],
    [
      'the engine’s socket',
      mount('/var/run/docker.sock'),
      'template.volumes[0].hostPath.path',
      /hand the node/,
    ],
    ['a path with ..', mount('/srv/../etc'), 'template.volumes[0].hostPath.path', /\.\./],
    [
      'privileges',
      withContainer({ securityContext: { privileged: true } }),
      'template.containers[0].securityContext',
      /unknown field/,
    ],
    [
      'a mount of nothing',
      withContainer({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
      'template.containers[0].volumeMounts[0].name',
      /volumes/,
    ],
    [
      'two sources of a volume',
      aManifest({}, { volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }] }),
      'template.volumes[0]',
      /more than one/,
    ],
    [
      'a probe without a handler',
      withContainer({ livenessProbe: {} }),
      'template.containers[0].livenessProbe',
      /needs one of/,
    ],
    [
      'a liveness probe of two successes',
      withContainer({ livenessProbe: { exec: { command: ['a'] }, successThreshold: 2 } }),
      'template.containers[0].livenessProbe.successThreshold',
      /must be 1/,
    ],
    [
      'more requested than limited',
      withContainer({ resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } }),
      'template.containers[0].resources.requests.cpu',
      /not be over/,
    ],
    ['a control character', aManifest({ annotations: { a: 'x\u0007' } }), 'annotations.a', /control/],
    ['a long label', aManifest({ labels: { a: 'x'.repeat(1_000_000) } }), 'labels.a', /63/],
    [
      '10,000 labels',
      aManifest({ labels: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`l${i}`, ''])) }),
      'labels',
      /10000 entries/,
    ],
    [
      'a prototype as a label',
      aManifest({ labels: JSON.parse('{"__proto__": "x"}') }),
      'labels.__proto__',
      /not allowed/,
    ],
    ['a reserved name', aManifest({ name: 'constructor' }), 'name', /reserved/],
    [
      'a hostile pattern',
      aManifest({}, { constraints: [{ field: 'rack', operator: 'like', values: ['(a'] }] }),
      'template.constraints[0].values[0]',
      /without its/,
    ],
    [
      'a constraint without value',
      aManifest({}, { constraints: [{ field: 'rack', operator: 'is' }] }),
      'template.constraints[0].values',
      /must hold 1/,
    ],
    [
      'a process without command',
      aManifest({ runtime: 'process' }, { containers: [{ name: 'a' }] }),
      'template.containers[0].command',
      /required for a process/,
    ],
    [
      'an artifact out of the way',
      aManifest({ runtime: 'process' }, { containers: [{ name: 'a', image: '../x', command: ['a'] }] }),
      'template.containers[0].image',
      /artifact/,
    ],
    [
      'an expunge before the replacement',
      aManifest({ unreachable: { replaceAfterSeconds: 700 } }),
      'unreachable.expungeAfterSeconds',
      /less than/,
    ],
  ];
  test.each(cases)('%s', (_, input, field, message) => {
    expect(faults(input)).toHaveProperty([field], expect.stringMatching(message));
  });

  test('the same port in two containers of a task', () => {
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    const containers = [aContainer({ ports }), aContainer({ name: 'other', ports })];
    expect(Object.keys(faults(aManifest({}, { containers })))).toEqual([
      'template.containers[1].ports[0].containerPort',
      'template.containers[1].ports[0].hostPort',
    ]);
  });

  test('nesting and size beyond any manifest', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 10_000; level++) deep = [deep];
    expect(Object.values(faults({ name: 'a', template: deep }))).toEqual([expect.stringContaining('nested')]);
    expect(faults({ name: 'a', template: new Array(60_000).fill(0) })).toHaveProperty(
      [''],
      expect.stringContaining('50000'),
    );
  });

  test('nothing reaches the prototype of objects', () => {
    parseDeployment(
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
    );
    expect(({} as Fields).polluted).toBeUndefined();
  });
});

describe('Kubernetes’s own shape', () => {
  const deployment = (pod: Fields = {}, spec: Fields = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      namespace: 'shop',
      labels: { tier: 'front' },
      creationTimestamp: null,
      uid: 'x',
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: {
          labels: { app: 'web' },
          annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' },
          creationTimestamp: null,
        },
        spec: {
          containers: [{ ...aContainer(), terminationMessagePath: '/dev/termination-log', resources: {} }],
          restartPolicy: 'Always',
          dnsPolicy: 'ClusterFirst',
          securityContext: {},
          ...pod,
        },
      },
      ...spec,
    },
    status: { replicas: 3 },
  });

  test('is lifted, and what asks for nothing is dropped', () => {
    const { name, namespace, labels, spec, template } = parsed(deployment());
    expect({ name, namespace, labels }).toEqual({
      name: 'web',
      namespace: 'shop',
      labels: { tier: 'front' },
    });
    expect(spec).toMatchObject({ replicas: 3, selector: { app: 'web' } });
    expect(template).toMatchObject({ restartedAt: 'now', annotations: {}, labels: { app: 'web' } });
  });

  test('runs processes by its runtime class', () => {
    const pod = { runtimeClassName: 'process', containers: [{ name: 'a', command: ['node'] }] };
    expect(parsed(deployment(pod)).template.runtime).toBe('process');
  });

  test('is refused at the paths it was written with', () => {
    const input = deployment(
      { restartPolicy: 'Never', hostPID: true, containers: [aContainer({ image: 'a:b:c' })] },
      { replica: 1 },
    );
    expect(Object.keys(faults({ ...input, extra: 1, kind: 'Pod' })).sort()).toEqual([
      'extra',
      'kind',
      'spec.replica',
      'spec.template.spec.containers[0].image',
      'spec.template.spec.hostPID',
      'spec.template.spec.restartPolicy',
    ]);
  });

  test('a name or a spec that is missing is told', () => {
    expect(faults({ apiVersion: 'apps/v1', kind: 'Deployment' })).toMatchObject({
      metadata: 'must be an object',
      'metadata.name': 'is required',
      spec: 'must be an object',
      'spec.template': 'is required',
    });
  });
});

describe('node settings', () => {
  test('leave what is not given as it is', () => {
    expect(parseNodeSettings({ taints: [{ key: 'gpu', effect: 'NoSchedule' }] })).toEqual({
      ok: true,
      value: { labels: null, annotations: null, taints: [{ key: 'gpu', value: '', effect: 'NoSchedule' }] },
    });
  });

  test('refuse bad labels, effects and doubles', () => {
    const taints = [
      { key: 'a', effect: 'Never' },
      { key: 'b', effect: 'NoExecute' },
      { key: 'b', effect: 'NoExecute' },
    ];
    const result = parseNodeSettings({ labels: { 'a b': 'c' }, taints, extra: 1 });
    const found = result.ok ? [] : result.error.issues.map(({ field }) => field);
    expect(found.sort()).toEqual(['extra', 'labels["a b"]', 'taints[0].effect', 'taints[2].key']);
  });
});
