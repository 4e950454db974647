import type { Offer, Resource, TaskInfo, TaskState } from './messages.ts';

export interface TaskOptions {
  /** The framework's own id for it: one that none of its live tasks has. */
  id: string;
  name?: string;
  /** Run by a shell. */
  command: string;
  /** An image that the command runs in; without one it is a plain process on the node. */
  image?: string;
  cpus: number;
  memoryMegabytes: number;
  /** Host ports out of the offer; the task finds the first as $PORT0. */
  ports?: number[];
  environment?: Record<string, string>;
}

/** A task as it is launched on the agent of an offer. */
export function task(offer: Offer, of: TaskOptions): TaskInfo {
  const ports = of.ports ?? [];
  const named = ports.map((port, index) => [`PORT${index}`, String(port)] as const);
  const variables = [...Object.entries(of.environment ?? {}), ...named];
  return {
    name: of.name ?? of.id,
    task_id: { value: of.id },
    agent_id: offer.agent_id,
    command: {
      value: of.command,
      environment: { variables: variables.map(([name, value]) => ({ name, value })) },
    },
    ...(of.image === undefined
      ? {}
      : { container: { type: 'DOCKER', docker: { image: of.image, network: 'HOST' } } }),
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: of.cpus } },
      { name: 'mem', type: 'SCALAR', scalar: { value: of.memoryMegabytes } },
      ...(ports.length === 0 ? [] : [portResource(ports)]),
    ],
  };
}

function portResource(ports: number[]): Resource {
  const range = ports.map((port) => ({ begin: port, end: port }));
  return { name: 'ports', type: 'RANGES', ranges: { range } };
}

/** Cpus and megabytes of memory that are left of an offer. */
export interface Room {
  cpus: number;
  memoryMegabytes: number;
}

export function roomIn({ resources }: Offer): Room {
  const sum = (name: string) =>
    resources.reduce((total, one) => total + (one.name === name ? (one.scalar?.value ?? 0) : 0), 0);
  return { cpus: sum('cpus'), memoryMegabytes: sum('mem') };
}

/** Takes so much out of the room. False: there is not that much, and nothing was taken. */
export function takeFrom(room: Room, { cpus, memoryMegabytes }: Room): boolean {
  // Sums of decimal fractions are a little off; a thousandth of a core is the smallest part there is.
  if (room.cpus + 0.0005 < cpus || room.memoryMegabytes < memoryMegabytes) return false;
  room.cpus -= cpus;
  room.memoryMegabytes -= memoryMegabytes;
  return true;
}

/** Host ports of an offer, the lowest first, as many as asked for or there are. */
export function portsIn({ resources }: Offer, count: number): number[] {
  const ports: number[] = [];
  for (const { begin, end } of resources.flatMap(({ ranges }) => ranges?.range ?? []))
    for (let port = begin; port <= end && ports.length < count; port++) ports.push(port);
  return ports;
}

const ends: ReadonlySet<TaskState> = new Set([
  'TASK_FINISHED',
  'TASK_FAILED',
  'TASK_KILLED',
  'TASK_ERROR',
  'TASK_LOST',
  'TASK_DROPPED',
  'TASK_GONE',
  'TASK_GONE_BY_OPERATOR',
]);

/** Whether the task does not run any more and will not again. */
export const hasEnded = (state: TaskState): boolean => ends.has(state);
