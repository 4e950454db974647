import type { Cluster } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import {
  boxesOf,
  deploy,
  expect,
  hello,
  liveTasks,
  open,
  script,
  signIn,
  type TaskView,
  test,
  until,
  withoutUndoWindow,
} from './stack.ts';

test.beforeEach(async ({ page }) => await withoutUndoWindow(page));

const ofRevision = (tasks: readonly TaskView[], revision: number) =>
  tasks.filter((task) => task.ready && task.revision === revision).length;

/** So slow that a person can act half-way: one more at a time, each only when it has been ready for a while. */
function slow(name: string, replicas: number, minReadySeconds = 1) {
  return {
    ...hello(name, replicas),
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    minReadySeconds,
  };
}

/** Only what was whole once can be gone back to. */
async function deploySlowly(cluster: Cluster, name: string): Promise<void> {
  await deploy(cluster, slow(name, 4, 3));
  await until(
    () => cluster.query<{ rollout: { outcome: string } | null }>('deployments.get', { name }),
    ({ rollout }) => rollout?.outcome === 'complete',
    { withinMs: 60_000, what: `the first rollout of ${name}` },
  );
}

test('F4.9 scaled beyond what there is, the plan says how many fit and why the rest does not', async ({
  page,
  cluster,
}) => {
  const manifest = script('wide', 1, 'exec sleep 3600');
  const [container] = manifest.template.containers;
  await deploy(cluster, {
    ...manifest,
    template: {
      ...manifest.template,
      containers: [{ ...container!, resources: { requests: { memory: '1Gi' } } }],
    },
  });
  await signIn(page, cluster, '/deployments/default/wide');
  await page.getByRole('button', { name: /^Scale/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'replica' }).fill('400');
  await expect(
    dialog.getByText(/Starts \d+ containers on \d nodes?, \d+ containers would find no node/),
  ).toBeVisible();
  await expect(
    dialog.getByText(/\d+ tasks of wide would find no place: 0 of 3 nodes can take it: .*memory/),
  ).toBeVisible();
  const sentence = (await dialog.getByText(/^Starts \d+/).textContent())!;
  const [, starts, waits] = /Starts (\d+) .* (\d+) containers would/.exec(sentence)!;
  expect(Number(starts) + Number(waits)).toBe(399);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('F4.10 a rollout as it goes: never above the ceiling, never below the floor', async ({
  page,
  cluster,
}) => {
  const name = 'watched';
  const healthGates = { maxRestarts: 3, readyWithinSeconds: 60, onFailure: 'pause' };
  await deploy(cluster, { ...slow(name, 4), healthGates });
  await signIn(page, cluster, `/deployments/default/${name}`);
  await page.getByRole('button', { name: /^Update image/ }).click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Artifact/)
    .fill(helloImages.process[2]);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Roll out r2/ })
    .click();
  await expect(page.getByRole('heading', { name: 'Rollout to r2' })).toBeVisible();
  await expect(page.getByText('floor 4 · wanted 4 · ceiling 5')).toBeVisible();
  const gates = page.getByRole('list', { name: 'Health gates' });
  await expect(gates).toContainText('Restarts0 of 3');
  const seen = await rolloutAsShown(cluster, name);
  expect(Math.min(...seen.map(({ ready }) => ready))).toBeGreaterThanOrEqual(4);
  expect(Math.max(...seen.map(({ total }) => total))).toBe(5);
  await expect(page.getByRole('heading', { name: 'Last rollout' })).toBeVisible();
  await expect(gates).toContainText('ready in time');
  await expect(gates.locator('li[data-tone="running"]')).toHaveCount(2);
  await expect(page.getByText('lowest ready 4 of 4')).toBeVisible();
  await expect(page.getByText('highest total 5')).toBeVisible();
  await page.getByRole('link', { name: 'Timeline' }).click();
  await expect(async () => {
    const [second, wanted] = await boxesOf(page, ['[data-band~="r2"]', '[data-desired]']);
    // The fifth, while an old one was still there: above the line of the four that are wanted.
    expect(second!.top).toBeLessThan(wanted!.top - 4);
  }).toPass({ timeout: 15_000 });
  await expect(page.locator('main svg [data-axis] text').first()).toHaveText(/^\d+\s\w+ \d\d:\d\d$/);
});

