import type { ScaleCluster } from '@gantry/bench/scale';
import type { Locator, Page } from '@playwright/test';
import { busyMachine, type Figure, percentile } from './figure.ts';

const samples = 12;
const clicks = 10;

/** The ways from one thing to the pixel that tells of it: from a change in the cluster, and from a click to its answer. */
export async function measureDelays(page: Page, cluster: ScaleCluster): Promise<Figure[]> {
  const changes = await changeDelays(page, cluster);
  const of = (from: 'askedAtMs' | 'committedAtMs') => changes.map((one) => one.shownAtMs - one[from]);
  return [
    delay('a change asked for to its pixel', of('askedAtMs'), 250),
    delay('a change committed to its pixel', of('committedAtMs'), 250),
    delay('a click to its pending state', await pendingDelays(page, cluster), 50),
  ];
}

const delay = (what: string, delays: readonly number[], target: number): Figure => ({
  what: `${what} p95 of ${delays.length}`,
  ...{ value: percentile(delays, 0.95), unit: 'ms', target, excuse: busyMachine },
});

/** Moments of one change, all by this machine's clock. */
interface ShownChange {
  askedAtMs: number;
  /** As the record says. */
  committedAtMs: number;
  /** The frame in which a page showed it. */
  shownAtMs: number;
}

async function changeDelays(page: Page, cluster: ScaleCluster): Promise<ShownChange[]> {
  await page.goto(`${cluster.url}/deployments/default/app-1`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const changes: ShownChange[] = [];
  for (let round = 0; round < samples; round += 1) {
    const isPaused = round % 2 === 0;
    const shown = pausedShownAt(page, isPaused);
    const askedAtMs = Date.now();
    await cluster.mutate(isPaused ? 'deployments.pause' : 'deployments.resume', { name: 'app-1' });
    const record = await cluster.query<{ updatedAtMs: number }>('deployments.get', { name: 'app-1' });
    changes.push({ askedAtMs, committedAtMs: record.updatedAtMs, shownAtMs: await shown });
  }
  return changes;
}

/** When the page's head shows that the deployment is paused, or no longer. */
const pausedShownAt = (page: Page, isPaused: boolean): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((done) => {
        const look = () => {
          const isShown = /paused/i.test(document.querySelector('main header')?.textContent ?? '') === wanted;
          if (isShown) requestAnimationFrame(() => done(Date.now()));
          return isShown;
        };
        const observer = new MutationObserver(() => look() && observer.disconnect());
        if (!look()) observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    isPaused,
  );

/** From pressing a button that changes something to the frame in which the dialog shows that it is asked for. */
async function pendingDelays(page: Page, cluster: ScaleCluster): Promise<number[]> {
  const delays: number[] = [];
  for (let round = 0; round < clicks; round += 1) {
    const confirm = await openPause(page);
    const pending = page.evaluate(pendingAfterPress);
    await confirm.click();
    delays.push(await pending);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const resumed = pausedShownAt(page, false);
    await cluster.mutate('deployments.resume', { name: 'app-1' });
    await resumed;
  }
  return delays;
}

/** The button of the dialog that its key opens. In the frame in which the page shows the change the key may still be the other's. */
async function openPause(page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Pause', exact: true });
  const other = dialog.getByRole('button', { name: 'Resume', exact: true });
  for (let tries = 0; tries < 5; tries += 1) {
    await page.keyboard.press('Shift+P');
    await confirm.or(other).waitFor();
    if (await confirm.isVisible()) return confirm;
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  throw new Error('The key of Pause opens Resume.');
}

/** In the page: how long it takes from the next press until the dialog looks different, in ms. */
function pendingAfterPress(): Promise<number> {
  const dialog = document.querySelector('[role="dialog"]')!;
  return new Promise((done) => {
    const onPress = ({ timeStamp }: Event) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        requestAnimationFrame(() => done(performance.now() - timeStamp));
      });
      observer.observe(dialog.parentElement!, { subtree: true, childList: true, attributes: true });
    };
    dialog.addEventListener('click', onPress, { capture: true, once: true });
  });
}
