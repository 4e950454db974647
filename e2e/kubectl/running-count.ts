import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** The containers of these images that run now. */
export async function containersOf(docker: Docker, images: string[]): Promise<Docker.ContainerInfo[]> {
  const all = await docker.listContainers({ filters: { status: ['running'] } });
  return all.filter(({ Image }) => images.includes(Image));
}

/** How many run and were not told to stop, by the engine's own events. */
export interface RunningCount {
  /** The lowest since it was opened. */
  readonly lowest: number;
  close(): void;
}

export async function countContainers(docker: Docker, images: string[]): Promise<RunningCount> {
  const filters = JSON.stringify({ type: ['container'], event: ['start', 'kill', 'die'] });
  const events = (await docker.getEvents({ filters })) as Readable;
  const running = new Set((await containersOf(docker, images)).map(({ Id }) => Id));
  let lowest = running.size;
  let rest = '';
  events.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.trim() !== '')) {
      const { Action, Actor } = JSON.parse(line);
      if (!images.includes(Actor.Attributes.image)) continue;
      if (Action === 'start') running.add(Actor.ID);
      else running.delete(Actor.ID);
      lowest = Math.min(lowest, running.size);
    }
  });
  return {
    get lowest() {
      return lowest;
    },
    close: () => events.destroy(),
  };
}
