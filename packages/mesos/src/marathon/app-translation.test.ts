import { formatDeployment, formatScalar, parseDeployment } from '@gantry/model';
import { describe, expect, it } from 'vitest';
import { parseApp } from './app-parse.ts';
import { toDeployment } from './app-to-deployment.ts';
import { Refusal } from './refusal.ts';
import { readApp, readRaw, writeOnto } from './written.ts';

const put = (raw: object) => writeOnto(null, { id: '/shop/web', ...raw });
const container = (raw: object) => put(raw).template.containers[0]!;

function refusalOf(raw: object): Refusal {
  try {
    parseApp({ id: '/shop/web', cmd: 'x', ...raw });
  } catch (fault) {
    if (fault instanceof Refusal) return fault;
    throw fault;
  }
  throw new Error('The app was not refused.');
}

describe('what an app becomes', () => {
  it('a cmd is run by the shell, as a process when there is no image', () => {
    const { template, namespace, name, spec } = put({
      cmd: 'echo hi && sleep 9',
      instances: 3,
      cpus: 0.1,
      mem: 32,
    });
    expect([namespace, name, spec.replicas, template.runtime]).toEqual(['shop', 'web', 3, 'process']);
    expect(template.containers[0]).toMatchObject({
      command: ['/bin/sh', '-c', 'echo hi && sleep 9'],
      requests: { cpuMillis: 100, memoryBytes: 32 * 1024 ** 2 },
      ports: [{ name: 'default', containerPort: 0, hostPort: 0, protocol: 'TCP' }],
    });
  });

  it('args are the arguments of an image, or for a process the whole command', () => {
    const image = { container: { type: 'DOCKER', docker: { image: 'busybox' } } };
    expect(container({ ...image, args: ['-v'] })).toMatchObject({
      command: [],
      args: ['-v'],
      image: 'busybox',
    });
    expect(container({ args: ['/bin/sleep', '9'] })).toMatchObject({
      command: ['/bin/sleep', '9'],
      args: [],
    });
  });

  it.each([
    ['MESOS', undefined, 'process'],
    ['MESOS', { image: 'a/b:1' }, 'docker'],
    ['DOCKER', { image: 'a/b:1' }, 'docker'],
  ])('container type %s with docker %o runs as %s', (type, docker, runtime) => {
    expect(put({ cmd: 'x', container: { type, docker } }).template.runtime).toBe(runtime);
  });

  it('a bridged image publishes its mappings; the older spelling means the same', () => {
    const portMappings = [
      { containerPort: 80, hostPort: 0, name: 'http' },
      { containerPort: 53, hostPort: 5353, protocol: 'udp' },
    ];
    const docker = { image: 'nginx' };
    const today = {
      networks: [{ mode: 'container/bridge' }],
      container: { type: 'DOCKER', docker, portMappings },
    };
    const before = { container: { type: 'DOCKER', docker: { ...docker, network: 'BRIDGE', portMappings } } };
    const ports = [
      { name: 'http', containerPort: 80, hostPort: 0, protocol: 'TCP' },
      { name: null, containerPort: 53, hostPort: 5353, protocol: 'UDP' },
    ];
    for (const raw of [today, before]) {
      expect(container(raw).ports).toEqual(ports);
      expect(put(raw).template.hostNetwork).toBe(false);
    }
  });

  it('a network by name is chosen by it, and publishes on the node only what says so', () => {
    const portMappings = [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }];
    const raw = {
      networks: [{ mode: 'container', name: 'backend' }],
      container: { type: 'DOCKER', docker: { image: 'nginx' }, portMappings },
    };
    expect(put(raw).template).toMatchObject({ hostNetwork: false, network: { name: 'backend' } });
    expect(container(raw).ports.map(({ hostPort }) => hostPort)).toEqual([null, 0]);
  });

  it.each([
    [[{ mode: 'container' }], '/networks(0)/name'],
    [[{ mode: 'container', name: 'host' }], '/networks(0)/name'],
    [[{ mode: 'container/bridge', name: 'backend' }], '/networks(0)/name'],
    [[{ mode: 'overlay' }], '/networks(0)/mode'],
  ])('networks %j are refused by their place', (networks, place) => {
    const raw = { networks, container: { type: 'DOCKER', docker: { image: 'nginx' } } };
    expect(() => put(raw)).toThrow(
      expect.objectContaining({
        body: expect.objectContaining({ details: [expect.objectContaining({ path: place })] }),
      }),
    );
  });

  it('a declared host port counts only with requirePorts', () => {
    const portDefinitions = [{ port: 8080, name: 'http' }, { port: 9090 }];
    expect(
      container({ cmd: 'x', portDefinitions }).ports.map(({ hostPort, name }) => [name, hostPort]),
    ).toEqual([
      ['http', 0],
      ['port-1', 0],
    ]);
    expect(
      container({ cmd: 'x', portDefinitions, requirePorts: true }).ports.map(({ hostPort }) => hostPort),
    ).toEqual([8080, 9090]);
    expect(container({ cmd: 'x', ports: [0, 0] }).ports).toHaveLength(2);
  });

  it('the upgrade strategy keeps its own bounds; a missing member is 1', () => {
    expect(put({ cmd: 'x', upgradeStrategy: { minimumHealthCapacity: 0.5 } }).spec.strategy).toEqual({
      type: 'Capacity',
      minimumHealthCapacity: 0.5,
      maximumOverCapacity: 1,
    });
  });

  it('[M-C.8] back-off, kill selection and unreachable strategy', () => {
    const { spec } = put({
      cmd: 'x',
      backoffSeconds: 10,
      backoffFactor: 2,
      killSelection: 'OLDEST_FIRST',
      unreachableStrategy: { inactiveAfterSeconds: 60, expungeAfterSeconds: 600 },
    });
    expect(spec.backoff).toEqual({ firstAtOnce: false, initialSeconds: 10, factor: 2, maxSeconds: 300 });
    expect([spec.killSelection, spec.unreachable]).toEqual([
      'oldestFirst',
      { replaceAfterSeconds: 60, expungeAfterSeconds: 600 },
    ]);
  });

  it.each([
    [['hostname', 'UNIQUE'], { field: 'hostname', operator: 'unique', values: [] }],
    [['@hostname', 'UNIQUE'], { field: 'hostname', operator: 'unique', values: [] }],
    [
      ['@zone', 'GROUP_BY', '3'],
      { field: 'topology.kubernetes.io/zone', operator: 'groupBy', values: ['3'] },
    ],
    [['rack', 'CLUSTER', 'r1'], { field: 'rack', operator: 'cluster', values: ['r1'] }],
    [['rack', 'LIKE', 'r[12]'], { field: 'rack', operator: 'like', values: ['r[12]'] }],
    [['rack', 'UNLIKE', 'r3'], { field: 'rack', operator: 'unlike', values: ['r3'] }],
    [['rack', 'MAX_PER', '2'], { field: 'rack', operator: 'maxPer', values: ['2'] }],
    [['speed', 'IS', '1.0'], { field: 'speed', operator: 'is', values: ['1'] }],
  ])('constraint %j', (constraint, wanted) => {
    expect(put({ cmd: 'x', constraints: [constraint] }).template.constraints).toEqual([wanted]);
  });

  it.each([
    ['1.0', '1'],
    ['1.0005', '1'],
    ['1.00051', '1.001'],
    ['1.0015', '1.002'],
    ['-0.0001', '0'],
    ['12.300', '12.3'],
    ['r1', 'r1'],
  ])('[M-F.2 78] the scalar %s reads %s', (text, formatted) => expect(formatScalar(text)).toBe(formatted));

  it('[M-F.2 77] three allowed failures kill on the fourth; Mesos-run checks at the third; 0 never', () => {
    const check = (raw: object) =>
      container({
        cmd: 'x',
        healthChecks: [{ path: '/ok', intervalSeconds: 10, gracePeriodSeconds: 60, ...raw }],
      });
    expect(check({}).livenessProbe).toMatchObject({
      failureThreshold: 4,
      periodSeconds: 10,
      timeoutSeconds: 20,
      initialDelaySeconds: 0,
    });
    expect(check({}).startupProbe).toMatchObject({ failureThreshold: 10 });
    expect(check({}).readinessProbe).toMatchObject({
      failureThreshold: 1,
      handler: { type: 'http', path: '/ok', port: 'default' },
    });
    expect(check({ protocol: 'MESOS_HTTP' })).toMatchObject({
      livenessProbe: { failureThreshold: 3 },
      startupProbe: { initialDelaySeconds: 15 },
    });
    expect(check({ maxConsecutiveFailures: 0 })).toMatchObject({
      livenessProbe: null,
      startupProbe: null,
      readinessProbe: {},
    });
    expect(check({ protocol: 'TCP', path: undefined }).livenessProbe?.handler).toEqual({
      type: 'tcp',
      port: 'default',
      host: null,
    });
    expect(
      check({ protocol: 'COMMAND', path: undefined, command: { value: 'test -f ok' } }).livenessProbe
        ?.handler,
    ).toEqual({ type: 'exec', command: ['/bin/sh', '-c', 'test -f ok'] });
  });

  it('[M-F.2 73] a readiness check decides about rollouts, the health check about kills', () => {
    const made = container({
      cmd: 'x',
      portDefinitions: [{ name: 'http-api' }],
      healthChecks: [{ protocol: 'TCP' }],
      readinessChecks: [{ path: '/ready' }],
    });
    expect(made.readinessProbe?.handler).toMatchObject({ type: 'http', path: '/ready', port: 'http-api' });
    expect(made.livenessProbe?.handler.type).toBe('tcp');
  });

  it('secrets are named, never told; labels that are no labels here are kept', () => {
    const raw = {
      cmd: 'x',
      env: { A: 'b', P: { secret: 'pw' } },
      secrets: { pw: { source: 'db/password' } },
      labels: { tier: 'web', HAPROXY_0_VHOST: 'a.example,b.example' },
    };
    expect(container(raw).env).toEqual([
      { name: 'A', value: { type: 'literal', value: 'b' } },
      { name: 'P', value: { type: 'secret', name: 'db', key: 'password', optional: false } },
    ]);
    expect(put(raw).template.labels).toEqual({ tier: 'web', 'gantry.local/app': 'web' });
    expect(readApp(put(raw)).labels).toEqual(raw.labels);
  });

  it('the first of fetch or uris is the artifact of a process', () => {
    expect(container({ cmd: './run', uris: ['https://example.com/app.tar.gz'] }).image).toBe(
      'https://example.com/app.tar.gz',
    );
  });

  it('what it becomes is a deployment that anyone could have written', () => {
    const made = put({
      cmd: 'x',
      healthChecks: [{ protocol: 'TCP' }],
      constraints: [['hostname', 'UNIQUE']],
      env: { A: '1' },
      mem: 1,
    });
    expect(parseDeployment(formatDeployment(made))).toEqual({ ok: true, value: made });
  });
});

