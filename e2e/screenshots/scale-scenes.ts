import { until } from '@gantry/bench/cluster';
import type { ScaleCluster } from '@gantry/bench/scale';
import type { Page } from '@playwright/test';
import { makeStored } from './furniture.ts';
import type { Scene } from './scenes.ts';
import { chooseRows, openPalette, press, type Screen } from './screens.ts';

const app = '/deployments/default/app-1';

/** A hundred revisions, some of which failed: the timeline at every distance, and what is said of single ones. */
export function makeHistory(): Scene {
  const timeline = `${app}/timeline`;
  return {
    name: 'history',
    screens: () => ({
      deployment: app,
      timeline,
      'timeline-all': `${timeline}?from=1&to=100`,
      'timeline-time': `${timeline}?from=1&to=100&scale=time&rev=34`,
      'timeline-bursts': `${timeline}?fold=true`,
      'timeline-bad': `${timeline}?bad=true&rev=51`,
      'timeline-newest': `${timeline}?rev=95`,
      'revision-first': `${app}/revisions/1`,
      'revision-failed': `${app}/revisions/86`,
      compare: `${app}/compare?a=17&b=100`,
      'deployment-events': `${app}/events`,
    }),
  };
}

interface Items {
  items: { id: string }[];
}

/** 10,000 simulated nodes whose 100,000 containers change all the time, and one of everything else beside them. */
export async function makeLarge(large: ScaleCluster): Promise<Scene> {
  await makeStored(large, { deployment: 'app-1' });
  await large.mutate('deployments.deploy', { manifest: tooLarge });
  const pending = await until(
    () => large.query<Items>('tasks.list', { deployment: tooLarge.name }),
    ({ items }) => items.length > 0,
    { withinMs: 60_000, what: 'containers that are too large' },
  );
  const running = await large.query<Items>('tasks.list', { deployment: 'app-1', limit: 1 });
  const frameworks = await large.query<Items>('frameworks.list');
  return {
    name: 'large',
    screens: () => ({
      ...maps(),
      ...lists(),
      ...deploymentScreens(),
      ...single({ task: running.items[0]!.id, framework: frameworks.items[0]!.id }),
      pending: `/deployments/default/${tooLarge.name}`,
      waiting: `/containers/${pending.items[0]!.id}`,
      why: `/containers?peek=why:${pending.items[0]!.id}`,
      'palette-node': { path: '/', act: searchNode },
      past: `/map?group=rack&at=${Date.now() - 5_000}`,
    }),
  };
}

const maps = (): Record<string, Screen> => ({
  'map-rack': '/map?group=rack',
  'map-found': '/map?group=rack&find=app-7',
  'map-zoomed': '/map?group=rack&zoom=200',
  'map-app': '/map?group=rack&color=app',
  'map-requested': '/map?group=rack&color=requested',
  'map-offers': '/map?group=rack&color=offers',
  'map-age': '/map?group=rack&color=age&size=memory',
  'map-node': '/map?group=rack&node=node-777',
  'map-node-low': '/map?group=rack&node=node-9990',
  'map-trouble-first': '/map?group=rack&first=trouble',
  'map-what-if': { path: '/map?group=rack', act: askWhatIfOfRack },
});

const lists = (): Record<string, Screen> => ({
  'nodes-few': '/nodes?q=name:node-77*',
  'nodes-none': '/nodes?q=name:nothing*',
  'nodes-chosen': { path: '/nodes', act: chooseRows },
  'containers-sick': '/containers?q=status:degraded',
  'containers-grouped': '/containers?group=node',
  'deployments-grouped': '/deployments?group=status',
  'offers-1h': '/offers?win=1h',
});

const deploymentScreens = (): Record<string, Screen> => ({
  deployment: app,
  timeline: `${app}/timeline`,
  rollback: `${app}/timeline?rev=1`,
  'deployment-containers': `${app}/containers`,
  'deployment-logs': `${app}/logs`,
  'deployment-events': `${app}/events`,
  'deployment-config': `${app}/config`,
  revision: `${app}/revisions/1`,
  compare: `${app}/compare?a=1&b=2`,
  'plan-restart': { path: `${app}?panel=restart`, act: seeDialog },
  'plan-scale': { path: `${app}?panel=scale`, act: seeDialog },
  'plan-delete': { path: `${app}?panel=delete`, act: seeDialog },
  'plan-drain': { path: '/nodes/node-1?panel=drain', act: seeDialog },
});

const single = ({ task, framework }: { task: string; framework: string }): Record<string, Screen> => ({
  container: `/containers/${task}`,
  peek: `/containers?peek=container:${task}`,
  'peek-deployment': '/deployments?peek=deployment:default/app-1',
  framework: `/frameworks/${framework}`,
  service: '/services/default/shop',
  job: '/jobs/default/reports',
  config: '/configuration/configs/default/page',
  secret: '/configuration/secrets/default/database',
  volume: '/configuration/volumes/default/uploads',
});

const tooLarge = {
  name: 'too-large',
  replicas: 40,
  runtime: 'process',
  template: {
    containers: [
      { name: 'main', image: '', command: ['/bin/true'], resources: { requests: { cpu: '900' } } },
    ],
  },
};

/** What would become of the containers of a rack, if it were lost. */
async function askWhatIfOfRack(page: Page): Promise<void> {
  await page.getByRole('button', { name: '07', exact: true }).click();
  await press(page, 'What if lost?');
  await page.getByText('Nothing is done.').waitFor();
  await page.getByText('Working it out…').waitFor({ state: 'hidden' });
}

/** It comes after the screen below it, and then asks for its plan. */
async function seeDialog(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor();
}

async function searchNode(page: Page): Promise<void> {
  await openPalette(page);
  await page.keyboard.type('node-77');
}
