import type { Cluster } from '@gantry/bench/cluster';
import type { Page } from '@playwright/test';
import type { Outsider } from './outsider.ts';
import { chooseRows, openPalette, press, type Screen } from './screens.ts';

const shop = '/deployments/default/shop';
const web = '/deployments/default/web';

/** What opens over the screens of a good day: dialogs with their plans, menus, bars, and other ways to look at a list. */
export function openedScreens(of: {
  cluster: Pick<Cluster, 'query' | 'mutate'>;
  outsider: Outsider;
}): Record<string, Screen> {
  return { ...plans(), ...bars(of.cluster), ...offered(of.outsider), ...looks() };
}

/** Each act's own dialog, as its address opens it. */
function plans(): Record<string, Screen> {
  return {
    'plan-pause': `${web}?panel=pause`,
    'plan-promote': `${web}?panel=promote`,
    'plan-abort': `${web}?panel=abort`,
    'plan-cordon': { path: '/nodes/node-1?panel=cordon', act: (page) => page.getByRole('dialog').waitFor() },
    'node-label': { path: '/nodes/node-1?panel=label', act: (page) => page.getByRole('dialog').waitFor() },
    'node-remove': '/nodes/node-1?panel=remove',
    'job-run': '/jobs/default/nightly?panel=run',
    'job-cancel': '/jobs/default/reports?panel=cancel',
    'job-delete': '/jobs/default/reports?panel=delete',
    'service-delete': '/services/default/shop?panel=delete',
    'config-delete': '/configuration/configs/default/page?panel=delete',
    'secret-edit': '/configuration/secrets/default/database?panel=edit',
    'volume-edit': '/configuration/volumes/default/uploads?panel=edit',
    'volume-delete': '/configuration/volumes/default/uploads?panel=delete',
    'role-edit': '/roles?edit=analytics',
    'revision-pin': `${shop}/revisions/2?pin=true`,
    'person-edit': { path: '/settings', act: (page) => ofPerson(page, 'Edit') },
    'person-token': { path: '/settings', act: (page) => ofPerson(page, 'New token') },
    'bulk-scale': { path: '/deployments', act: scaleChosen },
    'bulk-drain': { path: '/nodes', act: drainChosen },
  };
}

function bars({ query, mutate }: Pick<Cluster, 'query' | 'mutate'>): Record<string, Screen> {
  const wait = async (page: Page) => {
    await mutate('deployments.scale', { name: 'shop', replicas: 9, undoSeconds: 60 });
    await page.getByRole('region', { name: 'Acts that can be taken back' }).waitFor();
  };
  const takeBack = async () => {
    const { items } = await query<{ items: { id: string }[] }>('intents.list', { state: 'waiting' });
    for (const { id } of items) await mutate('intents.withdraw', { intent: id });
  };
  const changeUnderPointer = async (page: Page) => {
    await page.locator('main [data-row]').nth(1).hover();
    // The one that was changed longest ago is the last; changed now, it comes first.
    const last = await page.locator('main [data-row]').last().getAttribute('data-subject');
    const name = last?.split('/').at(-1);
    await mutate('deployments.pause', { name });
    await mutate('deployments.resume', { name });
    await page.getByRole('button', { name: /changes? · show/ }).waitFor();
  };
  return {
    'save-bar': { path: `${shop}/config`, act: editReplicas },
    'waits-for-undo': { path: '/', act: wait, after: takeBack },
    'more-acts': { path: shop, act: (page) => press(page, 'More actions') },
    appearance: { path: '/', act: openAppearance },
    columns: { path: '/deployments', act: openColumns, on: 'desk' },
    copy: { path: shop, act: openCopy },
    'palette-moment': { path: '/', act: (page) => ask(page, ':2h ago') },
    'palette-act': { path: shop, act: (page) => ask(page, '>sc') },
    'filter-suggests': { path: '/containers', act: beginFilter },
    'list-waits': { path: '/deployments?sort=changed&q=-name:web', act: changeUnderPointer },
  };
}

/** In the first second it comes with the press. */
async function openAppearance(page: Page): Promise<void> {
  await press(page, 'Appearance');
  await page.getByRole('menu', { name: 'Appearance' }).waitFor();
}

/** An offer that a framework holds, and the way to take it back. */
function offered(outsider: Outsider): Record<string, Screen> {
  const open = async (page: Page) => {
    await outsider.hold();
    await page
      .getByRole('region', { name: 'spark', exact: true })
      .getByRole('button', { name: /Held/ })
      .first()
      .click();
    await page.getByRole('complementary', { name: 'Peek' }).getByText('Time left').waitFor();
  };
  const after = () => outsider.letGo();
  return {
    offer: { path: '/offers', act: open, after },
    'offer-back': {
      path: '/offers',
      act: async (page) => {
        await open(page);
        await press(page, 'Take it back');
        await page.getByRole('dialog').waitFor();
      },
      after,
    },
    'map-offers': {
      path: '/map?color=offers',
      act: async (page) => {
        await outsider.hold();
        await page
          .getByText(/held since/)
          .first()
          .waitFor();
      },
      after,
    },
  };
}

function looks(): Record<string, Screen> {
  return {
    rollout: web,
    'rollout-timeline': `${web}/timeline`,
    'deployments-grouped': '/deployments?group=status',
    'containers-grouped': '/containers?group=node',
    'containers-ended': '/containers?ended=true',
    'compare-split': `${shop}/compare?a=1&b=2&mode=split`,
    'timeline-time': `${shop}/timeline?scale=time`,
    'map-apps': '/map?color=app',
    'map-used': '/map?color=used',
    'offers-ended': '/offers?ended=true',
    'map-found': '/map?find=shop',
    'nodes-grouped': '/nodes?group=zone',
    'nodes-none': '/nodes?q=status:failed',
    'deploy-gates': { path: '/deploy', act: chooseGate },
  };
}

async function ofPerson(page: Page, act: string): Promise<void> {
  const more = page.getByRole('button', { name: 'Change vera' });
  if (await more.isVisible()) {
    await more.click();
    await page.getByRole('menuitem', { name: act }).click();
  } else await page.getByRole('row').filter({ hasText: 'vera' }).getByRole('button', { name: act }).click();
  await page.getByRole('dialog').waitFor();
}

async function scaleChosen(page: Page): Promise<void> {
  await chooseRows(page);
  await press(page, 'Scale');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('5');
  await dialog.getByText('Expected time').waitFor();
}

async function drainChosen(page: Page): Promise<void> {
  await page.getByRole('row').nth(1).getByRole('checkbox').check();
  await press(page, 'Drain');
  await page.getByRole('dialog').getByText('Expected time').waitFor();
}

async function editReplicas(page: Page): Promise<void> {
  await page.getByLabel('Replicas', { exact: true }).fill('8');
  await page.getByText('Expected time').waitFor();
}

async function openCopy(page: Page): Promise<void> {
  await page.keyboard.press('c');
  await page.getByRole('dialog').waitFor();
}

async function openColumns(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Columns of/ }).click();
}

async function ask(page: Page, text: string): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(text);
}

async function beginFilter(page: Page): Promise<void> {
  await page.keyboard.press('/');
  await page.keyboard.type('st');
}

async function chooseGate(page: Page): Promise<void> {
  const choice = page.getByLabel('If it goes wrong');
  await choice.selectOption('rollback');
  await choice.evaluate((field) => field.scrollIntoView({ block: 'center' }));
}