describe('what is refused', () => {
  it('wrong types are 400, with their paths', () => {
    expect(refusalOf({ instances: 'two' })).toMatchObject({
      status: 400,
      body: {
        message: 'Invalid JSON',
        details: [{ path: '/instances', errors: ['error.expected.jsnumber'] }],
      },
    });
  });

  it.each<[string, object, string]>([
    ['unknown fields, by name', { minimumHealthCapacity: 1 }, '/minimumHealthCapacity'],
    [
      'unknown fields inside',
      { upgradeStrategy: { minimumHealthCapcity: 1 } },
      '/upgradeStrategy/minimumHealthCapcity',
    ],
    ['cmd and args at once', { args: ['a'] }, '/'],
    ['half an instance', { instances: 1.5 }, '/instances'],
    ['less than no instances', { instances: -1 }, '/instances'],
    ['a second health check', { healthChecks: [{ protocol: 'TCP' }, { protocol: 'TCP' }] }, '/healthChecks'],
    [
      'a health check of a port that is not there',
      { healthChecks: [{ portIndex: 3 }] },
      '/healthChecks(0)/portIndex',
    ],
    ['UNIQUE with a value', { constraints: [['hostname', 'UNIQUE', 'a']] }, '/constraints(0)'],
    ['GROUP_BY with a word', { constraints: [['rack', 'GROUP_BY', 'many']] }, '/constraints(0)'],
    ['LIKE with a broken pattern', { constraints: [['rack', 'LIKE', '(']] }, '/constraints(0)'],
    ['an unknown operator', { constraints: [['rack', 'NEAR', 'a']] }, '/constraints(0)'],
    [
      'persistent volumes',
      { container: { volumes: [{ containerPath: 'data', persistent: { size: 10 } }] } },
      '/container/volumes(0)/persistent',
    ],
    ['residency', { residency: {} }, '/residency'],
    ['another user', { user: 'root' }, '/user'],
    [
      'privileged containers',
      { container: { docker: { image: 'a', privileged: true } } },
      '/container/docker/privileged',
    ],
    ['a second artifact', { fetch: [{ uri: '/a' }, { uri: '/b' }] }, '/fetch'],
    ['reserved resources', { acceptedResourceRoles: ['prod'] }, '/acceptedResourceRoles'],
    ['a secret that is not declared', { env: { A: { secret: 'x' } } }, '/env/A'],
    [
      'more than one of a single-instance app',
      {
        instances: 2,
        labels: { MARATHON_SINGLE_INSTANCE_APP: 'true' },
        upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
      },
      '/instances',
    ],
    [
      'inactive after expunged',
      { unreachableStrategy: { inactiveAfterSeconds: 2, expungeAfterSeconds: 1 } },
      '/unreachableStrategy',
    ],
    ['an id with a reserved end', { id: '/a/tasks' }, '/id'],
    ['an id that is none', { id: '/A b' }, '/id'],
  ])('%s: 422', (_, raw, path) => {
    const { status, body } = refusalOf(raw);
    expect([status, body.message, body.details?.map((detail) => detail.path)]).toEqual([
      422,
      'Object is not valid',
      [path],
    ]);
  });
});

