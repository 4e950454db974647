import { startScaleCluster } from '@gantry/bench/scale';
import type { Browser, Page } from '@playwright/test';
import { busyMachine, type Figure } from './figure.ts';

const revisions = 100;
const deployment = '/deployments/default/app-1';

/** The timeline of a deployment with a hundred revisions: from the click to all of it there, and what it is made of. */
export async function measureTimeline(browser: Browser): Promise<Figure[]> {
  const cluster = await startScaleCluster({
    ...{ nodes: 3, tasks: 12, changesPerSecond: 0, deployments: 1, revisions },
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(cluster.signInUrl);
    await page.goto(`${cluster.url}${deployment}/timeline?from=1&to=${revisions}`);
    const marks = page.getByRole('listbox', { name: 'Revisions' }).getByRole('option');
    await marks.first().waitFor();
    const lane = page.getByRole('main').locator('svg').filter({ has: marks.first() });
    // Of a lane that is not there it would be 0, which is not too much.
    await lane.waitFor();
    const elements = await lane.locator('*').count();
    // The parts of the page are in the browser by now, as they are for whoever has looked at a timeline before.
    await page.goto(cluster.url + deployment);
    const opened = await openedMs(page);
    return [
      {
        what: `timeline of ${revisions} revisions, opened`,
        value: opened,
        unit: 'ms',
        target: 300,
        excuse: busyMachine,
      },
      {
        what: `timeline of ${revisions} revisions, drawn elements`,
        value: elements,
        unit: '',
        target: 300,
      },
    ];
  } finally {
    await context.close();
    await cluster.stop();
  }
}

async function openedMs(page: Page): Promise<number> {
  const tab = page.getByRole('main').getByRole('link', { name: 'Timeline', exact: true }).first();
  await tab.waitFor();
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
  const opened = page.evaluate(openedAfterPress);
  await tab.click();
  return opened;
}

/** In the page: from the next click to the frame in which the marks of the revisions are there, in ms. */
function openedAfterPress(): Promise<number> {
  return new Promise((done) => {
    const onPress = ({ timeStamp }: Event) => {
      const look = () =>
        document.querySelector('[role="listbox"][aria-label="Revisions"] [role="option"]') !== null;
      const observer = new MutationObserver(() => {
        if (!look()) return;
        observer.disconnect();
        requestAnimationFrame(() => done(performance.now() - timeStamp));
      });
      observer.observe(document.body, { subtree: true, childList: true });
    };
    document.addEventListener('click', onPress, { capture: true, once: true });
  });
}
