import type { Page } from '@playwright/test';

/** An address, or one with what is to be done there before there is something to look at. */
export type Screen =
  | string
  | {
      path: string;
      act: (page: Page) => Promise<void>;
      /** What undoes the act, for the screens that follow. */
      after?: (page: Page) => Promise<void> | void;
      /** False: what it shows is not live data. */
      isLive?: boolean;
      /** The only size that has it; on the other there is nothing to see. */
      on?: 'desk' | 'phone';
    };

/** By name, each screen that is there whatever runs. */
export function commonScreens(): Record<string, Screen> {
  return {
    overview: '/',
    map: '/map',
    'map-table': '/map?view=table',
    deployments: '/deployments',
    containers: '/containers',
    nodes: '/nodes',
    node: '/nodes/node-1',
    offers: '/offers',
    frameworks: '/frameworks',
    activity: '/activity',
    audit: '/audit',
    'audit-line': { path: '/audit', act: openNewestLine, after: closePanel },
    changes: '/changes',
    services: '/services',
    'new-service': '/services?panel=new',
    jobs: '/jobs',
    'new-job': '/jobs/new',
    roles: '/roles',
    'new-role': '/roles?edit=%2B',
    settings: '/settings',
    'settings-people': { path: '/settings', act: (page) => showPanel(page, 'People') },
    'settings-namespaces': { path: '/settings', act: (page) => showPanel(page, 'Guarded namespaces') },
    'new-person': { path: '/settings', act: (page) => press(page, 'Add somebody') },
    deploy: '/deploy',
    configs: '/configuration/configs',
    'new-config': '/configuration/configs?panel=new',
    secrets: '/configuration/secrets',
    volumes: '/configuration/volumes',
    'new-volume': '/configuration/volumes?panel=new',
    examples: '/examples',
    example: '/examples/wordpress',
    palette: { path: '/', act: openPalette },
    keys: { path: '/', act: openKeys },
    'time-bar': { path: '/', act: openTimeBar },
    'no-such-screen': '/no-such-screen',
  };
}

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

const showPanel = (page: Page, title: string): Promise<void> =>
  page
    .getByRole('heading', { name: title, exact: true })
    .evaluate((heading) => heading.scrollIntoView({ block: 'center' }));

/** What each probe of the container answered last. */
export async function openProbes(page: Page): Promise<void> {
  await page.getByRole('img', { name: /probe: \d+ answers?/ }).click();
}

export async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
}

/** What the newest line of the audit changed; of a cluster where nobody asked for anything, the empty list. */
async function openNewestLine(page: Page): Promise<void> {
  const line = page.getByRole('row').filter({ hasText: 'Done' }).first();
  if ((await line.count()) === 0) return;
  await line.click();
  await page.getByRole('region', { name: 'What it changed' }).waitFor();
}

async function closePanel(page: Page): Promise<void> {
  await page.keyboard.press(']');
}

async function openKeys(page: Page): Promise<void> {
  await page.keyboard.press('Shift+?');
  await page.getByRole('dialog').waitFor();
}

async function openTimeBar(page: Page): Promise<void> {
  await page.keyboard.press('h');
  await page.getByRole('button', { name: 'One change back' }).waitFor();
}

/** What would become of the containers of a node, if it were lost. A box is drawn over it. */
export async function askWhatIf(page: Page): Promise<void> {
  const node = await page.locator('[data-node]').first().boundingBox();
  if (node === null) throw new Error('There is no node on the map.');
  await page.mouse.move(node.x + node.width / 2, node.y + 8);
  await page.mouse.down();
  await page.mouse.move(node.x + 8, node.y + 40, { steps: 5 });
  await page.mouse.up();
  await press(page, 'What if lost?');
  await page.getByText('Nothing is done.').waitFor();
  await page.getByText('Working it out…').waitFor({ state: 'detached' });
}

/** A shell in the dock that has written something. */
export async function openTerminal(page: Page): Promise<void> {
  await page.keyboard.press('Shift+T');
  const terminal = page.getByRole('region', { name: 'Dock' }).locator('.xterm');
  await terminal.waitFor();
  await terminal.click();
  await page.keyboard.type('echo $((6 * 7)); ls\n');
  await terminal.getByText('42').first().waitFor();
}

/** Some rows of a list, chosen, with what can be done to them together. */
export async function chooseRows(page: Page): Promise<void> {
  for (const place of [1, 2]) await page.getByRole('row').nth(place).getByRole('checkbox').check();
}

/** The output of what the screen is about, in the dock. */
export async function openLogs(page: Page): Promise<void> {
  await page.keyboard.press('l');
  await page.getByRole('region', { name: 'Dock' }).getByText('listens').first().waitFor();
}

/** Another number in the dialog that scales, and its plan. */
export async function askForNine(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('9');
  await dialog.getByText('Expected time').waitFor();
}
