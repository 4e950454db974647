import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Cluster, startCluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import { joinOutsider, type Outsider } from '../screenshots/outsider.ts';
import { inAnotherBrowser } from './another-browser.ts';
import { faultsOf } from './axe.ts';
import {
  test as base,
  deploy,
  dockerSocket,
  expect,
  hello,
  liveTasks,
  script,
  signIn,
  until,
} from './stack.ts';

/** A cluster for each theme, also where one worker has both: what it leaves is company for no other journey. */
const test = base.extend<{ own: Cluster }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  own: async ({}, use) => {
    const cluster = await startCluster({ dockerSocket });
    await use(cluster);
    await cluster.stop();
  },
  // The page goes before what it is connected to.
  page: async ({ own: _, page }, use) => use(page),
});
// Side by side: between them they open everything there is, twice.
test.describe.configure({ mode: 'parallel' });

/** Marks itself when a browser takes it for markup. */
const hostile = `<img src=x onerror="window.hacked=1"><b>"'&`;
/** Three hundred characters without a place to break them, which begin from right to left. */
const strange = `${'שלום'.repeat(38)}${'x'.repeat(148)}`;

interface Furnished {
  outsider: Outsider;
  /** The ids of a container and a framework, and the name of an example. */
  task: string;
  framework: string;
  example: string;
}

/** Everything that can hold text holds hostile or strange text, and there is something of each kind to look at. */
async function furnish(cluster: Cluster): Promise<Furnished> {
  const outsider = await joinOutsider(cluster, strange);
  await deploy(cluster, hello('looked-at', 2));
  await cluster.mutate('deployments.restart', { name: 'looked-at', cause: `because ${hostile}` });
  await furnishHostile(cluster);
  await furnishTroubled(cluster);
  await untilRevision(cluster, 2);
  await cluster.mutate('deployments.restart', { name: 'looked-at', cause: strange });
  await untilRevision(cluster, 3);
  const [task] = await liveTasks(cluster, 'hostile');
  const { items } = await cluster.query<{ items: { id: string; name: string }[] }>('frameworks.list');
  const framework = items.find(({ name }) => name === strange)!.id;
  const examples = await cluster.query<{ items: { id: string }[] }>('examples.list');
  return { outsider, task: task!.id, framework, example: examples.items[0]!.id };
}

const untilRevision = (cluster: Cluster, wanted: number) =>
  until(
    () => cluster.query<{ revision: number }>('deployments.get', { name: 'looked-at' }),
    ({ revision }) => revision === wanted,
    { withinMs: 30_000, what: `revision ${wanted}` },
  );

/** One of each kind, called hostile. */
async function furnishHostile(cluster: Cluster): Promise<void> {
  const base = script(
    'hostile',
    1,
    `while true; do echo '${hostile.replaceAll("'", '')}' >&2; sleep 1; done`,
  );
  const [container] = base.template.containers;
  const annotations = { note: hostile, strange };
  const env = Object.entries({ HOSTILE: hostile, STRANGE: strange }).map(([name, value]) => ({
    name,
    value,
  }));
  await deploy(cluster, {
    ...base,
    ...{ labels: { note: 'x' }, annotations },
    template: {
      ...base.template,
      ...{ metadata: { annotations } },
      containers: [{ ...container!, ...{ env } }],
    },
  });
  await cluster.mutate('deployments.pin', { name: 'hostile', revision: 1, pin: hostile });
  const data = { text: hostile, strange };
  await cluster.mutate('configs.save', { manifest: { name: 'hostile', data } });
  await cluster.mutate('secrets.save', { manifest: { name: 'hostile', data } });
  await cluster.mutate('volumes.save', { manifest: { name: 'hostile', capacity: '1Gi' } });
  const ports = [{ port: 80, targetPort: 'http' }];
  await cluster.mutate('services.save', { manifest: { name: 'hostile', deployment: 'looked-at', ports } });
  const containers = [{ name: 'main', command: ['/bin/sh', '-c', 'exec sleep 3600', hostile, strange] }];
  await cluster.mutate('jobs.submit', {
    manifest: { name: 'hostile', runtime: 'process', batch: { completions: 2, template: { containers } } },
  });
  await cluster.mutate('nodes.update', { node: 'node-1', annotations });
}

/** Some that do not run, and say why. */
async function furnishTroubled(cluster: Cluster): Promise<void> {
  const doomed = script('doomed', 1, 'exec sleep 3600');
  await deploy(cluster, doomed);
  const [victim] = await liveTasks(cluster, 'doomed');
  await cluster.mutate('tasks.kill', { task: victim!.id, reason: `${hostile} ${strange}` });
  const large = script('too-large', 1, 'true');
  const asked = { ...large.template.containers[0]!, resources: { requests: { cpu: '900' } } };
  await cluster.mutate('deployments.deploy', {
    manifest: { ...large, template: { ...large.template, containers: [asked] } },
  });
  await cluster.mutate('deployments.deploy', {
    manifest: script('breaks', 1, `echo '${hostile.replaceAll("'", '')}' >&2; exit 7`),
  });
}

const deployment = '/deployments/default/looked-at';
const hostileOne = '/deployments/default/hostile';

