import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cluster, startCluster } from '@gantry/bench/cluster';
import { type ScaleCluster, startScaleCluster } from '@gantry/bench/scale';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { makeEdges } from './edges.ts';
import { makeFailingStored, makeStored } from './furniture.ts';
import { joinOutsider } from './outsider.ts';
import { makeHistory, makeLarge } from './scale-scenes.ts';
import { makeBusy, makeFailing, type Scene } from './scenes.ts';
import { commonScreens, type Screen } from './screens.ts';

/**
 * `npm run screenshots [-- [--scenes empty,busy,edges,failing,history,large] [--themes light,dark] [--sizes desk,phone] [--into FOLDER]
 * [--whole] SCREEN ...]`: every screen of a real cluster, empty, busy, at the edges of what is normal and failing, of a long history, and of ten
 * thousand nodes, in light and dark, on a desk and on a phone, as files to look at: `test-results/screenshots/<scene>/<theme>-<size>/<screen>.png`.
 * `--whole`: to their ends, not only what is seen without scrolling.
 */

const screensOf = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};
/** What waits for an answer: also in the moment before its placeholder is drawn. */
const waits = '[aria-busy="true"], .skeleton, [role="status"][aria-label="Loading"]';
/** One part of a screen often asks only when another has come. */
const stillMs = 400;

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    scenes: { type: 'string', default: 'empty,busy,edges,failing,history,large' },
    themes: { type: 'string', default: 'light,dark' },
    sizes: { type: 'string', default: 'desk,phone' },
    whole: { type: 'boolean', default: false },
    into: { type: 'string', default: resolve(import.meta.dirname, '../../test-results/screenshots') },
  },
});
const folder = resolve(values.into);
const wanted = new Set(values.scenes.split(','));
const themes = (['light', 'dark'] as const).filter((theme) => values.themes.split(',').includes(theme));
const sizes = (['desk', 'phone'] as const).filter((size) => values.sizes.split(',').includes(size));

