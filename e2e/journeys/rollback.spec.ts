import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const destinations = page
    .getByLabel('Waves')
    .locator('[data-tone="canary"]')
    .getByText(/^node-\d$/);
  await expect(destinations).toHaveCount(3);
  const shown = await destinations.allTextContents();
  const plan = await cluster.query<Plan>('deployments.plan', {
    ...{ action: 'rollback', name: 'planned', toRevision: 1, replicas: null },
  });
  const planned = plan.waves.flatMap(({ moves }) => moves).flatMap(({ toNode }) => toNode ?? []);
  expect(shown.toSorted()).toEqual(planned.toSorted());
  await expect(page.locator('[data-predicted]')).toBeAttached();
  await confirm.click();
  const tasks = await settled(cluster, 'planned', 3, 3);
  expect((await nodesOf(cluster, tasks)).toSorted()).toEqual(planned.toSorted());
  await expect(page.locator('main svg').getByText('r3 restored r1').first()).toBeVisible();
  await expect(page.locator('[data-actual]')).toBeAttached();
  await expect(page.locator('main svg').getByText(/^took .*, predicted ~/)).toBeVisible();
});

test('F4.17 what ran is gone from its node: the revision is marked, and nobody goes back to it until it is there again', async ({
  page,
  cluster,
}) => {
  const name = 'lost';
  const folder = mkdtempSync(join(tmpdir(), 'gantry-lost-'));
  const artifact = join(folder, 'server.cjs');
  const program = join(helloImages.process[1], 'server.cjs');
  copyFileSync(program, artifact);
  const manifest = hello(name, 2);
  const { template } = manifest;
  const [container] = template.containers;
  await deploy(cluster, {
    ...manifest,
    template: { ...template, containers: [{ ...container, image: artifact }] },
  });
  await cluster.mutate('deployments.setImage', { name, image: helloImages.process[2] });
  await onRevision(cluster, name, 2);
  await signIn(page, cluster, timelineOf(name));
  const option = (state: string) =>
    page.getByRole('option', { name: new RegExp(`^Revision r1, .*, ${state}`) });
  await option('served').click();
  const confirm = page.getByRole('button', { name: 'Replace 2 containers with r1' });
  await expect(confirm).toBeEnabled();

  // Under the open plan.
  rmSync(artifact);
  const why = `any more (there is no file or folder ${artifact} on this node)`;
  const refusal = page.getByRole('main').getByText('Revision 1 of lost cannot run any more:');
  await expect(refusal).toContainText(why);
  await expect(refusal).toContainText('Put it back where it was, or choose another revision.');
  await expect(page.getByRole('button', { name: /with r1$/ })).toBeDisabled();
  await expect(option('cannot run any more')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Revisions' }).getByText('gone ·')).toBeVisible();
  await expect(cluster.mutate('deployments.rollback', { name, toRevision: 1 })).rejects.toThrow(why);

  // Other bytes under the same name: it can run, and the plan says that it is not what ran.
  writeFileSync(artifact, `${readFileSync(program, 'utf8')}\n// Not what it was.\n`);
  await expect(page.getByText(`${artifact} is another one now`)).toBeVisible();
  copyFileSync(program, artifact);
  await expect(page.getByText(`${artifact} is another one now`)).toBeHidden({ timeout: 15_000 });
  await expect(option('served')).toBeVisible();
  await expect(confirm).toBeEnabled();
  await confirm.click();
  await onRevision(cluster, name, 3);
  rmSync(folder, { recursive: true });
});

async function twoRevisions(cluster: Cluster, name: string): Promise<void> {
  await deploy(cluster, hello(name, 3));
  await cluster.mutate('deployments.setImage', { name, image: helloImages.process[2] });
  await onRevision(cluster, name, 2);
  // What still stops would have its place in the plan.
  await until(
    () => cluster.query<{ status: { terminatingReplicas: number } }>('deployments.get', { name }),
    ({ status }) => status.terminatingReplicas === 0,
    { withinMs: 60_000, what: 'the end of the first revision' },
  );
}

/** All that run are of this revision, and ready. */
async function onRevision(cluster: Cluster, name: string, number: number): Promise<void> {
  await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length > 1 && tasks.every(({ ready, revision }) => ready && revision === number),
    { withinMs: 60_000, what: `revision ${number} of ${name}` },
  );
}

const nodesOf = (cluster: Cluster, tasks: readonly TaskView[]) =>
  Promise.all(
    tasks.map(async ({ id }) => {
      const { node } = await cluster.query<{ node: { name: string } }>('tasks.get', { task: id });
      return node.name;
    }),
  );