function screensOf({ task, framework, example }: Omit<Furnished, 'outsider'>): string[] {
  return [
    '/',
    '/map',
    '/map?view=table',
    '/deployments',
    deployment,
    `${deployment}/timeline?rev=1`,
    `${deployment}/containers`,
    `${deployment}/compare?a=1&b=2`,
    `${deployment}?panel=scale`,
    hostileOne,
    `${hostileOne}/timeline`,
    `${hostileOne}?panel=delete`,
    `${hostileOne}/logs`,
    `${hostileOne}/events`,
    `${hostileOne}/config`,
    `${hostileOne}/revisions/1`,
    '/deployments/default/too-large',
    '/containers',
    `/containers?peek=container:${task}`,
    `/containers/${task}`,
    `/containers/${task}?view=terminal`,
    '/nodes',
    '/nodes/node-1',
    '/jobs',
    '/jobs/new',
    '/jobs/default/hostile',
    '/services',
    '/services/default/hostile',
    '/configuration/configs',
    '/configuration/configs/default/hostile',
    '/configuration/secrets',
    '/configuration/secrets/default/hostile',
    '/configuration/volumes',
    '/configuration/volumes/default/hostile',
    '/examples',
    `/examples/${example}`,
    '/changes',
    '/deployments/default/doomed/events',
    '/deployments/default/doomed/containers',
    '/offers',
    '/frameworks',
    `/frameworks/${framework}`,
    '/roles',
    '/roles?edit=%2B',
    '/settings',
    '/activity',
    '/audit',
    '/deploy',
    '/no-such-screen',
  ];
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`every screen is clean to axe in ${colorScheme}, and shows hostile text as text`, async ({
    page,
    browser,
    own: cluster,
    faults,
  }) => {
    const furnished = await furnish(cluster);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signIn(page, cluster);
    const found: string[] = [];
    let acts = 0;
    for (const path of screensOf(furnished)) {
      await open(page, path);
      acts += await page.locator('button[data-acts]:enabled').count();
      found.push(...(await faultsOf(page, path)));
      // Widths are the same in both.
      if (colorScheme === 'light') found.push(...(await tooWide(page, path)));
      const marks = await page.evaluate(() => ['hacked' in window, document.querySelector('img[src="x"]')]);
      expect(marks, path).toEqual([false, null]);
    }
    expect(found).toEqual([]);
    expect(acts, 'an administrator acts on these screens').toBeGreaterThan(0);
    // Who may do what is the same in both.
    if (colorScheme === 'light') return await furnished.outsider.leave();
    await test.step('a viewer sees all of them, and acts on none', async () => {
      const { token } = await cluster.mutate<{ token: string }>('people.save', {
        name: 'vera',
        level: 'viewer',
      });
      const viewer = await inAnotherBrowser(browser, { cluster, token, faults });
      for (const path of screensOf(furnished)) {
        await open(viewer, path);
        await expect(viewer.locator('button[data-acts]:enabled'), path).toHaveCount(0);
      }
      await viewer.context().close();
    });
    await furnished.outsider.leave();
  });

test('no screen is left out', () => {
  const opened = screensOf({ task: 'task', framework: 'framework', example: 'example' });
  const paths = opened.map((path) => path.split('?')[0]!);
  const missing = routes().filter((route) => !paths.some((path) => leadsTo(route, path)));
  // It only leads on to one of its three lists.
  expect(missing).toEqual(['/configuration']);
});

/** The paths of the dashboard's routes, whole, read from where they are made. */
function routes(): string[] {
  const router = resolve(import.meta.dirname, '../../apps/web/src/app/router.tsx');
  const made = /const (\w+) = createRoute\(\{\s*getParentRoute: \(\) => (\w+),\s*path: '([^']+)'/g;
  const wholes = new Map([['root', '/']]);
  for (const [, name, parent, path] of readFileSync(router, 'utf8').matchAll(made))
    wholes.set(name!, join(wholes.get(parent!)!, path!));
  return [...wholes.values()].map((path) => (path === '/' ? path : path.replace(/\/$/, '')));
}

function leadsTo(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part.startsWith('$') || part === given[index])
  );
}

/** Goes there as a link would, without loading the dashboard anew for each screen. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState({}, '', to), path);
  await page.waitForFunction(isScreenOf, path.split('?')[0]!);
  await expect(page.locator('main h1, main p').first()).toBeAttached();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
}

/** In the page: the screen that is there is the address's, and no more the one before, and it is the path's. */
function isScreenOf(path: string): boolean {
  const address = document.querySelector<HTMLElement>('#screen')?.dataset.address;
  if (address === undefined || location.pathname !== path) return false;
  // The router writes the rest of an address its own way.
  return decodeURIComponent(address) === decodeURIComponent(location.href.slice(location.origin.length));
}

/** At four times the size a page scrolls one way only; a table may scroll in its own box. */
async function tooWide(page: Page, path: string): Promise<string[]> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  // Pictures follow the size of their frame a moment later.
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
  const isNarrow = await page.waitForFunction(fits, null, { timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  const found = isNarrow ? [] : [`${path} in 320 pixels: ${await page.evaluate(widest)}`];
  await page.setViewportSize(size);
  return found;
}

/** What reaches farthest to the right. */
function widest(): string {
  const ends = [...document.body.querySelectorAll('*')].map((element) => ({
    right: Math.round(element.getBoundingClientRect().right),
    html: element.outerHTML.slice(0, 160),
  }));
  const [most] = ends.sort((a, b) => b.right - a.right);
  return `${most?.right} pixels wide, ${most?.html}`;
}
