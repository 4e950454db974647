import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type Cluster, startCluster, until } from '@gantry/bench/cluster';
import { helloImages } from '@gantry/examples';
import { buildHelloImages } from '@gantry/examples/hello-image';
import { expect, type Page, test } from '@playwright/test';
import {
  boxesOf,
  dockerSocket,
  listen,
  liveTasks,
  open,
  settled as settledOf,
  signIn,
  type TaskView,
  withoutUndoWindow,
} from './stack.ts';

/**
 * The main story, as a person lives it: deploy, scale, update the image, roll back, and lose a container, an agent and
 * the control plane. Once on plain processes, once on real containers.
 */

interface Kind {
  title: string;
  images: { 1: string; 2: string };
  /** The chip of the deploy form, and the name of the field that says what to run. */
  example: string;
  field: 'Artifact' | 'Image';
  dockerSocket: string | null;
}

const kinds: Kind[] = [
  {
    title: 'plain processes',
    images: helloImages.process,
    example: 'Hello, as processes',
    field: 'Artifact',
    dockerSocket: null,
  },
  {
    title: 'containers',
    images: helloImages.docker,
    example: 'Hello, in containers',
    field: 'Image',
    dockerSocket,
  },
];

const name = 'shop';

for (const kind of kinds) {
  test.describe
    .serial(`the story on ${kind.title}`, () => {
      test.skip(
        kind.title === 'containers' && dockerSocket === null,
        'no container engine: GANTRY_TEST_DOCKER_SOCKET names none',
      );
      let cluster: Cluster;
      const faults: string[] = [];

      test.setTimeout(240_000);
      test.beforeAll(async () => {
        if (kind.dockerSocket) await buildHelloImages(kind.dockerSocket);
        cluster = await startCluster({ dockerSocket: kind.dockerSocket });
      });
      test.afterAll(() => cluster?.stop());

      const live = () => liveTasks(cluster, name);
      const settled = (replicas: number, revision: number) => settledOf(cluster, name, replicas, revision);

      // By a name and an image alone it is done in three acts where there are images.
      const ids = kind.title === 'containers' ? 'F4.1 F4.2 F4.7' : 'F4.1 F4.7';
      test(`${ids} from an empty cluster to a rollback`, async ({ page }) => {
        listen(page, faults);
        await withoutUndoWindow(page);
        await signIn(page, cluster);
        await expect(page.locator('main').getByText('3 nodes ready').first()).toBeVisible();

        await test.step('is led by three steps, of which the first is done', async () => {
          for (const step of ['Have a node', 'Deploy something', 'Or start from an example'])
            await expect(page.getByRole('heading', { name: step })).toBeVisible();
          // A mark instead of its number.
          await expect(page.getByRole('heading', { name: 'Have a node' })).toHaveText('Have a node');
          await expect(page.getByRole('heading', { name: 'Deploy something' })).toHaveText(
            /^2Deploy something/,
          );
        });

        await test.step('deploys three replicas and sees them come up', async () => {
          await page.locator('main').getByRole('link', { name: 'Deploy', exact: true }).click();
          await page.getByRole('button', { name: kind.example }).click();
          await page.getByLabel('Name', { exact: true }).fill(name);
          await expect(page.getByRole('textbox', { name: 'Replicas' })).toHaveValue('3');
          await page
            .getByRole('button', { name: /^Deploy/ })
            .last()
            .click();
          await expect(page).toHaveURL(new RegExp(`/deployments/default/${name}`));
          await settled(3, 1);
          await expect(page.getByText('3 of 3 ready').first()).toBeVisible();
        });

        await test.step('scales to five and back with a button', async () => {
          await scaleTo(page, 5);
          await settled(5, 1);
          await expect(page.getByText('5 of 5 ready').first()).toBeVisible();
          await scaleTo(page, 3);
          await settled(3, 1);
        });

        await test.step('updates the image; the old ones leave only as new ones become ready', async () => {
          const lowest = watchReady(live);
          await page.getByRole('button', { name: /^Update image/ }).click();
          const dialog = page.getByRole('dialog');
          await dialog.getByLabel(new RegExp(`^${kind.field}`)).fill(kind.images[2]);
          await expect(
            dialog.getByRole('list', { name: 'Waves' }).getByRole('listitem').first(),
          ).toBeVisible();
          await expect(dialog.getByText(/^Stops 3 containers on .*lowest ready 3 of 3/)).toBeVisible();
          await dialog.getByRole('button', { name: /^Roll out r2/ }).click();
          await settled(3, 2);
          expect(await lowest.stop()).toBeGreaterThanOrEqual(3);
        });

        await test.step('sees both revisions, looks at the plan, rolls back to the first', async () => {
          await page.getByRole('link', { name: 'Timeline' }).click();
          await expect(async () => {
            const [first, second, now] = await boxesOf(page, [
              '[data-band~="r1"]',
              '[data-band~="r2"]',
              '[data-now]',
            ]);
            // The one faded out as the other came, and is gone; the other goes on up to now.
            expect(second!.left).toBeGreaterThan(first!.left);
            expect(second!.left).toBeLessThanOrEqual(first!.right);
            expect(first!.right).toBeLessThan(now!.left - 8);
            expect(Math.abs(second!.right - now!.left)).toBeLessThanOrEqual(3);
          }).toPass({ timeout: 15_000 });
          await page
            .getByRole('button', { name: /^Roll back/ })
            .first()
            .click();
          await expect(page.getByRole('heading', { name: 'Roll back to r1' })).toBeVisible();
          await page.getByRole('button', { name: 'Replace 3 containers with r1' }).click();
          await settled(3, 3);
          const { revisions } = await cluster.query<{
            revisions: { number: number; restoredFrom: number | null }[];
          }>('deployments.history', { name });
          expect(revisions[0]).toMatchObject({ number: 3, restoredFrom: 1 });
          const { images } = await cluster.query<{ images: { image: string }[] }>('deployments.get', {
            name,
          });
          expect(images.map(({ image }) => image)).toEqual([kind.images[1]]);
        });
        if (kind.title === 'containers')
          await test.step('deploys by a name and an image alone, in three acts', async () => {
            await open(page, `${cluster.url}/deploy`);
            await page.getByLabel('Name', { exact: true }).fill('bare');
            await page.getByLabel('Image', { exact: true }).fill(kind.images[1]);
            await expect(page.getByRole('button', { name: 'Deploy 3 containers' })).toBeEnabled();
            await page.keyboard.press('Control+Enter');
            await expect(page).toHaveURL(/\/deployments\/default\/bare/);
            await expect(page.getByText('3 of 3 ready').first()).toBeVisible();
            await cluster.mutate('deployments.delete', { name: 'bare' });
          });
        expect(faults).toEqual([]);
      });

      test('a container that is killed from outside is replaced, and the events say so', async ({ page }) => {
        listen(page, faults);
        const [victim, ...others] = await settled(3, 3);
        killContainer(kind, victim!);
        await until(
          live,
          (tasks) => tasks.length === 3 && tasks.every(({ ready, id }) => ready && id !== victim!.id),
          { withinMs: 30_000, what: 'a replacement' },
        );
        expect((await live()).map(({ id }) => id)).toEqual(
          expect.arrayContaining(others.map(({ id }) => id)),
        );
        await signIn(page, cluster);
        await open(page, `${cluster.url}/deployments/default/${name}/events`);
        await expect(page.getByText(new RegExp(`${victim!.name}.*Replaced by`)).first()).toBeVisible();
        expect(faults).toEqual([]);
      });

      test('kill -9 of the control plane restarts no container and loses nothing', async () => {
        const before = (await settled(3, 3)).map(identity).sort();
        await cluster.crash();
        await cluster.restart();
        await settled(3, 3);
        expect((await live()).map(identity).sort()).toEqual(before);
      });

      test('kill -9 of an agent restarts no container', async () => {
        const before = (await settled(3, 3)).map(identity).sort();
        const agents = cluster.agentPids();
        expect(agents.length).toBe(3);
        process.kill(agents[0]!, 'SIGKILL');
        await until(
          async () => cluster.agentPids(),
          (pids) => pids.length === 3 && !pids.includes(agents[0]!),
          { withinMs: 30_000, what: 'the agent again' },
        );
        await settled(3, 3);
        expect((await live()).map(identity).sort()).toEqual(before);
      });
    });
}

