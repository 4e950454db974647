import { type ScaleCluster, startScaleCluster } from '@gantry/bench/scale';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { listen, open, withoutUndoWindow } from './stack.ts';

/** The cluster's map: large enough that no node has a name, and small enough that every container has one. */

interface Plan {
  waves: { moves: { action: string; taskName: string }[] }[];
}

/** Begins on the map of simulated nodes, signed in. */
function onMapOf(size: Parameters<typeof startScaleCluster>[0]) {
  let cluster: ScaleCluster;
  const faults: string[] = [];
  test.beforeAll(async () => {
    cluster = await startScaleCluster(size);
  });
  test.afterAll(() => cluster?.stop());
  test.beforeEach(async ({ page }) => {
    await withoutUndoWindow(page);
    listen(page, faults);
    await open(page, await signInLink(cluster));
  });
  test.afterEach(() => expect(faults).toEqual([]));
  return {
    url: (path: string) => cluster.url + path,
    query: <T>(procedure: string, input: object) => query<T>(cluster, procedure, input),
  };
}

test.describe
  .serial('the map of ten thousand nodes', () => {
    const { url, query: ask } = onMapOf({
      nodes: 10_000,
      // More than a browser holds.
      tasks: 25_000,
      changesPerSecond: 40,
      deployments: 50,
    });

    test('F4.27 an app is found, the next failure jumped to and opened, and Back is the same view', async ({
      page,
    }) => {
      await open(page, url('/map?group=rack&color=app'));
      const map = page.getByRole('application', { name: /^Map of 10000 nodes/ });
      await expect(map).toBeVisible();
      await expect(page.getByText(/\d not ready/).first()).toBeVisible();
      await page.keyboard.press('f');
      await page.keyboard.type('app-7');
      await page.keyboard.press('Enter');
      await expect(page.getByText(/^app-7: 500 containers on \d+ nodes?, lit$/)).toBeVisible();
      const colour = page.getByLabel('Colour by');
      await expect(colour.getByRole('option', { name: 'Colour: app (too many nodes)' })).toBeDisabled();
      await expect(colour).toHaveValue('state');
      await expect(page.getByText(/^By state instead\. .* do not tell apps apart/)).toBeVisible();
      await colour.selectOption('requested');
      await expect(page.getByRole('list', { name: 'Legend' })).toContainText('below 25%');
      await colour.selectOption('state');
      await page.getByLabel('Find a deployment on the map').fill('');
      await page.keyboard.press('Enter');
      const shown = map.getByRole('status');
      const { name, unready } = await jumpToTrouble(page, ask);
      await expect(page).toHaveURL(new RegExp(`node=${name}(&|$)`));
      await page.keyboard.press('+');
      await expect(page).toHaveURL(/zoom=150/);
      await expect(shown).toContainText(name);
      const minimap = page.locator('[data-minimap]');
      const sight = page.locator('[data-sight]');
      await minimap.click({ position: { x: 5, y: 5 } });
      await expect(sight).toHaveCSS('left', '0px');
      const { width, height } = (await minimap.boundingBox())!;
      await minimap.click({ position: { x: width - 5, y: height - 5 } });
      await expect(sight).not.toHaveCSS('left', '0px');
      await map.focus();
      const seen = await sight.getAttribute('style');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
      await page
        .getByRole('table', { name: 'Containers' })
        .locator(`a[href*="/containers/${unready}"]`)
        .first()
        .click();
      await expect(page).toHaveURL(new RegExp(`/containers/${unready}`));
      await page.goBack();
      await page.goBack();
      await expect(page).toHaveURL(new RegExp(`group=rack.*node=${name}.*zoom=150|zoom=150.*node=${name}`));
      await expect(map.getByRole('status')).toContainText(name);
      await expect(sight).toHaveAttribute('style', seen!);
    });

    test('F4.26 a box on the map chooses ten nodes, and one plan cordons them', async ({ page }) => {
      await open(page, url('/map?group=rack&zoom=300'));
      const map = page.getByRole('application', { name: /^Map of 10000 nodes/ });
      await expect(map).toBeVisible();
      const canvas = map.locator('canvas');
      await expect(canvas).toBeVisible();
      const box = await stillBox(canvas);
      // Two rows of five, by what the pointer says is under it.
      const step = await tileStep(page, box);
      await page.mouse.move(box.x + 1, box.y + 17);
      await page.mouse.down();
      await page.mouse.move(box.x + step * 4.5, box.y + 16 + step * 1.5, { steps: 5 });
      await page.mouse.up();
      const bar = page.getByRole('region', { name: 'What is chosen' });
      await expect(bar.getByText('10 nodes chosen')).toBeVisible();
      await expect(page.locator('[data-chosen]')).toHaveCount(10);
      await bar.getByRole('button', { name: 'Cordon' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Cordon 10 nodes' }).click();
      await expect(dialog).toBeHidden();
      await expect(bar).toBeHidden();
      await open(page, url('/nodes?q=status:Cordoned'));
      await expect(page.getByText('10 of 10,000 nodes')).toBeVisible();
    });

    test('the filter line of the containers finds what is not among the newest that are listed', async ({
      page,
    }) => {
      type Found = { items: { nodeId: string }[]; total: number };
      const running = { filter: 'status:running', limit: 300 };
      const oldest = await ask<Found>('tasks.list', { ...running, sort: 'createdAtMs' });
      const newest = await ask<Found>('tasks.list', running);
      expect(newest.total).toBeGreaterThan(20_000);
      const listed = new Set(newest.items.map(({ nodeId }) => nodeId));
      const unlisted = oldest.items.find(({ nodeId }) => !listed.has(nodeId))!;
      const { name } = await ask<{ name: string }>('nodes.get', { node: unlisted.nodeId });
      await open(page, url('/containers'));
      const line = page.getByRole('combobox', { name: 'Filter containers' });
      const table = page.getByRole('table', { name: 'Containers' });
      await expect(page.getByText(/^The newest 300 of 2\d,\d{3}: the filter looks/)).toBeVisible();
      await line.fill('status:running');
      await expect(page.getByText(/^The newest 300 of 2\d,\d{3} that match/)).toBeVisible();
      await expect(table.getByRole('link', { name, exact: true })).toHaveCount(0);
      await line.fill(`status:running node:${name}`);
      await expect(table.getByRole('link', { name, exact: true }).first()).toBeVisible();
      await expect(table.getByRole('cell', { name: 'Running', exact: true }).first()).toBeVisible();
      await expect(page.getByText('that match')).toHaveCount(0);
      await line.fill(`-status:running node:${name}`);
      await expect(table.getByRole('cell', { name: 'Running', exact: true })).toHaveCount(0);
      await line.fill('status:running nope:1');
      await expect(page.getByText(/^There is no field nope here: fields are name, id, /)).toBeVisible();
    });
  });

test.describe
  .serial('the map of four racks', () => {
    const { url, query: ask } = onMapOf({ nodes: 128, tasks: 1_560, changesPerSecond: 0, deployments: 4 });

    test('F4.29 a rack is lost, in mind only: as many rings as the plan finds no place for, and no trace', async ({
      page,
    }) => {
      const before = await ask<{ tasks: object }>('cluster.summary', {});
      await open(page, url('/map?group=rack'));
      const canvas = page.getByRole('application').locator('canvas');
      const { x, y } = await stillBox(canvas);
      await page.mouse.click(x + 20, y + 40);
      const peek = page.getByRole('complementary', { name: 'Peek' });
      await expect(peek.getByRole('heading', { name: 'node-1', exact: true })).toBeVisible();
      await peek.getByRole('button', { name: 'Close the panel' }).click();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      await expect(page).toHaveURL(/zoom=150/);
      await page.getByRole('button', { name: 'Fit' }).click();
      await expect(page).not.toHaveURL(/zoom=/);
      await page.getByRole('button', { name: '02', exact: true }).click();
      await page.getByRole('button', { name: 'What if lost?' }).click();
      await expect(page.getByText('What if 32 nodes were lost? Nothing is done.')).toBeVisible();
      await expect(page.getByText(/containers? would find no node/)).toBeVisible({ timeout: 30_000 });
      const { items } = await ask<{ items: { id: string; labels: { rack: string } }[] }>('nodes.list', {
        limit: 500,
      });
      const acts = items
        .filter(({ labels }) => labels.rack === '02')
        .map(({ id }) => ({ action: 'drain', node: id, force: true }));
      const plan = await ask<Plan>('together.plan', { acts });
      const waiting = plan.waves.flatMap(({ moves }) => moves).filter(({ action }) => action === 'wait');
      const list = page.getByRole('list', { name: 'Would find no place' });
      expect(waiting.length).toBeGreaterThan(0);
      const rings = list.locator('[data-ring]');
      const titles = () => rings.evaluateAll((all) => all.map((one) => one.getAttribute('title')));
      await expect.poll(titles).toEqual(waiting.slice(0, 60).map(({ taskName }) => taskName));
      if (waiting.length > 60) await expect(list.getByText(`and ${waiting.length - 60} more`)).toBeVisible();
      await expect(page.locator('[data-arrivals]').first()).toBeAttached();
      await expect(page).toHaveURL(/lost=node-\d+/);
      await page.reload();
      await expect(page.getByText('What if 32 nodes were lost? Nothing is done.')).toBeVisible();
      await expect.poll(titles).toEqual(waiting.slice(0, 60).map(({ taskName }) => taskName));
      await page.getByRole('button', { name: 'Discard' }).click();
      await expect(list).toBeHidden();
      await expect(page.locator('[data-arrivals]')).toHaveCount(0);
      await expect(page).not.toHaveURL(/lost=/);
      expect(await ask<{ tasks: object }>('cluster.summary', {})).toMatchObject({ tasks: before.tasks });
    });
  });

test.describe
  .serial('the map of two dozen nodes', () => {
    const { url } = onMapOf({ nodes: 24, tasks: 96, changesPerSecond: 0, deployments: 2 });

    test('tiles stand in their groups, and the keys go from node to node, choose, peek and open', async ({
      page,
    }) => {
      await open(page, url('/map?group=rack'));
      await expect(page.getByRole('heading', { level: 3, name: '01' })).toBeVisible();
      await expect(page.getByLabel('Size of blocks')).toHaveCount(0);
      await page.locator('[data-subject="node:node-1"]').focus();
      await page.keyboard.press('ArrowRight');
      await expect(page).toHaveURL(/node=node-2(&|$)/);
      await expect(page.locator('[data-subject="node:node-2"]')).toBeFocused();
      await page.keyboard.press('x');
      await expect(page.getByText('1 node chosen')).toBeVisible();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Space');
      await expect(page).toHaveURL(/peek=node/);
      await page.locator('[data-subject="node:node-2"]').focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'node-2' })).toBeVisible();
      await page.goBack();
      await expect(page.locator('[data-subject="node:node-2"]')).toBeVisible();
    });
  });

