import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Cluster, startCluster } from '@gantry/bench/cluster';
import { startScaleCluster } from '@gantry/bench/scale';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { makeBusy, makeFailing, type Scene } from './scenes.ts';

/**
 * `npm run screenshots [-- SCREEN ...]`: every screen of a real cluster, empty, busy and failing, in light and dark, on a
 * desk and on a phone, as files to look at: `test-results/screenshots/<scene>/<theme>-<size>/<screen>.png`.
 */

const folder = resolve(import.meta.dirname, '../../test-results/screenshots');
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const themes = ['light', 'dark'] as const;
const asked = process.argv.slice(2);

const socket = process.env.GANTRY_TEST_DOCKER_SOCKET?.replace('unix://', '') ?? '/var/run/docker.sock';
const dockerSocket = existsSync(socket) ? socket : null;
const browser = await chromium.launch({
  executablePath: process.env.GANTRY_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const cluster = await startCluster({ dockerSocket });
try {
  await shootScene(browser, cluster, { name: 'empty', screens: commonScreens });
  await shootScene(browser, cluster, await makeBusy(cluster, { hasDocker: dockerSocket !== null }));
  await shootScene(browser, cluster, await makeFailing(cluster));
  await cluster.stop();
  await shootLarge(browser);
} finally {
  await browser.close();
  await cluster.stop();
}

/** 10,000 simulated nodes whose 100,000 containers change all the time. */
async function shootLarge(on: Browser): Promise<void> {
  const large = await startScaleCluster({ nodes: 10_000, tasks: 100_000, changesPerSecond: 2_000 });
  const signIn = async () => {
    const headers = { authorization: `Bearer ${large.token}` };
    const answer = await fetch(`${large.url}/sign-in`, { method: 'POST', headers });
    return large.url + (await answer.text());
  };
  const app = '/deployments/default/app-1';
  const screens = () => ({
    map: '/map?group=rack',
    deployment: app,
    timeline: `${app}/timeline`,
    'deployment-containers': `${app}/containers`,
    past: `/map?group=rack&at=${Date.now() - 5_000}`,
  });
  try {
    await shootScene(on, { url: large.url, newSignInUrl: signIn }, { name: 'large', screens });
  } finally {
    await large.stop();
  }
}

/** By name, the address of each screen that is there whatever runs. */
function commonScreens(): Record<string, string> {
  return {
    overview: '/',
    map: '/map',
    deployments: '/deployments',
    containers: '/containers',
    nodes: '/nodes',
    node: '/nodes/node-1',
    offers: '/offers',
    frameworks: '/frameworks',
    activity: '/activity',
    audit: '/audit',
    deploy: '/deploy',
    configs: '/configuration/configs',
    secrets: '/configuration/secrets',
    volumes: '/configuration/volumes',
    examples: '/examples',
    example: '/examples/wordpress',
  };
}

async function shootScene(
  on: Browser,
  of: Pick<Cluster, 'url' | 'newSignInUrl'>,
  { name, screens }: Scene,
): Promise<void> {
  const all = { ...commonScreens(), ...screens() };
  for (const theme of themes)
    for (const [size, viewport] of Object.entries(sizes)) {
      const place = resolve(folder, name, `${theme}-${size}`);
      await mkdir(place, { recursive: true });
      const context = await on.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
      await shootAll(context, of, { place, screens: all });
      await context.close();
    }
  console.log(`${name}: ${resolve(folder, name)}`);
}

async function shootAll(
  context: BrowserContext,
  of: Pick<Cluster, 'url' | 'newSignInUrl'>,
  { place, screens }: { place: string; screens: Record<string, string> },
): Promise<void> {
  const page = await context.newPage();
  await page.goto(await of.newSignInUrl());
  for (const [screen, path] of Object.entries(screens)) {
    if (asked.length > 0 && !asked.includes(screen)) continue;
    await page.goto(of.url + path);
    await isDrawn(page);
    await page.screenshot({ path: resolve(place, `${screen}.png`) });
  }
}

/** Live data has come, and nothing on the screen still waits for an answer. */
async function isDrawn(page: Page): Promise<void> {
  const isLive = page.getByText('Live', { exact: true });
  const isPast = page.getByRole('button', { name: 'Return to live' });
  await isLive.or(isPast).first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
  await page.waitForLoadState('networkidle').catch(() => {});
}