/** Which program it is, and since when: both stay when nothing was restarted. */
const identity = ({ id, containers }: TaskView) =>
  `${id} ${containers.map(({ runtimeId, startedAtMs }) => `${runtimeId}@${startedAtMs}`).join()}`;

async function scaleTo(page: Page, replicas: number): Promise<void> {
  await page.getByRole('button', { name: /^Scale/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'replica' }).fill(String(replicas));
  await dialog
    .getByRole('button', { name: /^(Start|Stop|Scale)/ })
    .last()
    .click();
  await expect(dialog).toBeHidden();
}

/** Keeps the lowest count of ready tasks that was seen until it is stopped. */
function watchReady(live: () => Promise<TaskView[]>) {
  let lowest = Number.POSITIVE_INFINITY;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) lowest = Math.min(lowest, (await live()).filter(({ ready }) => ready).length);
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return lowest;
    },
  };
}

function killContainer(kind: Kind, task: TaskView): void {
  const { runtimeId } = task.containers[0]!;
  if (kind.dockerSocket) {
    execFileSync('docker', ['-H', `unix://${kind.dockerSocket}`, 'kill', runtimeId]);
    return;
  }
  // The runtime's id is no pid: the program is found as a person would find it, by its environment.
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (isProgramOf(pid, task)) process.kill(Number(pid), 'SIGKILL');
  }
}

function isProgramOf(pid: string, task: TaskView): boolean {
  try {
    const isProgram = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.cjs');
    return (
      isProgram &&
      readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`GANTRY_TASK_ID=${task.id}`)
    );
  } catch {
    // It ended between the listing and the look.
    return false;
  }
}