test.describe
  .serial('the map of three nodes', () => {
    test.use({ viewport: { width: 1280, height: 720 } });
    const { url } = onMapOf({ nodes: 3, tasks: 18, changesPerSecond: 0, deployments: 2 });

    test('what if a node were lost: its card says so, and the others how many would come', async ({
      page,
    }) => {
      await open(page, url('/map?lost=node-2'));
      await expect(page.getByText('What if node-2 were lost? Nothing is done.')).toBeVisible();
      const lost = page.locator('[data-node]').filter({ has: page.locator('[data-lost]') });
      await expect(lost).toHaveCount(1);
      await expect(lost.getByRole('region', { name: 'Node node-2' })).toBeVisible();
      await expect(lost.getByText('lost', { exact: true })).toBeVisible();
      await expect(page.locator('[data-arrivals]').first()).toBeVisible();
      await page.getByRole('button', { name: 'Discard' }).click();
      await expect(page.locator('[data-lost]')).toHaveCount(0);
    });

    test('F4.28 every node and container has its name in sight, and the table has the same counts', async ({
      page,
    }) => {
      await open(page, url('/map'));
      const cards = page.getByRole('region', { name: /^Node node-/ });
      await expect(cards).toHaveCount(3);
      const counts: string[] = [];
      for (const card of await cards.all()) {
        await expect(card).toBeInViewport({ ratio: 1 });
        const blocks = card.locator('a[data-cell]');
        await expect(blocks.first()).toContainText(/app-\d/);
        const clipped = await card
          .locator('a[data-cell] div')
          .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
        expect(clipped).toBe(0);
        counts.push(String(await blocks.count()));
      }
      await page.keyboard.press('t');
      const rows = page.getByRole('table', { name: 'Nodes of the map' }).getByRole('row');
      await expect(rows).toHaveCount(4);
      for (const [index, count] of counts.entries())
        await expect(
          rows
            .nth(index + 1)
            .getByRole('cell', { name: count, exact: true })
            .last(),
        ).toBeVisible();
      const colour = page.getByLabel('Colour by');
      const legend = page.getByRole('list', { name: 'Legend' });
      await colour.selectOption('requested');
      await expect(legend).toContainText('90% and more');
      await expect(page.getByRole('columnheader', { name: 'Requests' })).toBeVisible();
      await expect(rows.nth(1)).toContainText(/\d+% of its CPU requested/);
      await colour.selectOption('app');
      await expect(legend).toContainText('app-1');
      await colour.selectOption('revision');
      await expect(page).toHaveURL(/color=revision/);
      await expect(legend).toContainText('newest revision');
      await expect(page.getByRole('columnheader', { name: 'Containers by revision' })).toBeVisible();
      await page.keyboard.press('t');
      await expect(cards.first().locator('a[data-cell][data-tone="canary"]').first()).toBeVisible();
    });
  });

