import { AxeBuilder } from '@axe-core/playwright';
import type { Cluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import { deploy, expect, hello, liveTasks, script, signIn, test, until } from './stack.ts';

/** Marks itself when a browser takes it for markup. */
const hostile = `<img src=x onerror="window.hacked=1"><b>"'&`;

/** Everything that can hold text holds hostile text, and there is something of each kind to look at. */
async function furnish(cluster: Cluster): Promise<{ task: string; framework: string }> {
  await deploy(cluster, hello('looked-at', 2));
  await cluster.mutate('deployments.restart', { name: 'looked-at', cause: `because ${hostile}` });
  const base = script(
    'hostile',
    1,
    `while true; do echo '${hostile.replaceAll("'", '')}' >&2; sleep 1; done`,
  );
  const [container] = base.template.containers;
  await deploy(cluster, {
    ...base,
    ...{ labels: { note: 'x' }, annotations: { note: hostile } },
    template: {
      ...base.template,
      ...{ metadata: { annotations: { note: hostile } } },
      containers: [{ ...container!, ...{ env: [{ name: 'HOSTILE', value: hostile }] } }],
    },
  });
  await cluster.mutate('deployments.pin', { name: 'hostile', revision: 1, pin: hostile });
  await cluster.mutate('configs.save', { manifest: { name: 'hostile', data: { text: hostile } } });
  await cluster.mutate('nodes.update', { node: 'node-1', annotations: { note: hostile } });
  const doomed = script('doomed', 1, 'exec sleep 3600');
  await deploy(cluster, doomed);
  const [victim] = await liveTasks(cluster, 'doomed');
  await cluster.mutate('tasks.kill', { task: victim!.id, reason: hostile });
  const large = script('too-large', 1, 'true');
  const asked = { ...large.template.containers[0]!, resources: { requests: { cpu: '900' } } };
  await cluster.mutate('deployments.deploy', {
    manifest: { ...large, template: { ...large.template, containers: [asked] } },
  });
  await cluster.mutate('deployments.deploy', {
    manifest: script('breaks', 1, `echo '${hostile.replaceAll("'", '')}' >&2; exit 7`),
  });
  await until(
    () => cluster.query<{ revision: number }>('deployments.get', { name: 'looked-at' }),
    ({ revision }) => revision === 2,
    { withinMs: 30_000, what: 'the second revision' },
  );
  const [task] = await liveTasks(cluster, 'hostile');
  const { items } = await cluster.query<{ items: { id: string }[] }>('frameworks.list');
  return { task: task!.id, framework: items[0]!.id };
}

const deployment = '/deployments/default/looked-at';
const hostileOne = '/deployments/default/hostile';

function screensOf({ task, framework }: { task: string; framework: string }): string[] {
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
    '/services',
    '/configuration/configs',
    '/configuration/configs/default/hostile',
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

/** The contrast of all tokens is a unit test; these screens between them show every use of a token. */
const inDark = new Set([
  '/',
  '/map',
  deployment,
  `${deployment}/timeline?rev=1`,
  `${hostileOne}/logs`,
  '/deploy',
  '/settings',
]);

test('every screen is clean to axe in both themes, and shows hostile text as text', async ({
  page,
  cluster,
}) => {
  const furnished = await furnish(cluster);
  await signIn(page, cluster);
  const found: string[] = [];
  for (const path of screensOf(furnished)) {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await open(page, path);
    found.push(...(await faultsOf(page, `${path} in light`)));
    if (inDark.has(path)) {
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      found.push(...(await faultsOf(page, `${path} in dark`, ['color-contrast'])));
    }
    found.push(...(await tooWide(page, path)));
    expect(await page.evaluate(() => ['hacked' in window, document.querySelector('img[src="x"]')])).toEqual([
      false,
      null,
    ]);
  }
  expect(found).toEqual([]);
});

/** Goes there as a link would, without loading the dashboard anew for each screen. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => history.pushState({}, '', to), path);
  // The router writes the rest of an address its own way.
  await page.waitForFunction((to) => location.pathname === to, path.split('?')[0]);
  await expect(page.locator('main h1, main p').first()).toBeAttached();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
}

/** At four times the size a page scrolls one way only; a table may scroll in its own box. */
async function tooWide(page: Page, path: string): Promise<string[]> {
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 640 });
  const [is, may] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth] as const;
  });
  await page.setViewportSize(size);
  return is > may ? [`${path}: ${is} pixels wide in ${may}`] : [];
}

async function faultsOf(page: Page, where: string, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .slice(0, 3)
      .map((node) => `${where}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
  );
}
