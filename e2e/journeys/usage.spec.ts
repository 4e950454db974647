import type { Cluster } from '@gantry/bench/cluster';
import type { Locator, Page } from '@playwright/test';
import { deploy, expect, open, script, signIn, test, until } from './stack.ts';

interface Trail {
  stepMs: number;
  cpuMillis: (number | null)[];
  memoryBytes: (number | null)[];
}

const lane = (page: Page, table: string, kind: 'CPU' | 'Memory') =>
  page.getByRole('table', { name: table }).getByRole('img', { name: new RegExp(`^${kind}: `) });

/** Pixels of a lane that have a colour. */
const painted = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return data.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length;
  });

const trailOf = async (cluster: Cluster, deploymentId: string) => {
  const { items } = await cluster.query<{ items: Trail[] }>('deployments.trails', {
    deployments: [deploymentId],
  });
  return items[0] ?? null;
};

test('lists draw what was really used in the last minutes beside what is used now, and not in the past', async ({
  page,
  cluster,
}) => {
  await deploy(cluster, script('burner', 1, 'while :; do :; done'));
  const { id } = await cluster.query<{ id: string }>('deployments.get', { name: 'burner' });
  await signIn(page, cluster, '/deployments?q=name:burner');
  const [cpu, memory] = [lane(page, 'Deployments', 'CPU'), lane(page, 'Deployments', 'Memory')];
  await expect(cpu).toHaveCount(1);

  // A step of a trail is told when it is over; two of them are a line.
  const trail = await until(
    () => trailOf(cluster, id),
    (one) => (one?.cpuMillis.length ?? 0) >= 2,
    { withinMs: 60_000, what: 'two steps of the trail' },
  );
  // Of a busy machine it gets little, but never nothing.
  expect(Math.min(...trail!.cpuMillis.map((amount) => amount ?? 0))).toBeGreaterThan(0);
  expect(Math.min(...trail!.memoryBytes.map((amount) => amount ?? 0))).toBeGreaterThan(50_000);
  await expect(cpu).toHaveAccessibleName(/^CPU: [\d.]+\sCPU used.*; since \d\d:\d\d:\d\d .*[\d.]+\sCPU$/, {
    timeout: 20_000,
  });
  await expect(memory).toHaveAccessibleName(/^Memory: [\d.]+\s[KM]iB used.*; since .*[KM]iB$/);
  // An empty lane has no pixel at all.
  for (const canvas of [cpu, memory]) expect(await painted(canvas)).toBeGreaterThan(0);

  await open(page, `${cluster.url}/containers?q=app:burner`);
  await expect(lane(page, 'Containers', 'CPU')).toHaveAccessibleName(/; since /, { timeout: 30_000 });
  await open(page, `${cluster.url}/deployments?q=name:burner&at=${Date.now()}`);
  await expect(page.getByRole('table', { name: 'Deployments' }).getByText('burner')).toBeVisible();
  await expect(cpu).toHaveCount(0);
});