/** Ready and living tasks, looked at again and again until all are of the second revision. */
async function rolloutAsShown(cluster: Cluster, name: string): Promise<{ ready: number; total: number }[]> {
  const seen: { ready: number; total: number }[] = [];
  await until(
    async () => {
      const { items } = await cluster.query<{ items: TaskView[] }>('tasks.list', { deployment: name });
      const alive = items.filter(({ state }) => !['succeeded', 'failed', 'stopped', 'lost'].includes(state));
      seen.push({ ready: alive.filter(({ ready }) => ready).length, total: alive.length });
      return alive;
    },
    (alive) => alive.length === 4 && ofRevision(alive, 2) === 4,
    { withinMs: 90_000, what: 'the second revision' },
  );
  return seen;
}

test('F4.11 paused half-way it stands still over a reload, and goes on when it is resumed', async ({
  page,
  cluster,
}) => {
  const name = 'halted';
  await deploySlowly(cluster, name);
  await signIn(page, cluster, `/deployments/default/${name}`);
  await cluster.mutate('deployments.setImage', { name, image: helloImages.process[2] });
  await until(
    () => liveTasks(cluster, name),
    (tasks) => ofRevision(tasks, 2) >= 1,
    {
      withinMs: 60_000,
      what: 'the first of the new revision',
    },
  );
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const pausing = page.getByRole('dialog', { name: `Pause ${name}` });
  await expect(
    pausing.getByText(/^The rollout stands still at \d of 4 on r2: .* go on serving\.$/),
  ).toBeVisible();
  await pausing.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  const standing = await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.every(({ ready }) => ready),
    {
      withinMs: 30_000,
      what: 'nothing on its way',
    },
  );
  expect(ofRevision(standing, 1)).toBeGreaterThan(0);
  await open(page, page.url());
  await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
  await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
  for (const count of await newOverFiveSeconds(cluster, name)) expect(count).toBe(ofRevision(standing, 2));
  await page.getByRole('button', { name: 'Resume', exact: true }).click();
  const resuming = page.getByRole('dialog', { name: `Resume ${name}` });
  await expect(resuming.getByText(/^Stops \d containers? .*lowest ready/)).toBeVisible();
  await resuming.getByRole('button', { name: 'Resume', exact: true }).click();
  await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length === 4 && ofRevision(tasks, 2) === 4,
    {
      withinMs: 90_000,
      what: 'the second revision',
    },
  );
  await expect(page.getByRole('heading', { name: 'Last rollout' })).toBeVisible();
});

/** How many of the second revision are ready, asked again and again for as long as it would take another one to come. */
async function newOverFiveSeconds(cluster: Cluster, name: string): Promise<number[]> {
  const now = async () => (await cluster.query<{ nowMs: number }>('cluster.summary')).nowMs;
  const endAtMs = (await now()) + 5_000;
  const counts: number[] = [];
  await until(
    async () => {
      counts.push(ofRevision(await liveTasks(cluster, name), 2));
      return await now();
    },
    (nowMs) => nowMs >= endAtMs,
    { withinMs: 30_000, what: 'five seconds of the cluster’s clock' },
  );
  return counts;
}