const socket = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? '/var/run/docker.sock';
const dockerSocket = existsSync(socket) ? socket : null;
const failed: string[] = [];
const browser = await chromium.launch({
  executablePath: process.env.GANTRY_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  if (['empty', 'busy', 'edges', 'failing'].some((name) => wanted.has(name))) await shootSmall(browser);
  if (wanted.has('history')) await shootHistory(browser);
  if (wanted.has('large')) await shootLarge(browser);
} finally {
  await browser.close();
}
if (failed.length > 0)
  console.error(`${failed.length} faults; the pictures are there, and may not show what they should.`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Three real nodes: with nothing, with a good day's work, and with a bad day's. */
async function shootSmall(on: Browser): Promise<void> {
  const cluster = await startCluster({ dockerSocket });
  try {
    if (wanted.has('empty')) await shootScene(on, cluster, { name: 'empty', screens: commonScreens });
    if (!['busy', 'edges', 'failing'].some((name) => wanted.has(name))) return;
    await shootFull(on, cluster);
  } finally {
    await cluster.stop();
  }
}

async function shootFull(on: Browser, cluster: Cluster): Promise<void> {
  await makeStored(cluster);
  const outsider = await joinOutsider(cluster);
  try {
    const busy = await makeBusy(cluster, { hasDocker: dockerSocket !== null, outsider });
    if (wanted.has('busy')) await shootScene(on, cluster, busy);
    if (wanted.has('edges')) await shootScene(on, cluster, makeEdges(cluster));
    if (!wanted.has('failing')) return;
    await makeFailingStored(cluster);
    await shootScene(on, cluster, await makeFailing(cluster));
  } finally {
    await outsider.leave();
  }
}

function signInOf(scale: ScaleCluster): () => Promise<string> {
  const headers = { authorization: `Bearer ${scale.token}` };
  return async () =>
    scale.url + (await (await fetch(`${scale.url}/sign-in`, { method: 'POST', headers })).text());
}

/** A deployment of a hundred revisions. */
async function shootHistory(on: Browser): Promise<void> {
  const history = await startScaleCluster({
    ...{ nodes: 3, tasks: 12, changesPerSecond: 0, deployments: 1, revisions: 100 },
  });
  try {
    await shootScene(on, { url: history.url, newSignInUrl: signInOf(history) }, makeHistory());
  } finally {
    await history.stop();
  }
}

/** 10,000 simulated nodes whose 100,000 containers change all the time. */
async function shootLarge(on: Browser): Promise<void> {
  const large = await startScaleCluster({
    ...{ nodes: 10_000, tasks: 100_000, changesPerSecond: 2_000, revisions: 3 },
  });
  try {
    await shootScene(on, { url: large.url, newSignInUrl: signInOf(large) }, await makeLarge(large));
  } finally {
    await large.stop();
  }
}

async function shootScene(
  on: Browser,
  of: Pick<Cluster, 'url' | 'newSignInUrl'>,
  { name, screens, isWhole = false }: Scene,
): Promise<void> {
  const all = { ...(isWhole ? {} : commonScreens()), ...screens() };
  for (const theme of themes)
    for (const size of sizes) {
      const place = resolve(folder, name, `${theme}-${size}`);
      await mkdir(place, { recursive: true });
      const look = { colorScheme: theme, reducedMotion: 'reduce' } as const;
      const context = await on.newContext({ ...screensOf[size], ...look });
      const there = Object.entries(all).filter(
        ([, screen]) => typeof screen === 'string' || (screen.on ?? size) === size,
      );
      await shootAll(context, of, { place, screens: there });
      await context.close();
    }
  console.log(`${name}: ${resolve(folder, name)}`);
}

async function shootAll(
  context: BrowserContext,
  of: Pick<Cluster, 'url' | 'newSignInUrl'>,
  { place, screens }: { place: string; screens: readonly (readonly [string, Screen])[] },
): Promise<void> {
  const page = await context.newPage();
  await page.goto(await of.newSignInUrl());
  for (const [name, screen] of screens) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const {
      path,
      act = null,
      after = null,
      isLive = true,
    } = typeof screen === 'string' ? { path: screen } : screen;
    // Whatever one screen lacks, the others are worth their pictures.
    const tell = (error: Error) => {
      console.error(`${place}/${name}: ${error.message}`);
      failed.push(`${place}/${name}`);
    };
    await reach(page, { url: of.url + path, act, isLive }).catch(tell);
    await page.screenshot({ path: resolve(place, `${name}.png`), fullPage: values.whole }).catch(tell);
    await Promise.resolve(after?.(page)).catch(tell);
    // What one screen left in the dock is not on the next.
    await page.evaluate(() => sessionStorage.clear()).catch(tell);
  }
}

async function reach(
  page: Page,
  { url, act, isLive }: { url: string; act: ((on: Page) => Promise<void>) | null; isLive: boolean },
): Promise<void> {
  await page.goto(url);
  await isDrawn(page);
  if (act === null) return;
  await act(page);
  if (isLive) await isDrawn(page);
}

/** In the page: nothing has waited for so long. */
function hasSettled({ waits, stillMs }: { waits: string; stillMs: number }): boolean {
  const page = window as Window & { stillSinceMs?: number };
  if (document.querySelector(waits) !== null) delete page.stillSinceMs;
  else page.stillSinceMs ??= performance.now();
  return page.stillSinceMs !== undefined && performance.now() - page.stillSinceMs >= stillMs;
}

/** Live data has come, and nothing on the screen still waits for an answer. */
async function isDrawn(page: Page): Promise<void> {
  const isLive = page.getByText('Live', { exact: true });
  const isPast = page.getByRole('button', { name: 'Return to live' });
  await isLive.or(isPast).first().waitFor({ state: 'attached' });
  await page.waitForFunction(hasSettled, { waits, stillMs }, { polling: 50 });
  await page.waitForLoadState('networkidle').catch(() => {});
}
