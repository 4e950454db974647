import type { Cluster } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import {
  deploy,
  expect,
  hello,
  liveTasks,
  settled,
  signIn,
  type TaskView,
  test,
  until,
  withoutUndoWindow,
} from './stack.ts';

/** Ways back: by itself when a revision fails its checks, by a person's choice, and not by a plan that is out of date. */

interface Plan {
  hash: string;
  waves: { moves: { action: string; toNode: string | null }[] }[];
}
interface Revision {
  number: number;
  restoredFrom: number | null;
  rollout: { outcome: string };
}

const timelineOf = (name: string) => `/deployments/default/${name}/timeline`;
const revisionsOf = async (cluster: Cluster, name: string) =>
  (await cluster.query<{ revisions: Revision[] }>('deployments.history', { name })).revisions;

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

test('F4.13 a revision that fails its checks is rolled back by itself, and the timeline has cross, arc and reason', async ({
  page,
  cluster,
}) => {
  const good = hello('checked', 2);
  await deploy(cluster, good);
  const [container] = good.template.containers;
  const readinessProbe = { httpGet: { path: '/no-such-page', port: 'http' }, periodSeconds: 1 };
  await signIn(page, cluster, timelineOf('checked'));
  await cluster.mutate('deployments.deploy', {
    manifest: {
      ...good,
      healthGates: { maxProbeFailures: 1, onFailure: 'rollback' },
      template: { ...good.template, containers: [{ ...container!, readinessProbe }] },
    },
  });
  // While it is looked at: nobody presses anything.
  const rail = page.getByRole('listbox', { name: 'Revisions' });
  await expect(rail.getByRole('option', { name: /^Revision r2,.*failed/ })).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('main svg').getByText('r3 restored r1')).toBeVisible();
  await settled(cluster, 'checked', 2);
  const row = page.getByRole('table', { name: 'Revisions' }).getByRole('row', { name: /r2/ });
  await expect(row).toContainText('never');
  const [third, second] = await revisionsOf(cluster, 'checked');
  expect(third).toMatchObject({ number: 3, restoredFrom: 1 });
  expect(second).toMatchObject({ number: 2, rollout: { outcome: 'rolledBack' } });
  await page.goto(`${cluster.url}/deployments/default/checked/revisions/2`);
  await expect(page.getByText(/probe failures?, more than the 1 allowed/).first()).toBeVisible();
});

test('F4.14 what is rolled back to from the timeline lands where the plan said, and fills its prediction in', async ({
  page,
  cluster,
}) => {
  await twoRevisions(cluster, 'planned');
  await signIn(page, cluster, timelineOf('planned'));
  await page.getByRole('option', { name: /^Revision r1,/ }).click();
  await expect(page.getByRole('heading', { name: 'Roll back to r1' })).toBeVisible();
  const confirm = page.getByRole('button', { name: 'Replace 3 containers with r1' });
  await expect(confirm).toBeEnabled();
  const shown = await page
    .getByLabel('Waves')
    .getByText(/^node-\d$/)
    .allTextContents();
  expect(shown).toHaveLength(3);
  const plan = await cluster.query<Plan>('deployments.plan', {
    ...{ action: 'rollback', name: 'planned', toRevision: 1, replicas: null },
  });
  const planned = plan.waves.flatMap(({ moves }) => moves).flatMap(({ toNode }) => toNode ?? []);
  expect(shown.toSorted()).toEqual(planned.toSorted());
  await expect(page.locator('[data-predicted]')).toBeAttached();
  await confirm.click();
  const tasks = await until(
    () => liveTasks(cluster, 'planned'),
    (all) => all.length === 3 && all.every(({ ready, revision }) => ready && revision === 3),
    { withinMs: 60_000, what: 'r1 again, as r3' },
  );
  expect((await nodesOf(cluster, tasks)).toSorted()).toEqual(planned.toSorted());
  await expect(page.locator('main svg').getByText('r3 restored r1').first()).toBeVisible();
  await expect(page.locator('[data-actual]')).toBeAttached();
  await expect(page.locator('main svg').getByText(/^took .*, predicted ~/)).toBeVisible();
});

test('F4.15 a plan that the cluster has moved away from is looked at again, and the server refuses the old one', async ({
  page,
  cluster,
}) => {
  await twoRevisions(cluster, 'moved');
  await signIn(page, cluster, `${timelineOf('moved')}?rev=1`);
  await expect(page.getByRole('button', { name: 'Replace 3 containers with r1' })).toBeEnabled();
  const input = { action: 'rollback', name: 'moved', toRevision: 1, replicas: null };
  const old = await cluster.query<Plan>('deployments.plan', input);
  const [taken] = old.waves.flatMap(({ moves }) => moves).flatMap(({ toNode }) => toNode ?? []);
  await cluster.mutate('nodes.cordon', { node: taken });
  const review = page.getByRole('button', { name: /^Plan changed, review \d+ lines?$/ });
  await expect(review).toBeVisible();
  await expect(
    cluster.mutate('deployments.rollback', {
      ...{ name: 'moved', toRevision: 1, planHash: old.hash, undoSeconds: 0 },
    }),
  ).rejects.toThrow(/plan/i);
  await review.click();
  const confirm = page.getByRole('button', { name: 'Replace 3 containers with r1' });
  await expect(confirm).toBeEnabled();
  // One press was for the reading: nothing has been asked for yet.
  expect((await revisionsOf(cluster, 'moved')).length).toBe(2);
  await confirm.click();
  const tasks = await until(
    () => liveTasks(cluster, 'moved'),
    (all) => all.length === 3 && all.every(({ ready, revision }) => ready && revision === 3),
    { withinMs: 60_000, what: 'r1 again, as r3' },
  );
  expect(await nodesOf(cluster, tasks)).not.toContain(taken);
  await cluster.mutate('nodes.uncordon', { node: taken });
});

async function twoRevisions(cluster: Cluster, name: string): Promise<void> {
  await deploy(cluster, hello(name, 3));
  await cluster.mutate('deployments.setImage', { name, image: helloImages.process[2] });
  await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length === 3 && tasks.every(({ ready, revision }) => ready && revision === 2),
    { withinMs: 60_000, what: 'the second revision' },
  );
}

const nodesOf = (cluster: Cluster, tasks: readonly TaskView[]) =>
  Promise.all(
    tasks.map(async ({ id }) => {
      const { node } = await cluster.query<{ node: { name: string } }>('tasks.get', { task: id });
      return node.name;
    }),
  );
