import type { Cluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import type { Scene } from './scenes.ts';
import type { Screen } from './screens.ts';

/**
 * What is seen rarely and has to be right when it is: no connection, a part that did not load, nobody signed in, colours
 * that the system forces, what was written for another system.
 */
export function makeEdges(cluster: Pick<Cluster, 'pid' | 'url'>): Scene {
  const quiet = (tells: string | RegExp) => async (page: Page) => {
    process.kill(cluster.pid, 'SIGSTOP');
    await page.getByText(tells).first().waitFor();
  };
  const goOn = () => {
    process.kill(cluster.pid, 'SIGCONT');
  };
  return {
    name: 'edges',
    isWhole: true,
    screens: () => ({
      ...pasted(),
      ...contrasted({
        overview: '/',
        timeline: '/deployments/default/shop/timeline?rev=2',
        deploy: '/deploy',
      }),
      ...forced({ overview: '/', map: '/map', timeline: '/deployments/default/shop/timeline?rev=2' }),
      'offers-10m': '/offers?win=10m',
      'offers-1h': '/offers?win=1h',
      'dock-events': { path: '/', act: openEvents },
      more: { path: '/', act: openMore },
      broken: { path: '/', act: breakNodes, isLive: false },
      behind: { path: '/', act: quiet(/\d\ss behind/), after: goOn, isLive: false },
      offline: { path: '/', act: quiet(/Not connected for/), after: goOn, isLive: false },
      // The last, as nothing can be shown any more after it.
      'signed-out': { path: '/', act: signOut, isLive: false },
    }),
  };
}

const kubernetes = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: "nginx:1.27", ports: [{ containerPort: 80 }] }
`;
const compose = `services:
  web:
    image: nginx:1.27
    ports: ["8080:80"]
    depends_on: [db]
  db:
    image: mariadb:10.11
    volumes: ["data:/var/lib/mysql"]
volumes:
  data: {}
`;
const marathon = '{ "id": "/shop/web", "cmd": "./server", "instances": 3, "cpus": 0.5, "mem": 128 }';

function pasted(): Record<string, Screen> {
  const texts = { kubernetes, compose, marathon, nonsense: 'image: [' };
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      `paste-${name}`,
      { path: '/deploy', act: (page: Page) => paste(page, text) },
    ]),
  );
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole('button', { name: 'Paste from elsewhere' }).click();
  await page.getByLabel('Text to read').fill(text);
  // What it made of it: a way on, or what is wrong.
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /into the form|^Deploy/ })
    .or(page.getByRole('dialog').getByRole('status'))
    .first()
    .waitFor();
}

type Media = Parameters<Page['emulateMedia']>[0];

/** The screens as they are for somebody whose system asks for something. */
function asked(
  kind: string,
  paths: Record<string, string>,
  of: { on: Media; off: Media },
): Record<string, Screen> {
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [
      `${kind}-${name}`,
      {
        path,
        act: (page: Page) => page.emulateMedia(of.on),
        after: (page: Page) => page.emulateMedia(of.off),
      },
    ]),
  );
}

/** The colours of a system that has its own for everything. */
const forced = (paths: Record<string, string>) =>
  asked('forced', paths, { on: { forcedColors: 'active' }, off: { forcedColors: 'none' } });

const contrasted = (paths: Record<string, string>) =>
  asked('contrast', paths, { on: { contrast: 'more' }, off: { contrast: 'no-preference' } });

async function openEvents(page: Page): Promise<void> {
  await page.keyboard.press('Control+`');
  await page
    .getByRole('button', { name: 'Events of the cluster' })
    .click()
    .catch(() => {});
}

/** The places that a phone has no room for; elsewhere they are all there. */
async function openMore(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'More', exact: true });
  if (await more.isVisible()) await more.click();
}

/** A screen whose code does not arrive. */
async function breakNodes(page: Page): Promise<void> {
  await page.route(/nodes-page/, (route) => route.abort());
  await page.evaluate(() => {
    history.pushState({}, '', '/nodes');
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await page
    .getByRole('button', { name: /Try again|Retry|Reload/ })
    .first()
    .waitFor();
}

async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to Gantry' }).waitFor();
}
