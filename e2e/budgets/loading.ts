import type { ScaleCluster } from '@gantry/bench/scale';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { makeStored } from '../screenshots/furniture.ts';
import { type Interactions, watchInteractions } from './browser.ts';
import { firstScripts, isPartOf, ownBudgets, packedKilobytes } from './bundle.ts';
import { busyMachine, type Figure } from './figure.ts';
import { vitalsOf } from './vitals.ts';

/** Names of the scripts that a page has loaded, by a moment (in ms since the navigation began) or by now. */
const scriptsOf = (page: Page, byMs = Number.MAX_VALUE): Promise<string[]> =>
  page.evaluate(
    (atMs) =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter(({ responseEnd }) => responseEnd <= atMs)
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path.startsWith('/assets/') && path.endsWith('.js'))
        .map((path) => path.replace('/assets/', '')),
    byMs,
  );

/** When the verdict line stood there with its numbers, in ms since the navigation began. */
const verdictAtMs = (page: Page): Promise<number> =>
  page
    .waitForFunction(() => {
      const verdict = document.querySelector('h1 [data-tone]');
      return verdict !== null && /\d|healthy/i.test(verdict.textContent ?? '') ? performance.now() : 0;
    })
    .then((handle) => handle.jsonValue());

/** A browser that was never here: signed in, then the overview from nothing. */
export async function measureFirstVisit(
  browser: Browser,
  cluster: ScaleCluster,
): Promise<{ context: BrowserContext; interactions: Interactions; figures: Figure[] }> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  const interactions = await watchInteractions(context);
  const page = await context.newPage();
  await page.goto(cluster.signInUrl);
  const firstMs = await verdictAtMs(page);
  const scripts = await scriptsOf(page, firstMs);
  const vitals = await vitalsOf(page);
  await page.goto(`${cluster.url}/`);
  const againMs = await verdictAtMs(page);
  await page.close();
  return {
    context,
    interactions,
    figures: [
      {
        what: 'scripts that the page begins with, gzip',
        value: packedKilobytes(firstScripts()),
        unit: 'kB',
        target: 175,
      },
      {
        what: 'scripts in the browser when the verdict stands, gzip',
        value: packedKilobytes(scripts),
        ...{ unit: 'kB', target: 175, excuse: idleScripts },
      },
      {
        what: 'verdict line with numbers, first visit',
        value: firstMs,
        unit: 'ms',
        target: 1_200,
      },
      {
        what: 'verdict line with numbers, second visit',
        value: againMs,
        unit: 'ms',
        target: 300,
        excuse: busyMachine,
      },
      ...vitals,
    ],
  };
}

const idleScripts = 'where it takes longer than a second, what is fetched for later is there too';
const hourMs = 3_600_000;
const terminal = 'a terminal';

/** Every address that the dashboard has, by name, on a cluster that has one of everything. */
async function routesOf(cluster: ScaleCluster): Promise<Record<string, string>> {
  await makeStored(cluster, { deployment: 'app-1' });
  const tasks = await cluster.query<Items>('tasks.list', { deployment: 'app-1', limit: 1 });
  const frameworks = await cluster.query<Items>('frameworks.list');
  const app = '/deployments/default/app-1';
  const tabs = ['timeline', 'containers', 'logs', 'events', 'config', 'revisions/1', 'compare?a=1&b=1'];
  const places = [
    ...[
      'deployments',
      'deploy',
      'jobs',
      'jobs/new',
      'containers',
      'services',
      'nodes',
      'offers',
      'frameworks',
    ],
    ...['roles', 'settings', 'activity', 'audit', 'examples', 'examples/wordpress'],
    ...['configuration/configs', 'configuration/secrets', 'configuration/volumes'],
  ];
  const nowMs = Date.now();
  return {
    overview: '/',
    map: '/map?group=rack',
    changes: `/changes?a=${nowMs - hourMs}&b=${nowMs}`,
    ...Object.fromEntries(places.map((place) => [place, `/${place}`])),
    deployment: app,
    ...Object.fromEntries(tabs.map((tab) => [`deployment, ${tab.split(/[/?]/)[0]}`, `${app}/${tab}`])),
    'a job': '/jobs/default/reports',
    'a container': `/containers/${tasks.items[0]!.id}`,
    [terminal]: `/containers/${tasks.items[0]!.id}?view=terminal`,
    'a service': '/services/default/shop',
    'a node': '/nodes/node-1',
    'a framework': `/frameworks/${frameworks.items[0]!.id}`,
    'a config': '/configuration/configs/default/page',
    'a secret': '/configuration/secrets/default/database',
    'a volume': '/configuration/volumes/default/uploads',
  };
}

interface Items {
  items: { id: string }[];
}

/** What each screen loads in all, without the libraries that have a budget of their own; and those. */
export async function measureRoutes(context: BrowserContext, cluster: ScaleCluster): Promise<Figure[]> {
  const figures: Figure[] = [];
  const own = new Map(ownBudgets.map((part) => [part, new Set<string>()]));
  for (const [name, path] of Object.entries(await routesOf(cluster))) {
    const page = await context.newPage();
    await page.goto(cluster.url + path);
    await page.locator('main h1').first().waitFor();
    await page.waitForFunction(() => document.querySelector('.skeleton') === null);
    if (name === terminal) await openTerminal(page);
    const scripts = await scriptsOf(page);
    const usual = scripts.filter((script) => !ownBudgets.some((part) => isPartOf(script, part)));
    for (const [part, seen] of own)
      for (const script of scripts) if (isPartOf(script, part)) seen.add(script);
    figures.push({
      what: `scripts of ${name}, gzip`,
      value: packedKilobytes(usual),
      unit: 'kB',
      target: 260,
    });
    await page.close();
  }
  for (const [{ name, target }, seen] of own) {
    // What no screen loaded was not measured, and so holds nothing.
    const value = seen.size === 0 ? Number.NaN : packedKilobytes(seen);
    figures.push({ what: `${name}, gzip`, value, unit: 'kB', target });
  }
  return figures;
}

/** Its scripts come with the button alone: a link runs nothing. */
async function openTerminal(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open a terminal', exact: true }).click();
  await page.locator('.xterm').waitFor();
}
