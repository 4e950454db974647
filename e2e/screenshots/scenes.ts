import { type Cluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { openedScreens } from './opened.ts';
import type { Outsider } from './outsider.ts';
import {
  askForNine,
  askWhatIf,
  chooseRows,
  openLogs,
  openPalette,
  openProbes,
  openTerminal,
  type Screen,
} from './screens.ts';

/** A state of the cluster that is worth a look, and the screens that only it has. */
export interface Scene {
  name: string;
  /** The screens are its own only, without those that are there whatever runs. */
  isWhole?: boolean;
  /** By name. */
  screens(): Record<string, Screen>;
}

interface TaskView {
  id: string;
  state: string;
  ready: boolean;
  revision: number;
}

const shop = '/deployments/default/shop';

/** Deployments in every state a good day and a bad one have: rolled out, under way, crashing, never ready, pending. */
export async function makeBusy(
  cluster: Cluster,
  { hasDocker, outsider }: { hasDocker: boolean; outsider: Outsider },
): Promise<Scene> {
  await deploy(cluster, hello('shop', { replicas: 6 }));
  await ready(cluster, 'shop', { replicas: 6, revision: 1 });
  await setImage(cluster, 'shop', helloImages.process[2]);
  await ready(cluster, 'shop', { replicas: 6, revision: 2 });
  await cluster.mutate('deployments.rollback', { name: 'shop', toRevision: 1 });
  await ready(cluster, 'shop', { replicas: 6, revision: 3 });
  await deploy(cluster, hello('a-service-with-quite-a-long-name-indeed', { replicas: 3 }));
  await deploy(cluster, { ...hello('too-large', { replicas: 2 }), ...needing({ cpu: '900' }) });
  await beginCanary(cluster);
  if (!hasDocker) await deploy(cluster, wordpress);
  const nodes = await cluster.query<{ items: { name: string; labels: object }[] }>('nodes.list');
  for (const [index, zone] of ['a', 'b'].entries()) {
    const { name, labels } = nodes.items[index]!;
    await cluster.mutate('nodes.update', { node: name, labels: { ...labels, zone } });
  }
  const [one] = await tasksOf(cluster, 'shop');
  const { items } = await cluster.query<{ items: { id: string; name: string }[] }>('frameworks.list');
  const frameworks = new Map(items.map(({ id, name }) => [name, id]));
  await cluster.mutate('people.save', { name: 'vera', level: 'viewer', namespaces: null });
  await cluster.mutate('people.save', { name: 'otto', level: 'operator', namespaces: ['default', 'shop'] });
  const screens = () => ({
    ...busyScreens({ task: one!.id, framework: items[0]!.id }),
    'framework-outside': `/frameworks/${frameworks.get('spark')}`,
    ...openedScreens({ cluster, outsider }),
  });
  return { name: 'busy', screens };
}

/** A rollout that waits for somebody to say that it goes on. */
async function beginCanary(cluster: Cluster): Promise<void> {
  const canary = { steps: [{ setWeight: 25 }, { pause: {} }] };
  const web = { ...hello('web', { replicas: 4 }), strategy: { canary } };
  await deploy(cluster, web);
  await ready(cluster, 'web', { replicas: 4, revision: 1 });
  await setImage(cluster, 'web', helloImages.process[2]);
  await until(
    () => tasksOf(cluster, 'web'),
    (tasks) => tasks.some(({ ready, revision }) => ready && revision === 2),
    { withinMs: 60_000, what: 'a canary of web' },
  );
}

function busyScreens({ task, framework }: { task: string; framework: string }): Record<string, Screen> {
  return {
    deployment: shop,
    timeline: `${shop}/timeline`,
    rollback: `${shop}/timeline?rev=2`,
    'deployment-containers': `${shop}/containers`,
    'deployment-logs': `${shop}/logs`,
    'deployment-events': `${shop}/events`,
    'deployment-config': `${shop}/config`,
    service: '/services/default/shop',
    config: '/configuration/configs/default/page',
    secret: '/configuration/secrets/default/database',
    volume: '/configuration/volumes/default/uploads',
    job: '/jobs/default/reports',
    compare: `${shop}/compare?a=1&b=2`,
    container: `/containers/${task}`,
    pending: '/deployments/default/too-large',
    framework: `/frameworks/${framework}`,
    revision: `${shop}/revisions/2`,
    'plan-scale': { path: `${shop}?panel=scale`, act: askForNine },
    'plan-image': { path: `${shop}?panel=image&image=${helloImages.process[2]}`, act: async () => {} },
    'plan-restart': `${shop}?panel=restart`,
    'plan-delete': `${shop}?panel=delete`,
    'plan-drain': '/nodes/node-1?panel=drain',
    'job-suspend': '/jobs/default/reports?panel=suspend',
    'service-edit': '/services/default/shop?panel=edit',
    'config-edit': '/configuration/configs/default/page?panel=edit',
    peek: `/containers?peek=container:${task}`,
    'peek-deployment': '/deployments?peek=deployment:default/shop',
    chosen: { path: '/deployments', act: chooseRows },
    'what-if': { path: '/map', act: askWhatIf },
    'palette-acts': {
      path: shop,
      act: async (page) => {
        await openPalette(page);
        await page.keyboard.type('shop');
      },
    },
    'dock-terminal': { path: `/containers/${task}`, act: openTerminal },
    'dock-logs': { path: `/containers/${task}`, act: openLogs },
    past: `/?at=${Date.now() - 500}`,
  };
}

/** On top of that: a program that crashes, one that never gets ready in a gated rollout, and a node that is gone. */
export async function makeFailing(cluster: Cluster): Promise<Scene> {
  await deploy(cluster, {
    name: 'crash',
    replicas: 2,
    runtime: 'process',
    template: {
      containers: [{ name: 'main', image: '', command: ['/bin/sh', '-c', 'echo it breaks >&2; exit 7'] }],
    },
  });
  await deploy(cluster, hello('gated', { replicas: 3 }));
  await ready(cluster, 'gated', { replicas: 3, revision: 1 });
  await deploy(cluster, {
    ...hello('gated', { replicas: 3, probePath: '/no-such-page' }),
    healthGates: { maxProbeFailures: 3, onFailure: 'pause' },
  });
  await until(
    () => cluster.query<{ paused: boolean }>('deployments.get', { name: 'gated' }),
    ({ paused }) => paused,
    { withinMs: 60_000, what: 'a gate that pauses' },
  );
  const { items } = await cluster.query<{ items: TaskView[] }>('tasks.list', { deployment: 'too-large' });
  const unready = (await tasksOf(cluster, 'gated')).find(({ ready: isReady }) => !isReady);
  return {
    name: 'failing',
    screens: () => ({
      why: `/containers?peek=why:${items[0]!.id}`,
      waiting: `/containers/${items[0]!.id}`,
      probes: { path: `/containers/${unready!.id}`, act: openProbes },
      crash: '/deployments/default/crash',
      gated: '/deployments/default/gated',
      'job-failed': '/jobs/default/broken',
      'job-waiting': '/jobs/default/crowd',
      'service-down': '/services/default/crash',
      'changes-since': '/changes?healthy=default/gated',
      'gated-rollback': '/deployments/default/gated/timeline?rev=1',
      'crash-events': '/deployments/default/crash/events',
    }),
  };
}

function hello(name: string, { replicas, probePath = '/healthz' }: { replicas: number; probePath?: string }) {
  const container = {
    name: 'hello',
    image: helloImages.process[1],
    command: ['node', '--v8-pool-size=0', 'server.cjs'],
    ports: [{ name: 'http', containerPort: 0 }],
    readinessProbe: { httpGet: { path: probePath, port: 'http' }, periodSeconds: 1 },
    resources: { requests: { cpu: '20m', memory: '32Mi' } },
  };
  return {
    name,
    replicas,
    runtime: 'process',
    strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
    template: { terminationGracePeriodSeconds: 2, containers: [container] },
  };
}

function needing(requests: Record<string, string>) {
  const container = { name: 'main', image: '', command: ['/bin/true'], resources: { requests } };
  return { template: { containers: [container] } };
}

const wordpress = {
  name: 'wordpress-deployment',
  replicas: 3,
  template: { containers: [{ name: 'wordpress', image: 'wordpress:4.5-apache' }] },
};

const deploy = (cluster: Cluster, manifest: object) => cluster.mutate('deployments.deploy', { manifest });
const setImage = (cluster: Cluster, name: string, image: string) =>
  cluster.mutate('deployments.setImage', { name, image });

async function tasksOf(cluster: Cluster, deployment: string): Promise<TaskView[]> {
  const { items } = await cluster.query<{ items: TaskView[] }>('tasks.list', { deployment });
  return items.filter(({ state }) => state === 'running');
}

async function ready(
  cluster: Cluster,
  name: string,
  { replicas, revision }: { replicas: number; revision: number },
): Promise<void> {
  await until(
    () => tasksOf(cluster, name),
    (tasks) => tasks.length === replicas && tasks.every((task) => task.ready && task.revision === revision),
    { withinMs: 120_000, what: `${replicas} ready replicas of revision ${revision} of ${name}` },
  );
}