type Ask = ReturnType<typeof onMapOf>['query'];

/** Containers of a node that run and are not ready now. */
const unreadyOn = (ask: Ask, name: string) =>
  ask<{ items: { id: string }[] }>('tasks.list', { filter: `status:degraded node:${name}`, limit: 10 });

/** Presses N until the node that it leads to still has a container that is not ready: of one in a hundred it is one for some seconds. */
async function jumpToTrouble(page: Page, ask: Ask): Promise<{ name: string; unready: string }> {
  const shown = page.getByRole('application').getByRole('status');
  const at = () => new URL(page.url()).searchParams.get('node');
  for (let tries = 0; tries < 5; tries += 1) {
    const last = at();
    await page.keyboard.press('n');
    await expect.poll(at).not.toBe(last);
    const name = at()!;
    await expect(shown).toContainText(name);
    // It may be ready again when it is opened.
    const [first] = (await unreadyOn(ask, name)).items;
    if (first !== undefined) return { name, unready: first.id };
  }
  throw new Error('N did not lead to a node with a container that is not ready.');
}

/** What has been drawn since is seen. */
const twoFrames = (page: Page) =>
  page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));

/** Where an element is once it moves no more. */
async function stillBox(element: Locator): Promise<{ x: number; y: number }> {
  let box = await element.boundingBox();
  await expect(async () => {
    const last = box;
    await twoFrames(element.page());
    box = await element.boundingBox();
    expect(box).not.toBeNull();
    expect(box).toEqual(last);
  }).toPass();
  return box!;
}

