import { type Cluster, startCluster } from '@gantry/bench/cluster';
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { framesPerSecond, frameTimes } from './browser.ts';
import { busyMachine, type Figure, percentile } from './figure.ts';

const linesPerSecond = 5_000;
/** As much of them as has to come through for the figures to be about so many. */
const leastShare = 0.9;
const framesForMs = 5_000;
const burstEveryMs = 20;
/** None of them is in another's result, so that each has to be searched for in all lines. */
const searches = ['77', '/ 4[0-9]+1 /', '9995', '/request [13]{3}/', '123'];

/** Writes so many lines a second, however late its timer is. */
const writer = `
  const startedAtMs = Date.now();
  let written = 0;
  setInterval(() => {
    const due = Math.floor(((Date.now() - startedAtMs) * ${linesPerSecond}) / 1_000);
    let lines = '';
    for (; written < due; written += 1) lines += 'GET /orders took 12 ms, request ' + written + ' of many\\n';
    process.stdout.write(lines);
  }, ${burstEveryMs});`;

const manifest = {
  name: 'writer',
  replicas: 1,
  runtime: 'process',
  template: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image: '', command: [process.execPath, '-e', writer] }],
  },
};

/** The log of a real process that writes more than anybody reads: how it runs by, and how soon a search is answered in `lines` of it. */
export async function measureLogs(browser: Browser, { lines }: { lines: number }): Promise<Figure[]> {
  const cluster = await startCluster({ localAgents: 1, dockerSocket: null });
  try {
    await cluster.mutate('deployments.deploy', { manifest, mode: 'create' });
    const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
    const figures = await measure(context, cluster, lines);
    await context.close();
    return figures;
  } finally {
    await cluster.stop();
  }
}

async function measure(context: BrowserContext, cluster: Cluster, lines: number): Promise<Figure[]> {
  const page = await context.newPage();
  await page.goto(await cluster.newSignInUrl());
  await page.goto(`${cluster.url}/deployments/default/writer/logs`);
  const count = page.getByRole('main').locator('output');
  await count.filter({ hasText: /\d/ }).waitFor();
  // Not the lines that were there already, which come all at once.
  await linesReach(page, linesPerSecond);
  const [from, fromAtMs] = [await linesIn(count), performance.now()];
  const frames = await frameTimes(page, framesForMs);
  const perSecond = ((await linesIn(count)) - from) / ((performance.now() - fromAtMs) / 1_000);
  await linesReach(page, lines);
  const searchedMs = await searchTimes(page);
  return [
    {
      what: 'log, lines a second that are followed',
      value: perSecond,
      ...{ unit: '', target: linesPerSecond * leastShare, atLeast: true, excuse: busyMachine },
    },
    {
      what: 'log, frames while it is followed',
      value: framesPerSecond(frames),
      ...{ unit: 'fps', target: 50, atLeast: true, excuse: busyMachine },
    },
    {
      what: `log, search of ${lines} lines to its result p95 of ${searchedMs.length}`,
      value: percentile(searchedMs, 0.95),
      ...{ unit: 'ms', target: 150, excuse: busyMachine },
    },
  ];
}

const digitsOf = (text: string) => Number(text.replaceAll(/\D/g, ''));
const linesIn = async (count: Locator): Promise<number> => digitsOf((await count.textContent()) ?? '');

/** Until so many lines are in the browser; of what it keeps at most, all. */
const linesReach = (page: Page, wanted: number) =>
  page.waitForFunction(
    (least) => {
      const told = document.querySelector('main output')?.textContent ?? '';
      return Number(told.replaceAll(/\D/g, '')) >= least;
    },
    wanted,
    { timeout: 0 },
  );

/** From the last letter of a search to the frame in which the count tells how many lines it found, in ms. */
async function searchTimes(page: Page): Promise<number[]> {
  const filter = page.getByRole('textbox', { name: 'Filter lines' });
  const times: number[] = [];
  for (const search of searches) {
    await filter.fill('');
    await page.waitForFunction(() => !/ of /.test(document.querySelector('main output')?.textContent ?? ''));
    const found = page.evaluate(foundAfterInput);
    await filter.fill(search);
    times.push(await found);
  }
  return times;
}

/** In the page: from the next input to the frame in which less than all is counted, in ms. */
function foundAfterInput(): Promise<number> {
  const count = document.querySelector('main output')!;
  return new Promise((done) => {
    const onInput = ({ timeStamp }: Event) => {
      const observer = new MutationObserver(() => {
        if (!/ of /.test(count.textContent ?? '')) return;
        observer.disconnect();
        requestAnimationFrame(() => done(performance.now() - timeStamp));
      });
      observer.observe(count, { subtree: true, childList: true, characterData: true });
    };
    document.addEventListener('input', onInput, { capture: true, once: true });
  });
}
