import { existsSync } from 'node:fs';
import type { Cluster } from '@gantry/bench/cluster';
import { buildHelloImages } from '@gantry/examples/hello-image';
import { buildWordpressImages, whyNoWordpress } from '@gantry/examples/wordpress-images';
import type { Page } from '@playwright/test';
import { dockerSocket, expect, settled, signIn, test, until } from './stack.ts';

/** Every example of the gallery, from the click to what it shows. */

interface JobView {
  state: string;
  succeeded: number;
  message: string;
  nextScheduledAtMs: number | null;
}

const whyNoContainers = dockerSocket === null ? 'GANTRY_TEST_DOCKER_SOCKET names no container engine' : null;
const whyNoMpi = ['/usr/bin/mpiexec', '/usr/bin/gcc'].every(existsSync) ? null : 'mpich or gcc is missing';

const exampleLink = (page: Page, title: string) => page.getByRole('link', { name: title }).first();

/** Opens the example from the gallery, deploys it, and follows the link to what was made. */
async function deployExample(page: Page, cluster: Cluster, title: string, name: string): Promise<void> {
  await signIn(page, cluster, '/examples');
  await exampleLink(page, title).click();
  await expect(page.getByRole('heading', { name: 'What it shows' })).toBeVisible();
  await page.getByRole('button', { name: `Deploy ${title}` }).click();
  await expect(page.getByText('made', { exact: false }).first()).toBeVisible();
  await page.getByRole('link', { name: `Open ${name}`, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/default/${name}$`));
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

async function remove(cluster: Cluster, ...deployments: string[]): Promise<void> {
  for (const name of deployments) await cluster.mutate('deployments.delete', { name });
  for (const name of deployments)
    await until(
      () =>
        cluster.query<{ items: unknown[] }>('tasks.list', { deployment: name }).catch(() => ({ items: [] })),
      ({ items }) => items.length === 0,
      { withinMs: 60_000, what: `nothing of ${name}`, everyMs: 100 },
    );
}

function untilJob(
  cluster: Cluster,
  name: string,
  holds: (job: JobView) => boolean,
  what: string,
): Promise<JobView> {
  const job = () => cluster.query<JobView>('jobs.get', { name });
  return until(job, holds, { withinMs: 120_000, what: `${name}: ${what}`, everyMs: 100 });
}

test('hello, as processes', async ({ page, cluster }) => {
  await deployExample(page, cluster, 'Hello, as processes', 'hello');
  await settled(cluster, 'hello', 3);
  await expect(page.getByText('3 of 3').first()).toBeVisible();
  await remove(cluster, 'hello');
});

test('hello, in containers', async ({ page, cluster }) => {
  test.skip(whyNoContainers !== null, whyNoContainers ?? '');
  await buildHelloImages(dockerSocket!);
  await deployExample(page, cluster, 'Hello, in containers', 'hello-docker');
  await settled(cluster, 'hello-docker', 3);
  await remove(cluster, 'hello-docker');
});

test('WordPress with MariaDB, at its one address', async ({ page, cluster }) => {
  const why = whyNoContainers ?? whyNoWordpress();
  test.skip(why !== null, why ?? '');
  await buildWordpressImages(dockerSocket!, () => {});
  await deployExample(page, cluster, 'WordPress with MariaDB', 'wordpress');
  await settled(cluster, 'mariadb', 1);
  await settled(cluster, 'wordpress', 3);
  const { ports } = await cluster.query<{ ports: { nodePort: number }[] }>('services.get', {
    name: 'wordpress',
  });
  // By a client of its own: what WordPress's pages say on the console is not this project's.
  const answer = await fetch(`http://127.0.0.1:${ports[0]!.nodePort}/`);
  expect(answer.url).toContain('/wp-admin/install.php');
  await remove(cluster, 'wordpress', 'mariadb');
  for (const name of ['wordpress', 'mariadb']) await cluster.mutate('services.delete', { name });
  await cluster.mutate('secrets.delete', { name: 'wordpress-database' }).catch(() => {});
});

test('word count', async ({ page, cluster }) => {
  await cluster.mutate('jobs.delete', { name: 'word-count' }).catch(() => {});
  await deployExample(page, cluster, 'Word count', 'word-count');
  await untilJob(cluster, 'word-count', ({ succeeded }) => succeeded > 2, 'its first splits are counted');
  await expect(page.getByText(/of 40 done/).first()).toBeVisible();
  await cluster.mutate('jobs.delete', { name: 'word-count' });
});

test('pi on MPI', async ({ page, cluster }) => {
  test.skip(whyNoMpi !== null, whyNoMpi ?? '');
  await deployExample(page, cluster, 'Pi on MPI', 'mpi-pi');
  await untilJob(cluster, 'mpi-pi', ({ state }) => state === 'succeeded', 'pi');
  await expect(page.getByText('Succeeded').first()).toBeVisible();
});

test('a report every minute', async ({ page, cluster }) => {
  await deployExample(page, cluster, 'A report every minute', 'report');
  await untilJob(cluster, 'report', ({ nextScheduledAtMs }) => nextScheduledAtMs !== null, 'its next run');
  await page.getByRole('button', { name: 'Run now' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
  await untilJob(cluster, 'report', ({ succeeded }) => succeeded > 0, 'a report');
  await cluster.mutate('jobs.delete', { name: 'report' });
});
