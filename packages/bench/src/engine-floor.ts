import type Docker from 'dockerode';

const label = 'gantry.bench';
const atOnce = 8;

/** Milliseconds the engine alone takes to create and start so many containers, eight at a time. They are removed. */
export async function engineFloor(docker: Docker, image: string, count: number): Promise<number> {
  const startedAtMs = performance.now();
  const containers = await inParallel(count, async () => {
    const container = await docker.createContainer({ Image: image, Labels: { [label]: 'floor' } });
    await container.start();
    return container;
  });
  const tookMs = performance.now() - startedAtMs;
  await inParallel(count, (index) => containers[index]!.remove({ force: true, v: true }));
  return tookMs;
}

async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  return results;
}
