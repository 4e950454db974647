import type { Cluster } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import {
  deploy,
  expect,
  hello,
  liveTasks,
  signIn,
  type TaskView,
  test,
  until,
  withoutUndoWindow,
} from './stack.ts';

/** The way back, chosen on the timeline: what the plan says is what is done. */

interface Plan {
  waves: { moves: { action: string; toNode: string | null }[] }[];
}
const timelineOf = (name: string) => `/deployments/default/${name}/timeline`;

test.use({ clusterOf: 'rollback' });

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

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

async function twoRevisions(cluster: Cluster, name: string): Promise<void> {
  await deploy(cluster, hello(name, 3));
  await cluster.mutate('deployments.setImage', { name, image: helloImages.process[2] });
  await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length === 3 && tasks.every(({ ready, revision }) => ready && revision === 2),
    { withinMs: 60_000, what: 'the second revision' },
  );
  // What still stops would have its place in the plan.
  await until(
    () => cluster.query<{ status: { terminatingReplicas: number } }>('deployments.get', { name }),
    ({ status }) => status.terminatingReplicas === 0,
    { withinMs: 60_000, what: 'the end of the first revision' },
  );
}

const nodesOf = (cluster: Cluster, tasks: readonly TaskView[]) =>
  Promise.all(
    tasks.map(async ({ id }) => {
      const { node } = await cluster.query<{ node: { name: string } }>('tasks.get', { task: id });
      return node.name;
    }),
  );
