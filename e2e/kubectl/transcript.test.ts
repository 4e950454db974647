import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { openScene, type Scene } from './scene.ts';

/**
 * What a person who knows Kubernetes types, in order, on plain processes: each step is checked by what kubectl prints
 * and, where tasks change, by what the cluster runs.
 */

const deployment = (name: string, image: string, more: object = {}) =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels: { app: name } },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          runtimeClassName: 'process',
          terminationGracePeriodSeconds: 2,
          containers: [
            {
              name: 'hello',
              image,
              command: ['node', '--v8-pool-size=0', 'server.cjs'],
              ports: [{ name: 'http', containerPort: 0 }],
              readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
              resources: { requests: { cpu: '10m', memory: '32Mi' } },
            },
          ],
        },
      },
      ...more,
    },
  });

interface TaskItem {
  name: string;
  state: string;
  ready: boolean;
  desired: string;
  revision: number;
}

/** Real programs on a machine that may be busy: a step waits for conditions, each with a bound of its own. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** What a program that goes on says that matches, once it has. */
async function spoken(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  await until(
    async () => said,
    (text) => pattern.test(text),
    { withinMs: 20_000, what: String(pattern) },
  );
  return pattern.exec(said)![0];
}

describe.each(['1.35', '1.33'] as const)('kubectl %s', (minor) => {
  let scene: Scene;
  const kubectl = (...args: string[]) => scene.kubectl.run(args);
  const apply = (manifest: string, ...more: string[]) =>
    scene.kubectl.run(['apply', '-f', '-', ...more], manifest);

  beforeAll(async () => {
    scene = await openScene(minor, { localAgents: 2 });
    await until(
      () => scene.kubectl.try(['get', 'nodes', '-o', 'name']),
      ({ stdout }) => stdout.trim().split('\n').length === 2,
      { withinMs: 20_000, what: 'two nodes' },
    );
  });
  afterAll(() => scene?.dispose());

  const running = async (name: string) => {
    const { items } = await scene.cluster.query<{ items: TaskItem[] }>('tasks.list', { deployment: name });
    return items.filter(({ state, desired }) => state === 'running' && desired === 'running');
  };

  it('says what it is', async () => {
    expect(await kubectl('version')).toMatch(/Server Version: v1\.34/);
    expect(await kubectl('api-resources')).toMatch(/deployments\s+deploy\s+apps\/v1\s+true\s+Deployment/);
    expect(await kubectl('auth', 'can-i', 'create', 'deployments')).toBe('yes\n');
    expect(await kubectl('auth', 'whoami')).toContain('Username');
    expect(await kubectl('explain', 'deployment.spec.strategy')).toContain('rollingUpdate');
  });

  it('applies, and applies again without a change', async () => {
    expect(await apply(deployment('web', helloImages.process[1]))).toBe('deployment.apps/web created\n');
    expect(await kubectl('rollout', 'status', 'deployment/web', '--timeout=30s')).toContain(
      'successfully rolled out',
    );
    expect(await running('web')).toHaveLength(3);
    expect(await apply(deployment('web', helloImages.process[1]))).toBe('deployment.apps/web unchanged\n');
    expect(await kubectl('wait', '--for=condition=available', 'deployment/web', '--timeout=10s')).toContain(
      'condition met',
    );
  });

  it('shows it in every form', async () => {
    expect(await kubectl('get', 'deployments')).toMatch(
      /^NAME\s+READY\s+UP-TO-DATE\s+AVAILABLE\s+AGE\nweb\s+3\/3\s+3\s+3/,
    );
    expect(await kubectl('get', 'deploy', 'web', '-o', 'wide')).toContain('hello');
    expect(await kubectl('get', 'deploy', 'web', '-o', 'name')).toBe('deployment.apps/web\n');
    expect(await kubectl('get', 'deploy', 'web', '-o', 'jsonpath={.spec.replicas}')).toBe('3');
    expect(JSON.parse(await kubectl('get', 'deploy', 'web', '-o', 'json')).status.readyReplicas).toBe(3);
    expect(await kubectl('get', 'deploy', 'web', '-o', 'yaml')).toContain('kind: Deployment');
    expect(
      await kubectl(
        'get',
        'pods',
        '-l',
        'app=web',
        '--sort-by=.metadata.name',
        '-o',
        'custom-columns=N:.metadata.name,P:.status.phase',
      ),
    ).toMatch(/Running/);
    expect(await kubectl('get', 'pods', '--field-selector', 'status.phase=Running', '-A')).toMatch(
      /default\s+web-/,
    );
    expect(await kubectl('get', 'rs', '-o', 'wide')).toMatch(/web-\S+\s+3\s+3\s+3/);
    expect(await kubectl('get', 'nodes', '-o', 'wide')).toMatch(/Ready/);
    expect(await kubectl('get', 'ns')).toMatch(/default\s+Active/);
    expect(await kubectl('get', 'all')).toContain('deployment.apps/web');
    expect(await kubectl('get', 'events', '-A')).toMatch(/ScalingReplicaSet/);
    expect(await kubectl('events', '--for', 'deployment/web')).toMatch(/ScalingReplicaSet/);
    for (const object of ['deployment/web', 'rs', 'pods', 'nodes'])
      expect(await kubectl('describe', ...object.split('/'))).toContain('Name:');
  });

  it('updates the image, tells the history, and goes back', async () => {
    expect(await kubectl('set', 'image', 'deployment/web', `hello=${helloImages.process[2]}`)).toBe(
      'deployment.apps/web image updated\n',
    );
    expect(await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s')).toContain(
      'successfully rolled out',
    );
    expect((await running('web')).map(({ revision }) => revision)).toEqual([2, 2, 2]);
    const history = await kubectl('rollout', 'history', 'deployment/web');
    expect(history).toMatch(/REVISION\s+CHANGE-CAUSE\n1\s+.*\n2\s+/);
    expect(await kubectl('rollout', 'history', 'deployment/web', '--revision=1')).toContain(
      helloImages.process[1],
    );
    await kubectl('annotate', 'deployment', 'web', 'on-call=ana');
    expect(await kubectl('rollout', 'undo', 'deployment/web')).toBe('deployment.apps/web rolled back\n');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await kubectl('get', 'deploy', 'web', '-o', 'jsonpath={.metadata.annotations.on-call}')).toBe(
      'ana',
    );
    expect(
      await kubectl('get', 'deploy', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'),
    ).toBe(helloImages.process[1]);
    const { revisions } = await scene.cluster.query<{
      revisions: { number: number; restoredFrom: number | null }[];
    }>('deployments.history', { name: 'web' });
    expect(revisions[0]).toMatchObject({ number: 3, restoredFrom: 1 });
    expect(await kubectl('rollout', 'undo', 'deployment/web', '--to-revision=2')).toBe(
      'deployment.apps/web rolled back\n',
    );
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    expect(await scene.kubectl.try(['rollout', 'undo', 'deployment/web', '--to-revision=99'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unable to find specified revision 99'),
    });
  });

  it('pauses, gathers changes, resumes, restarts', async () => {
    expect(await kubectl('rollout', 'pause', 'deployment/web')).toBe('deployment.apps/web paused\n');
    await kubectl('set', 'env', 'deployment/web', 'COLOUR=blue');
    await kubectl('set', 'resources', 'deployment/web', '--limits=memory=256Mi');
    const paused = JSON.parse(await kubectl('get', 'deploy', 'web', '-o', 'json'));
    expect(paused.status.updatedReplicas ?? 0).toBe(0);
    expect(await kubectl('rollout', 'resume', 'deployment/web')).toBe('deployment.apps/web resumed\n');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    const before = (await running('web')).map(({ name }) => name);
    expect(await kubectl('rollout', 'restart', 'deployment/web')).toBe('deployment.apps/web restarted\n');
    await kubectl('rollout', 'status', 'deployment/web', '--timeout=60s');
    const after = (await running('web')).map(({ name }) => name);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });

  it('scales, patches in three ways, labels, annotates', async () => {
    expect(await kubectl('scale', 'deployment/web', '--replicas=5')).toBe('deployment.apps/web scaled\n');
    await until(
      () => running('web'),
      (tasks) => tasks.length === 5,
      { withinMs: 20_000, what: 'five replicas' },
    );
    expect(await kubectl('scale', 'deployment/web', '--current-replicas=5', '--replicas=2')).toContain(
      'scaled',
    );
    expect(await kubectl('patch', 'deployment', 'web', '-p', '{"spec":{"minReadySeconds":1}}')).toContain(
      'patched',
    );
    expect(await kubectl('patch', 'deployment', 'web', '-p', '{"spec":{"minReadySeconds":1}}')).toContain(
      'patched (no change)',
    );
    expect(
      await kubectl('patch', 'deployment', 'web', '--type=merge', '-p', '{"spec":{"minReadySeconds":0}}'),
    ).toContain('patched');
    expect(
      await kubectl(
        'patch',
        'deployment',
        'web',
        '--type=json',
        '-p',
        '[{"op":"replace","path":"/spec/replicas","value":3}]',
      ),
    ).toContain('patched');
    expect(await kubectl('label', 'deployment', 'web', 'tier=front')).toContain('labeled');
    expect(await kubectl('get', 'deploy', '-l', 'tier=front', '-o', 'name')).toBe('deployment.apps/web\n');
    expect(await kubectl('label', 'deployment', 'web', 'tier-')).toContain('unlabeled');
    expect(await kubectl('annotate', 'deployment', 'web', 'note=hello')).toContain('annotated');
  });

  it('reads logs and runs commands inside', async () => {
    const [pod] = (
      await kubectl('get', 'pods', '-l', 'app=web', '-o', 'jsonpath={.items[*].metadata.name}')
    ).split(' ');
    await until(
      () => scene.kubectl.try(['logs', pod!, '--tail=5']),
      ({ stdout }) => stdout.length > 0,
      { withinMs: 15_000, what: 'a log line' },
    );
    expect(await kubectl('logs', '-l', 'app=web', '--tail=1')).not.toBe('');
    expect(await kubectl('logs', pod!, '--tail=1', '--timestamps')).toMatch(/^\d{4}-\d\d-\d\dT\S+Z \S/);
    expect(await kubectl('exec', pod!, '--', 'sh', '-c', 'echo out; echo err >&2')).toBe('out\n');
    expect(await scene.kubectl.try(['exec', pod!, '--', 'sh', '-c', 'exit 3'])).toMatchObject({ code: 3 });
    expect(await scene.kubectl.run(['exec', '-i', pod!, '--', 'cat'], 'over the wire')).toBe('over the wire');
  });

  it('speaks the older way of streams as well, forwards a port, and attaches', async () => {
    const older = {
      KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false',
      KUBECTL_PORT_FORWARD_WEBSOCKETS: 'false',
    };
    const [pod] = (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
    const port = await kubectl('exec', pod!, '--', 'sh', '-c', 'echo $PORT');
    expect(
      await scene.kubectl.try(['exec', '-i', pod!, '--', 'sh', '-c', 'cat; exit 4'], 'both', older),
    ).toMatchObject({ stdout: 'both', code: 4 });
    for (const more of [{}, older]) {
      const forward = scene.kubectl.start(['port-forward', pod!, `:${port.trim()}`], more);
      try {
        const said = await spoken(forward, /127\.0\.0\.1:\d+/);
        expect((await fetch(`http://${said}/healthz`)).status).toBe(200);
      } finally {
        forward.kill();
      }
    }
    const attached = scene.kubectl.start(['attach', pod!]);
    try {
      await spoken(attached, /If you don't see a command prompt/);
    } finally {
      attached.kill();
    }
  });

  it('shows every kind in every output, and describes each', async () => {
    await kubectl('create', 'configmap', 'settings', '--from-literal=colour=blue');
    await kubectl('create', 'secret', 'generic', 'login', '--from-literal=user=ada');
    await kubectl('create', 'pdb', 'web', '--selector=app=web', '--max-unavailable=1');
    await kubectl('expose', 'deployment', 'web', '--port=80', '--target-port=http');
    const kinds = (await kubectl('api-resources', '--verbs=list', '-o', 'name')).trim().split('\n');
    expect(kinds.length).toBeGreaterThanOrEqual(15);
    const outputs = [
      'wide',
      'yaml',
      'json',
      'name',
      'jsonpath={..kind}',
      'custom-columns=K:.kind,N:.metadata.name',
    ];
    for (const output of outputs)
      expect(await kubectl('get', kinds.join(','), '-A', '-o', output)).toMatch(/deployment/i);
    for (const kind of kinds.filter((one) => !one.endsWith('metrics.k8s.io')))
      expect(await kubectl('explain', kind)).toMatch(/DESCRIPTION:\n {4}[A-Z]/);
    expect(await kubectl('describe', kinds.join(','), '-A')).toMatch(/Name:\s+settings[\s\S]*Name:\s+web/);
    expect(await kubectl('get', 'secret', 'login', '-o', 'yaml')).not.toContain('YWRh');
    expect(await kubectl('delete', 'cm,secrets,pdb,svc', '--all')).toContain('deleted');
  });

  it('applies server-side, with conflicts that name the other manager', async () => {
    expect(await apply(deployment('ssa', helloImages.process[1]), '--server-side')).toBe(
      'deployment.apps/ssa serverside-applied\n',
    );
    await kubectl('scale', 'deployment/ssa', '--replicas=1');
    await kubectl(
      'patch',
      'deployment',
      'ssa',
      '-p',
      '{"spec":{"minReadySeconds":3}}',
      '--field-manager=someone',
    );
    const refused = await scene.kubectl.try(
      ['apply', '-f', '-', '--server-side'],
      deployment('ssa', helloImages.process[1], { minReadySeconds: 5 }),
    );
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('conflict with "someone": .spec.minReadySeconds'),
    });
    expect(
      await apply(
        deployment('ssa', helloImages.process[1], { minReadySeconds: 5 }),
        '--server-side',
        '--force-conflicts',
      ),
    ).toContain('serverside-applied');
    expect(await kubectl('delete', 'deployment', 'ssa', '--wait')).toContain('deleted');
  });

  it('shows a difference before it is applied', async () => {
    const manifest = deployment('web', helloImages.process[1], { replicas: 4 });
    expect(await scene.kubectl.try(['diff', '-f', '-'], manifest)).toMatchObject({
      stderr: '',
      code: 1,
      stdout: expect.stringContaining('replicas: 4'),
    });
  });

  it('cordons, drains, taints and measures nodes', async () => {
    const [node] = (await kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}')).split(' ');
    expect(await kubectl('cordon', node!)).toContain('cordoned');
    expect(await kubectl('get', 'nodes')).toMatch(/Ready,SchedulingDisabled/);
    expect(await kubectl('drain', node!, '--ignore-daemonsets', '--timeout=60s')).toContain('drained');
    expect(await kubectl('get', 'pods', '--field-selector', `spec.nodeName=${node}`, '-o', 'name')).toBe('');
    expect(await kubectl('uncordon', node!)).toContain('uncordoned');
    expect(await kubectl('taint', 'nodes', node!, 'key=value:NoSchedule')).toContain('tainted');
    expect(await kubectl('taint', 'nodes', node!, 'key-')).toContain('untainted');
    await until(
      () => scene.kubectl.try(['top', 'nodes']),
      ({ code }) => code === 0,
      { withinMs: 20_000, what: 'measurements' },
    );
    await until(
      () => scene.kubectl.try(['top', 'pods']),
      ({ stdout }) => /web-/.test(stdout),
      { withinMs: 20_000, what: 'measurements of pods' },
    );
  });

  it('deletes and waits until it is gone', async () => {
    expect(await kubectl('delete', 'deployment', 'web')).toContain('"web" deleted');
    expect(await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).toBe('');
    expect(await scene.kubectl.try(['get', 'deployment', 'web'])).toMatchObject({
      code: 1,
      stderr: 'Error from server (NotFound): deployments.apps "web" not found\n',
    });
  });

  it('creates from the command line', async () => {
    await kubectl('create', 'namespace', 'shop');
    expect(
      await kubectl(
        'create',
        'deployment',
        'wordpress-deployment',
        '--image=wordpress:4.5-apache',
        '--replicas=3',
        '-n',
        'shop',
      ),
    ).toBe('deployment.apps/wordpress-deployment created\n');
    expect(await kubectl('get', 'pods', '-n', 'shop')).toMatch(/0\/1\s+Pending/);
    expect(await kubectl('describe', 'pods', '-n', 'shop')).toMatch(/no node has the docker runtime/i);
    expect(await kubectl('delete', 'namespace', 'shop')).toContain('deleted');
  });
});
