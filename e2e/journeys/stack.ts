import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { test as base, expect, type Page, type Request, type WebSocketRoute } from '@playwright/test';

/** The engine that real containers run on; null: journeys on containers are skipped. */
export const dockerSocket = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? null;

export interface TaskView {
  id: string;
  name: string;
  state: string;
  desired: string;
  ready: boolean;
  revision: number;
  createdAtMs: number;
  message: string;
  unplaced: { message: string } | null;
  containers: { runtimeId: string; startedAtMs: number }[];
}

/**
 * What a journey has: a stack that its worker started once, and a page that must end without a word on the console.
 * Journeys that need a cluster without what others left name one for themselves: `test.use({ clusterOf: 'offers' })`.
 */
export const test = base.extend<{ faults: string[] }, { clusterOf: string; cluster: Cluster }>({
  clusterOf: ['all', { scope: 'worker', option: true }],
  cluster: [
    // Another name is another worker, and so another cluster.
    async ({ clusterOf: _ }, use) => {
      const cluster = await startCluster({ dockerSocket });
      await use(cluster);
      await cluster.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  faults: async ({}, use) => {
    const faults: string[] = [];
    await use(faults);
    expect(faults, 'errors and warnings on the console').toEqual([]);
  },
  page: async ({ page, faults }, use) => {
    listen(page, faults);
    await use(page);
  },
});

/** Whatever a page complains of. */
export function listen(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // The browser drops its connections when an interface of the machine comes or goes, as a container's does.
    if (message.text().includes('net::ERR_NETWORK_CHANGED')) return;
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
}

/**
 * Cuts connections that a journey stands between, in the order in which they are given: the page's end first, and then the
 * server's. What the page says in that moment would else be an error of the browser's about the journey's own socket.
 */
export async function cut(sockets: WebSocketRoute[]): Promise<void> {
  for (const socket of sockets.splice(0)) await socket.close();
}

/**
 * Opens an address, and again when the browser lost a part of the page: it drops what it is loading when an interface
 * of the machine comes or goes.
 */
export async function open(page: Page, url: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    let isWhole = true;
    const notice = (request: Request) => {
      if (request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED') isWhole = false;
    };
    page.on('requestfailed', notice);
    // A link that signs in does so once: what it led to is loaded again, not the link.
    await (tries === 0 ? page.goto(url) : page.reload()).catch(async (fault: Error) => {
      if (tries === 0 && isWhole) throw fault;
      isWhole = false;
      // Where it lost the page itself, its own comes up, and until that has there is nothing to load again.
      await page.waitForLoadState().catch(() => {});
    });
    page.off('requestfailed', notice);
    if (isWhole) return;
  }
  throw new Error(`${url} did not load whole five times.`);
}

export async function signIn(page: Page, cluster: Cluster, path = '/'): Promise<void> {
  await open(page, await cluster.newSignInUrl());
  if (path !== '/') await open(page, cluster.url + path);
  await expect(page.locator('[role="status"]', { hasText: 'Live' }).first()).toBeVisible();
}

/** Where parts of the timeline's picture are, in pixels. A line has a box without a height or a width. */
export async function boxesOf(page: Page, selectors: readonly string[]): Promise<DOMRect[]> {
  const boxes = selectors.map((selector) =>
    page
      .locator(`main svg ${selector}`)
      .first()
      .evaluate((part) => part.getBoundingClientRect().toJSON() as DOMRect),
  );
  return await Promise.all(boxes);
}

/** For journeys that are about something else: acts are done at once. */
export async function withoutUndoWindow(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // The browser's own page for what did not load has no storage.
    if (location.protocol.startsWith('http')) localStorage.setItem('gantry.undo-seconds', '0');
  });
}

/** The running tasks of a deployment that are meant to run. */
export async function liveTasks(cluster: Cluster, deployment: string): Promise<TaskView[]> {
  return (await tasksOf(cluster, deployment)).filter(isLive);
}

const isLive = ({ state, desired }: TaskView) => state === 'running' && desired === 'running';

async function tasksOf(cluster: Cluster, deployment: string): Promise<TaskView[]> {
  return (await cluster.query<{ items: TaskView[] }>('tasks.list', { deployment })).items;
}

/** Waits for so many ready replicas, and no others; of one revision, if it is named. */
export async function settled(
  cluster: Cluster,
  deployment: string,
  replicas: number,
  revision?: number,
): Promise<TaskView[]> {
  const isMeant = (task: TaskView) => task.ready && (revision === undefined || task.revision === revision);
  const tasks = await until(
    // All of them, since what is said when they do not come has to say what holds up those that are not running.
    async () =>
      (await tasksOf(cluster, deployment)).filter(({ desired }) => desired === 'running').map(inShort),
    (all) => {
      const live = all.filter(isLive);
      return live.length === replicas && live.every(isMeant);
    },
    { withinMs: 60_000, what: `${replicas} ready replicas of ${deployment}, revision ${revision ?? 'any'}` },
  );
  return tasks.filter(isLive);
}

/** No more of it than fits into a failure's message. */
const inShort = (task: TaskView): TaskView => {
  const { id, name, state, desired, ready, revision, createdAtMs, message, unplaced, containers } = task;
  return { id, name, state, desired, ready, revision, createdAtMs, message, unplaced, containers };
};

/** A web server as plain processes, ready within a second. */
export function hello(name: string, replicas: number) {
  const container = {
    name: 'hello',
    image: helloImages.process[1],
    command: ['node', '--v8-pool-size=0', 'server.cjs'],
    ports: [{ name: 'http', containerPort: 0 }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1 },
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

/** A shell script as plain processes. */
export function script(name: string, replicas: number, lines: string) {
  return {
    name,
    replicas,
    runtime: 'process',
    template: {
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'main', image: '', command: ['/bin/sh', '-c', lines] }],
    },
  };
}

export async function deploy<M extends { name: string; replicas: number }>(
  cluster: Cluster,
  manifest: M,
): Promise<void> {
  // Two journeys with one name would be about each other's.
  await cluster.mutate('deployments.deploy', { manifest, mode: 'create' });
  await settled(cluster, manifest.name, manifest.replicas);
}

export { expect, until };