test('F4.12 aborted half-way: the plan back, confirmed, and the old revision is whole again', async ({
  page,
  cluster,
}) => {
  const name = 'abandoned';
  await deploySlowly(cluster, name);
  await signIn(page, cluster, `/deployments/default/${name}`);
  await cluster.mutate('deployments.setImage', { name, image: helloImages.process[2] });
  await until(
    () => liveTasks(cluster, name),
    (tasks) => ofRevision(tasks, 2) >= 1,
    {
      withinMs: 60_000,
      what: 'the first of the new revision',
    },
  );
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page
    .getByRole('dialog', { name: `Pause ${name}` })
    .getByRole('button', { name: 'Pause', exact: true })
    .click();
  await page.getByRole('button', { name: 'Abort', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Abort the rollout of ${name}` });
  await expect(dialog.getByRole('list', { name: 'Waves' })).toBeVisible();
  await expect(dialog.getByText(/^Stops \d containers? .*lowest ready/)).toBeVisible();
  await dialog.getByRole('button', { name: /^Abort and stop \d/ }).click();
  await expect(dialog).toBeHidden();
  const whole = await until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length === 4 && tasks.every(({ ready, revision }) => ready && revision !== 2),
    { withinMs: 90_000, what: 'the old revision, as a new one' },
  );
  expect(whole).toHaveLength(4);
  const { revisions } = await cluster.query<{
    revisions: { number: number; restoredFrom: number | null; rollout: { outcome: string } }[];
  }>('deployments.history', { name });
  expect(revisions.slice(0, 2)).toMatchObject([
    { number: 3, restoredFrom: 1 },
    { number: 2, rollout: { outcome: 'aborted' } },
  ]);
});

test('F4.18 a rollback keeps the twelve of now, or restores the eight of then', async ({ page, cluster }) => {
  const name = 'sized';
  await deploy(cluster, script(name, 8, 'exec sleep 3600'));
  await cluster.mutate('deployments.restart', { name, cause: 'to have a second revision' });
  await cluster.mutate('deployments.scale', { name, replicas: 12 });
  await settledAt(cluster, name, 12, 2);
  await signIn(page, cluster, `/deployments/default/${name}/timeline?rev=1`);
  const figures = page.getByText('Replicas', { exact: true }).locator('xpath=..');
  await expect(figures.filter({ hasText: 'stays 12' })).toBeVisible();
  await expect(page.getByText('The number of replicas stays 12; revision 1 was made with 8.')).toBeVisible();
  await expect(page.locator('main svg [data-mark]').filter({ hasText: 'scale 8→12' })).toBeVisible();
  await page.getByRole('button', { name: 'Restore 8' }).click();
  await expect(figures.filter({ hasText: '12 → 8' })).toBeVisible();
  await expect(page.getByText('The number of replicas stays')).toBeHidden();
  await page.getByRole('button', { name: 'Keep 12' }).click();
  await expect(figures.filter({ hasText: 'stays 12' })).toBeVisible();
  await page.getByRole('button', { name: 'Restore 8' }).click();
  await expect(figures.filter({ hasText: '12 → 8' })).toBeVisible();
  await page.getByRole('button', { name: /^Replace \d+ containers with r1/ }).click();
  await settledAt(cluster, name, 8, 3);
});

const settledAt = (cluster: Cluster, name: string, replicas: number, revision: number) =>
  until(
    () => liveTasks(cluster, name),
    (tasks) => tasks.length === replicas && ofRevision(tasks, revision) === replicas,
    { withinMs: 60_000, what: `${replicas} replicas of revision ${revision}` },
  );

test('F4.22 a pinned revision survives what the history limit takes', async ({ page, cluster }) => {
  const name = 'pinned';
  await deploy(cluster, { ...script(name, 1, 'exec sleep 3600'), revisionHistoryLimit: 2 });
  const restart = async (revision: number) => {
    await cluster.mutate('deployments.restart', { name, cause: 'another one' });
    await settledAt(cluster, name, 1, revision);
  };
  await restart(2);
  await signIn(page, cluster, `/deployments/default/${name}/revisions/1`);
  await page.getByRole('button', { name: 'Pin', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('known good');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Unpin' })).toBeVisible();
  for (let revision = 3; revision <= 7; revision += 1) await restart(revision);
  const kept = await until(
    async () =>
      (await cluster.query<{ revisions: { number: number }[] }>('deployments.history', { name })).revisions,
    (revisions) => revisions.length === 4,
    { withinMs: 30_000, what: 'the history within its limit' },
  );
  expect(kept.map(({ number }) => number)).toEqual([7, 6, 5, 1]);
  await open(page, page.url());
  await expect(page.getByText('known good')).toBeVisible();
  await page.getByRole('link', { name: 'Roll back to r1' }).click();
  await expect(page.getByRole('option', { name: /Revision r1,.* pinned as known good/ })).toBeVisible();
  await page.getByRole('button', { name: 'Replace 1 container with r1' }).click();
  await settledAt(cluster, name, 1, 8);
});
