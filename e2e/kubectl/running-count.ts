import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** What runs, as the runtimes themselves have it: asked of the engine or of `/proc`, and never of Gantry. */
export interface RunningLook {
  /** The image of each container that runs now. */
  images(): Promise<string[]>;
  /** Counts from now on. */
  count(): Promise<RunningCount>;
}

export interface RunningCount {
  /** The lowest since it was opened. */
  readonly lowest: number;
  close(): void;
}

/** Containers of the deployment on an engine, by image. One that was told to stop does not count any more. */
interface Wanted {
  deployment: string;
  images: string[];
}

export function lookAtEngine(docker: Docker, wanted: Wanted): RunningLook {
  const running = async () => {
    const all = await docker.listContainers({ filters: { status: ['running'] } });
    return all.filter(({ Image, Names }) => isWanted(wanted, Image, Names[0]!.slice(1)));
  };
  return {
    images: async () => (await running()).map(({ Image }) => Image),
    count: async () => countByEvents(docker, wanted, new Set((await running()).map(({ Id }) => Id))),
  };
}

const isWanted = ({ deployment, images }: Wanted, image: string, container: string) =>
  images.includes(image) && container.startsWith(`${deployment}-`);

async function countByEvents(docker: Docker, wanted: Wanted, running: Set<string>): Promise<RunningCount> {
  const filters = JSON.stringify({ type: ['container'], event: ['start', 'kill', 'die'] });
  const events = (await docker.getEvents({ filters })) as Readable;
  let lowest = running.size;
  let rest = '';
  events.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.trim() !== '')) {
      const { Action, Actor } = JSON.parse(line);
      if (!isWanted(wanted, Actor.Attributes.image, Actor.Attributes.name)) continue;
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

/**
 * Of processes below a data folder, those that run a `server.cjs` that is one of these folders'. Counted by looking
 * again and again, so one that was told to stop counts until it ends.
 */
export function lookAtProcesses(dataDir: string, images: string[]): RunningLook {
  const programs = new Map(images.map((image) => [readFileSync(`${image}/server.cjs`, 'utf8'), image]));
  const running = () => {
    const folders = readdirSync('/proc').flatMap((entry) =>
      /^\d+$/.test(entry) ? (folderOf(entry) ?? []) : [],
    );
    const own = [...new Set(folders)].filter((folder) => folder.startsWith(dataDir));
    return own.flatMap((folder) => imageIn(folder, programs) ?? []);
  };
  return {
    images: async () => running(),
    async count() {
      let lowest = running().length;
      const timer = setInterval(() => {
        lowest = Math.min(lowest, running().length);
      }, 25);
      return {
        get lowest() {
          return lowest;
        },
        close: () => clearInterval(timer),
      };
    },
  };
}

/**
 * Where a process that is a `server.cjs`, or the shell that watches over one, has that program. The shell is there
 * first, and the program takes its place in a child of it: between the two it would seem that nothing ran.
 */
function folderOf(pid: string): string | null {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    if (words.at(-1) !== 'server.cjs') return null;
    return words[0] === '/bin/sh'
      ? (words[words.indexOf('--') + 2] ?? null)
      : readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // It ended between the listing and the look.
    return null;
  }
}

function imageIn(folder: string, programs: Map<string, string>): string | null {
  try {
    return programs.get(readFileSync(`${folder}/server.cjs`, 'utf8')) ?? null;
  } catch {
    return null;
  }
}