const tilesMeasured = 6;

/** From one tile of the first row to the next, in pixels: on average of some, whose nodes are numbered one after the other. */
async function tileStep(page: Page, box: { x: number; y: number }): Promise<number> {
  const card = page.getByRole('application').getByRole('status');
  const numberAt = async (x: number): Promise<number> => {
    await page.mouse.move(box.x + x, box.y + 18);
    await twoFrames(page);
    return Number(/node-(\d+)/.exec((await card.textContent()) ?? '')?.[1]);
  };
  /** The first pixel that is beyond the tile of a number. */
  const edgeOf = async (number: number): Promise<number> => {
    let [inside, beyond] = [1, 200];
    while (beyond - inside > 1) {
      const middle = Math.floor((inside + beyond) / 2);
      if ((await numberAt(middle)) > number) beyond = middle;
      else inside = middle;
    }
    return beyond;
  };
  const first = await numberAt(1);
  return ((await edgeOf(first + tilesMeasured)) - (await edgeOf(first))) / tilesMeasured;
}

async function signInLink({ url, token }: ScaleCluster): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  return url + (await (await fetch(`${url}/sign-in`, { method: 'POST', headers })).text());
}

async function query<T>({ url, token }: ScaleCluster, procedure: string, input: object): Promise<T> {
  const answer = await fetch(`${url}/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await answer.json()) as { result?: { data: T }; error?: { message: string } };
  if (body.error) throw new Error(`${procedure}: ${body.error.message}`);
  return body.result!.data;
}
