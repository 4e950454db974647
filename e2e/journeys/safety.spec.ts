import type { WebSocketRoute } from '@playwright/test';
import {
  cut,
  deploy,
  expect,
  liveTasks,
  script,
  settled,
  signIn,
  test,
  until,
  withoutUndoWindow,
} from './stack.ts';

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

interface History {
  revisions: {
    number: number;
    restoredFrom: number | null;
    rollout: { outcome: string; message: string } | null;
  }[];
}

test('F4.13 a revision that fails its gates goes back by itself, and the timeline says why', async ({
  page,
  cluster,
}) => {
  const name = 'gated';
  const good = {
    ...script(name, 2, 'exec sleep 3600'),
    // Without it a program counts as soon as it was seen to run, and one that ends at once may have been.
    minReadySeconds: 5,
    healthGates: { maxRestarts: 1, onFailure: 'rollback' },
  };
  await deploy(cluster, good);
  const history = () => cluster.query<History>('deployments.history', { name });
  await until(history, ({ revisions }) => revisions[0]?.rollout?.outcome === 'complete', {
    withinMs: 30_000,
    what: 'the first rollout',
  });
  await signIn(page, cluster, `/deployments/default/${name}/timeline`);
  const bad = { ...good, ...script(name, 2, 'exit 3') };
  await cluster.mutate('deployments.deploy', { manifest: bad });
  await until(
    history,
    ({ revisions: [newest] }) => newest?.number === 3 && newest.rollout?.outcome === 'complete',
    { withinMs: 120_000, what: 'the way back' },
  );
  const failed = page.getByRole('option', { name: /^Revision r2, failed, .*restart/i });
  await expect(failed).toBeVisible();
  await expect(failed).toHaveAttribute('data-glyph', 'failed');
  await expect(page.locator('main svg').getByText('r3 restored r1')).toBeVisible();
  await expect(page.getByRole('option', { name: /^Revision r3, .*current/ })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'r3' })).toContainText('restored r1');
  await expect(page.getByRole('row').filter({ hasText: 'r2' })).toContainText(/restarts?, .*allow/i);
  await settled(cluster, name, 2);
});

test('F4.15 what was planned before others changed the cluster is to be looked at again, and refused as it was', async ({
  page,
  cluster,
}) => {
  const name = 'contested';
  await deploy(cluster, script(name, 2, 'exec sleep 3600'));
  await cluster.mutate('deployments.restart', { name, cause: 'to have a second revision' });
  await settled(cluster, name, 2, 2);
  await signIn(page, cluster, `/deployments/default/${name}/timeline?rev=1`);
  await expect(page.getByRole('button', { name: 'Replace 2 containers with r1' })).toBeEnabled();
  const rollback = { name, toRevision: 1 };
  const planned = () =>
    cluster.query<{ hash: string }>('deployments.plan', { action: 'rollback', ...rollback });
  const { hash } = await planned();
  await cluster.mutate('deployments.scale', { name, replicas: 4 });
  const review = page.getByRole('button', { name: /^Plan changed, review \d+ lines?$/ });
  await expect(review).toBeEnabled();
  await settled(cluster, name, 4);
  await expect(cluster.mutate('deployments.rollback', { ...rollback, planHash: hash })).rejects.toThrow(
    /The plan is not the same any more/,
  );
  // Every two seconds the page asks anew.
  const now = await planned();
  await expect(page.getByText(`plan ${now.hash.slice(0, 6)}`)).toBeVisible();
  await expect(review).toBeEnabled();
  // Which they are: those of the two containers that came to it, among others, and none once they were looked at.
  const changed = page.getByRole('list', { name: 'Waves' }).locator('[data-changed]');
  await expect(changed.first()).toBeVisible();
  const lines = Number(/\d+/.exec((await review.textContent())!)![0]);
  expect(await changed.count()).toBe(lines);
  await review.click();
  await expect(changed).toHaveCount(0);
  const confirm = page.getByRole('button', { name: 'Replace 4 containers with r1' });
  await expect(confirm).toBeEnabled();
  expect((await liveTasks(cluster, name)).map(({ revision }) => revision)).toEqual([2, 2, 2, 2]);
  await confirm.click();
  await settled(cluster, name, 4, 3);
});

test('F4.38 a cut connection says how old the data is, and loses neither place nor event', async ({
  page,
  cluster,
}) => {
  const name = 'unplugged';
  await deploy(cluster, script(name, 2, 'exec sleep 3600'));
  // Stands between the page and the server. While it is cut, what the page opens leads nowhere, as in a dead network.
  const sockets: WebSocketRoute[] = [];
  let isCut = false;
  await page.routeWebSocket(/\/trpc/, (socket) => {
    sockets.push(socket);
    if (!isCut) sockets.push(socket.connectToServer());
  });
  await signIn(page, cluster, '/deployments?q=name:unplugged');
  const row = page.getByRole('table', { name: 'Deployments' }).locator('[data-row]');
  await row.getByRole('checkbox').check();
  await page.keyboard.press('Control+`');
  await page.getByRole('button', { name: 'Events of the cluster' }).click();
  const told = page.getByRole('region', { name: 'Events', exact: true });
  await expect(told.getByRole('listitem').first()).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 460 });
  await page.mouse.move(400, 100);
  await page.mouse.wheel(0, 60);
  const scrolled = () => page.evaluate(() => window.scrollY);
  const place = await atRest(scrolled);
  isCut = true;
  await cut(sockets);
  const { nowMs: cutAtMs } = await cluster.query<{ nowMs: number }>('cluster.summary');
  const banner = page.getByRole('region', { name: 'Connection' }).filter({ hasText: 'Not connected for' });
  await expect(banner).toBeVisible({ timeout: 40_000 });
  await expect(banner).toContainText(/Data is from \d/);
  // Said once: what is said aloud does not count the seconds.
  await expect(banner.getByRole('alert')).toHaveText('Not connected. Trying again by itself.');
  await cluster.mutate('deployments.scale', { name, replicas: 5 });
  await settled(cluster, name, 5);
  isCut = false;
  await cut(sockets);
  await banner.getByRole('button', { name: 'Retry now' }).click();
  await expect(banner).toBeHidden();
  await expect(row).toContainText('5');
  await expect(row.getByRole('checkbox')).toBeChecked();
  await expect(page).toHaveURL(/q=name/);
  expect(await scrolled()).toBe(place);
  // What happened meanwhile is told, all of it and once.
  const { items } = await cluster.query<{
    items: { objectName: string; message: string; firstAtMs: number }[];
  }>('events.list', { text: name, limit: 1_000 });
  const missed = items.filter(({ firstAtMs }) => firstAtMs > cutAtMs);
  expect(missed.length).toBeGreaterThan(3);
  for (const { objectName, message } of missed)
    await expect(
      told.getByRole('listitem').filter({ hasText: objectName }).filter({ hasText: message }),
    ).toHaveCount(1);
});

/** What is read once it is more than nothing, and reads the same twice: a wheel may still turn. */
async function atRest(read: () => Promise<number>): Promise<number> {
  let last = 0;
  await expect
    .poll(async () => {
      const before = last;
      last = await read();
      return last > 0 && last === before;
    })
    .toBe(true);
  return last;
}
