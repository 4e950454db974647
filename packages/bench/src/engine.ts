import { existsSync } from 'node:fs';
import Docker from 'dockerode';

/** The container engine that the comparison runs on; null when there is none, which is said. */
export function engineSocket(): string | null {
  const named = process.env.GANTRY_TEST_DOCKER_SOCKET ?? process.env.DOCKER_HOST?.replace('unix://', '');
  const socket = named ?? '/var/run/docker.sock';
  return existsSync(socket) ? socket : null;
}

const label = 'gantry.bench';
const atOnce = 8;

/** Milliseconds the engine alone takes to create and start so many containers, eight at a time. They are removed. */
export async function engineFloor(socketPath: string, image: string, count: number): Promise<number> {
  const docker = new Docker({ socketPath });
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

/**
 * Milliseconds Swarm takes for a service of so many replicas, on an engine of its own (Swarm and live restore exclude
 * each other): the one whose socket is in `GANTRY_BENCH_SWARM_SOCKET`. null when there is none.
 */
export async function swarmStart(image: string, replicas: number): Promise<number | null> {
  const socketPath = process.env.GANTRY_BENCH_SWARM_SOCKET;
  if (!socketPath || !existsSync(socketPath)) return null;
  const docker = new Docker({ socketPath });
  if ((await docker.info()).Swarm?.LocalNodeState !== 'active')
    await docker.swarmInit({ AdvertiseAddr: '127.0.0.1', ListenAddr: '127.0.0.1:0' });
  const startedAtMs = performance.now();
  const service = await docker.createService({
    Name: `bench-${replicas}-${Math.floor(startedAtMs)}`,
    Mode: { Replicated: { Replicas: replicas } },
    TaskTemplate: { ContainerSpec: { Image: image } },
  });
  await runningTasks(docker, service.id, replicas);
  const tookMs = performance.now() - startedAtMs;
  await docker.getService(service.id).remove();
  await runningTasks(docker, service.id, 0);
  return tookMs;
}

async function runningTasks(docker: Docker, serviceId: string, wanted: number): Promise<void> {
  for (;;) {
    const tasks = (await docker.listTasks({ filters: { service: [serviceId] } }).catch(() => [])) as {
      Status?: { State?: string };
    }[];
    if (tasks.filter(({ Status }) => Status?.State === 'running').length === wanted) return;
    await new Promise((next) => setTimeout(next, 20));
  }
}
