import { addResources, type NodeRecord, noResources, type Resources } from '@gantry/model';
import { Quotas } from '../offer/quota.ts';
import { refusalOfNode } from '../place/filters.ts';
import { freePorts } from '../place/ports.ts';
import type { TaskClass } from '../place/task-class.ts';
import type { Hole, Holes, Shape } from '../port.ts';
import { freeOf } from '../state/holdings.ts';
import { holdingFor } from '../state/reservations.ts';
import type { State } from '../state/state.ts';
import { classesOfShape } from './shape.ts';

const scaled = ['cpuMillis', 'memoryBytes', 'diskBytes'] as const satisfies (keyof Resources)[];

/** Nodes looked at in one turn: a few milliseconds of work. */
const nodesPerTurn = 256;

/** What a node has for tasks of a shape. */
export interface Room {
  node: NodeRecord;
  /** As far as the role's quota allows. */
  free: Resources;
  /** How many times the shape's amounts one task there can be; 0: none. */
  times: number;
  /** Tasks of just the shape's amounts that it takes, one after another. */
  fits: number;
}

/**
 * The largest task of a shape that finds a place now, and how many of just the shape's size do (rule PL14). A look at each
 * node once, whatever runs on it, some nodes at a time: whoever asks for the next ones may do something else in between.
 */
export function* holesOf(state: State, shape: Shape): Generator<void, Holes> {
  const quotas = new Quotas(state);
  const rooms = yield* roomsFor(state, { shape, quotas });
  const largest = rooms.reduce<Room | null>(
    (best, room) => (room.times > (best?.times ?? 0) ? room : best),
    null,
  );
  return {
    largest: largest && holeIn(largest, shape),
    fits: fitsIn(quotas, { shape, rooms }),
    strip: stripOf(rooms),
  };
}

/** Of each node as it is in its turn, in the order in which they joined; one that is gone by then has none. */
export function* roomsFor(
  state: State,
  { shape, quotas }: { shape: Shape; quotas: Quotas },
): Generator<void, Room[]> {
  const classFor = classesOfShape(shape);
  const ids = Array.from(state.all('nodes'), ({ id }) => id);
  const rooms: Room[] = [];
  for (const [index, id] of ids.entries()) {
    if (index % nodesPerTurn === nodesPerTurn - 1) yield;
    const node = state.get('nodes', id);
    if (node !== undefined) rooms.push(roomOf(state, node, { shape, quotas, classFor }));
  }
  return rooms;
}

export function roomOf(
  state: State,
  node: NodeRecord,
  {
    shape,
    quotas,
    classFor = classesOfShape(shape),
  }: { shape: Shape; quotas: Quotas; classFor?: (node: NodeRecord) => TaskClass },
): Room {
  const none = { node, free: noResources, times: 0, fits: 0 };
  const taskClass = classFor(node);
  if (refusalOfNode(node, taskClass) !== null) return none;
  const holding = holdingFor(state, node.id, taskClass);
  const free = quotas.spare(shape.role, freeOf(node, holding));
  if (shape.gpus > Math.max(0, free.gpus)) return none;
  const ports = { ranges: node.ports, used: holding.ports, fixed: [] };
  if (shape.ports > 0 && freePorts(shape.ports, ports) === null) return none;
  const times = timesIn(free, shape);
  return { node, free, times, fits: times < 1 ? 0 : wholeIn(node, { free, used: holding.ports, shape }) };
}

/** How many times a shape's amounts there is of everything: the scarcest decides. A shape without amounts fits once. */
export function timesIn(free: Resources, shape: Shape): number {
  const wanted = scaled.filter((kind) => shape[kind] > 0);
  if (wanted.length === 0) return 1;
  return Math.max(0, Math.min(...wanted.map((kind) => free[kind] / shape[kind])));
}

/** The largest task of the shape that the room takes: all of the scarcest, and of the rest in proportion. */
export function holeIn({ node, free, times }: Room, shape: Shape): Hole {
  const amount = (kind: (typeof scaled)[number]) => {
    if (shape[kind] === 0) return 0;
    return free[kind] / shape[kind] === times
      ? free[kind]
      : Math.min(free[kind], Math.floor(shape[kind] * times));
  };
  const resources = {
    cpuMillis: amount('cpuMillis'),
    memoryBytes: amount('memoryBytes'),
    diskBytes: amount('diskBytes'),
    gpus: shape.gpus,
  };
  return { nodeId: node.id, node: node.name, times, resources };
}

/** Tasks of the shape's size that find a place, one after another, until the nodes are full or the quota is used up. */
export function fitsIn(quotas: Quotas, { shape, rooms }: { shape: Shape; rooms: readonly Room[] }): number {
  const fits = rooms.reduce((sum, room) => sum + room.fits, 0);
  if (fits === 0 || quotas.areNone) return fits;
  const free = rooms.reduce((sum, room) => addResources(sum, room.free), noResources);
  return Math.min(fits, countIn(quotas.spare(shape.role, free), shape));
}

function wholeIn(
  node: NodeRecord,
  { free, used, shape }: { free: Resources; used: readonly number[]; shape: Shape },
): number {
  const fits = countIn(free, shape);
  return shape.ports === 0 ? fits : Math.min(fits, Math.floor(portsOf(node, used) / shape.ports));
}

function countIn(free: Resources, shape: Shape): number {
  const kinds = ([...scaled, 'gpus'] as const).filter((kind) => shape[kind] > 0);
  const counts = kinds.map((kind) => Math.floor(Math.max(0, free[kind]) / shape[kind]));
  return kinds.length === 0 ? 0 : Math.min(...counts);
}

function portsOf({ ports }: NodeRecord, used: readonly number[]): number {
  const count = ports.reduce((sum, { begin, end }) => sum + end - begin + 1, 0);
  return count - used.filter((port) => ports.some(({ begin, end }) => begin <= port && port <= end)).length;
}

/** The steps of a strip of hole sizes: at least so many times the shape. */
const steps = [0, 1, 2, 4, 8, 16, 32] as const;

/** How many nodes have a hole of each step; the first step is of those with less than one shape's size. */
function stripOf(rooms: readonly Room[]): Holes['strip'] {
  const strip = steps.map((atLeast) => ({ atLeast: atLeast as number, nodes: 0 }));
  for (const { times } of rooms) strip[steps.findLastIndex((step) => times >= step)]!.nodes += 1;
  return strip;
}