describe('reading back', () => {
  const raw = { id: '/shop/web', cmd: 'x', instances: 2, healthChecks: [{ protocol: 'HTTP', path: '/' }] };

  it('gives what was written, and every default when it is told', () => {
    const made = writeOnto(null, raw);
    expect(readRaw(made)).toEqual(raw);
    expect(readApp(made)).toMatchObject({
      cpus: 1,
      mem: 128,
      backoffFactor: 1.15,
      killSelection: 'YOUNGEST_FIRST',
    });
  });

  it('shows what was changed elsewhere', () => {
    const made = writeOnto(null, { ...raw, container: { type: 'DOCKER', docker: { image: 'web:1' } } });
    const [first] = made.template.containers;
    const changed = { ...made, template: { ...made.template, containers: [{ ...first!, image: 'web:2' }] } };
    expect(readApp(changed).container?.docker?.image).toBe('web:2');
    expect(readApp(changed).healthChecks[0]?.protocol).toBe('HTTP');
  });

  it('only scales when only the number is another: the template stays as it is', () => {
    const made = writeOnto(null, raw);
    const scaled = writeOnto(made, { ...raw, instances: 5 });
    expect(scaled).toEqual({ ...made, spec: { ...made.spec, replicas: 5 } });
  });

  it('keeps what an app cannot say of a deployment made elsewhere', () => {
    const parsed = parseDeployment({
      name: 'web',
      namespace: 'shop',
      strategy: { type: 'Recreate' },
      template: {
        containers: [
          { name: 'main', image: 'web:1', workingDir: '/srv' },
          { name: 'side', image: 'log:1' },
        ],
        tolerations: [{ operator: 'Exists' }],
      },
    });
    if (!parsed.ok) throw new Error(parsed.error.message);
    const before = parsed.value;
    expect(readApp(before)).toMatchObject({ id: '/shop/web', container: { docker: { image: 'web:1' } } });
    const app = { ...readRaw(before), container: { type: 'DOCKER', docker: { image: 'web:2' } } };
    const after = writeOnto(before, app);
    expect(after.template.containers.map(({ image }) => image)).toEqual(['web:2', 'log:1']);
    expect(after.template.containers[0]!.workingDir).toBe('/srv');
    expect([after.template.tolerations, after.spec]).toEqual([before.template.tolerations, before.spec]);
  });
});

describe('ids', () => {
  it.each([
    ['/web', 'default/web'],
    ['/shop/web', 'shop/web'],
    ['/shop/front/web', 'shop--front/web'],
    ['/a-b/web', 'a-b/web'],
    ['/shop/web.v1', 'shop/web-v1'],
  ])('%s is the deployment %s, and the whole id is kept', (id, place) => {
    const made = toDeployment(parseApp({ id, cmd: 'x' }));
    expect(`${made.namespace}/${made.name}`).toBe(place);
    expect(readApp(made).id).toBe(id);
  });
});
