import type { Cluster } from '@gantry/bench/cluster';
import type { Locator, Page } from '@playwright/test';

interface Trail {
  stepMs: number;
  cpuMillis: (number | null)[];
  memoryBytes: (number | null)[];
}

export const lane = (page: Page, table: string, kind: 'CPU' | 'Memory') =>
  page.getByRole('table', { name: table }).getByRole('img', { name: new RegExp(`^${kind}: `) });

/** Pixels of a lane that have a colour. */
export const painted = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return data.filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0).length;
  });

export const trailOf = async (cluster: Cluster, deploymentId: string) => {
  const { items } = await cluster.query<{ items: Trail[] }>('deployments.trails', {
    deployments: [deploymentId],
  });
  return items[0] ?? null;
};
