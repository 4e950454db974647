import { addResources, type NodeId, type NodeRecord, type TaskId, type TaskRecord } from '@gantry/model';
import { firstFew } from '../first-few.ts';
import { Quotas } from '../offer/quota.ts';
import { BestNodes } from '../place/best-nodes.ts';
import { isDistributing } from '../place/constraints.ts';
import { assignPorts } from '../place/ports.ts';
import { classOf } from '../place/task-class.ts';
import type { HoleMove, LargerHole, Shape } from '../port.ts';
import { shardCount } from '../state/indexes.ts';
import type { State } from '../state/state.ts';
import { needsOf } from '../state/template-needs.ts';
import { fitsIn, holeIn, type Room, roomOf, roomsFor, timesIn } from './holes.ts';
import { Movable } from './movable.ts';

/** A plan is for a person to carry out: more moves than these nobody does by hand. */
const mostMoves = 6;
/** Nodes that are tried: those with the largest holes, and the largest ones. */
const tried = { byHole: 8, bySize: 4 };
/** Less than this much more is not worth a move. */
const leastGain = 1.02;
/** From how many nodes on a task's place is sought in parts, as the placement does. */
const smallCluster = 256;
const enough = 8;

/**
 * Which moves would make the largest hole of a shape larger, on a layer over the state: each goes where the placement would
 * put it, with its constraints, reservations and volumes (rule PL15). null: no few moves would. Nothing is done. A turn
 * tries one move, as `holesOf` looks at some nodes in one.
 */
export function* largerHoleOf(state: State, shape: Shape): Generator<void, LargerHole | null> {
  const quotas = new Quotas(state);
  const rooms = yield* roomsFor(state, { shape, quotas });
  const now = rooms.reduce((most, { times }) => Math.max(most, times), 0);
  const allowed = new Map<string, number>();
  let best: Packing | null = null;
  for (const { id } of nodesToTry(rooms, shape)) {
    yield;
    const movable = new Movable(allowed);
    const packing = yield* pack(state, id, { shape, quotas, movable, atLeast: now * leastGain });
    if (packing !== null && packing.room.times > (best?.room.times ?? 0)) best = packing;
  }
  if (best === null) return null;
  const after = new Map(best.rooms.map((room) => [room.node.id, room]));
  const fits = fitsIn(quotas, { shape, rooms: rooms.map((room) => after.get(room.node.id) ?? room) });
  return { moves: best.moves, hole: holeIn(best.room, shape), fits };
}

function nodesToTry(rooms: readonly Room[], shape: Shape): NodeRecord[] {
  const open = rooms.filter(({ node }) => node.status === 'ready' && !node.cordoned && node.drain === null);
  const byHole = firstFew(open, (a, b) => b.times - a.times, tried.byHole);
  const sizeOf = ({ node }: Room) => timesIn(node.resources, shape);
  const bySize = firstFew(open, (a, b) => sizeOf(b) - sizeOf(a), tried.bySize);
  return [...new Set([...byHole, ...bySize].map(({ node }) => node))];
}

/** One task that is stopped, and the one that is started elsewhere for it: a task itself never changes its node. */
interface Replacement {
  task: TaskRecord;
  stopped: TaskRecord;
  started: TaskRecord;
  from: NodeRecord;
  to: NodeRecord;
}

/** A node with some of its tasks elsewhere. */
interface Packing {
  room: Room;
  moves: HoleMove[];
  /** Of all nodes that the moves touch. */
  rooms: Room[];
}

interface Packed {
  shape: Shape;
  quotas: Quotas;
  movable: Movable;
  /** How large the hole has to be. */
  atLeast: number;
}

/** Moves tasks off the node one by one, the one that gains most first; null: not so much comes of it. */
function* pack(
  state: State,
  nodeId: NodeId,
  { shape, quotas, movable, atLeast }: Packed,
): Generator<void, Packing | null> {
  // Tasks of one replica set are alike: where one finds no place no other does.
  const stuck = new Set<string | null>();
  const replaced: Replacement[] = [];
  let best: Packing | null = null;
  for (; ; yield) {
    const fork = layerWith(state, replaced);
    const node = fork?.get('nodes', nodeId);
    // What happened meanwhile overtook the plan: what it came to before still stands.
    if (fork === null || node === undefined) return best;
    const room = roomOf(fork, node, { shape, quotas });
    if (replaced.length > 0 && room.times > (best === null ? atLeast : best.room.times * leastGain))
      best = packed(fork, room, { shape, quotas, replaced });
    if (replaced.length === mostMoves) return best;
    const tasks = movable.on(fork, nodeId).filter(({ replicaSetId }) => !stuck.has(replicaSetId));
    const task = mostGain(fork, tasks, { shape, room });
    if (task === null) return best;
    const replacement = replaceElsewhere(fork, task, node);
    if (replacement === null) {
      stuck.add(task.replicaSetId);
      continue;
    }
    movable.take(fork, task);
    replaced.push(replacement);
  }
}

/** A layer for one turn, since what lies below may change in between; null: it did, and the moves are of what was. */
function layerWith(state: State, replaced: readonly Replacement[]): State | null {
  const fork = state.layer();
  for (const { task, stopped, started, to } of replaced) {
    if (state.get('tasks', task.id) !== task || state.get('nodes', to.id) === undefined) return null;
    for (const one of [stopped, started]) fork.put('tasks', one);
  }
  return fork;
}

function packed(
  fork: State,
  room: Room,
  { shape, quotas, replaced }: { shape: Shape; quotas: Quotas; replaced: readonly Replacement[] },
): Packing {
  const moves = replaced.map(({ task, from, to }) => ({
    ...{ taskId: task.id, task: task.name },
    ...{ from: from.name, to: to.name },
  }));
  const others = new Set(replaced.map(({ to }) => to.id));
  const rooms = [...others].map((id) => roomOf(fork, fork.get('nodes', id)!, { shape, quotas }));
  return { room, moves, rooms: [room, ...rooms] };
}

/** Stops it on the layer and starts another where the placement would; null: nowhere, and all is as it was. */
function replaceElsewhere(fork: State, task: TaskRecord, from: NodeRecord): Replacement | null {
  const stopped: TaskRecord = { ...task, desired: 'stopped', state: 'stopped', ready: false };
  fork.put('tasks', stopped);
  const to = placeFor(fork, task, from);
  if (to === null) {
    fork.put('tasks', task);
    return null;
  }
  const hostPorts = portsOn(fork, to, task);
  const started: TaskRecord = { ...task, id: `${task.id}-moved` as TaskId, nodeId: to.id, hostPorts };
  fork.put('tasks', started);
  return { task, stopped, started, from, to };
}

/** The task whose room makes the largest hole, of equals the smallest; null: there is none. */
function mostGain(
  state: State,
  tasks: readonly TaskRecord[],
  { shape, room }: { shape: Shape; room: Room },
): TaskRecord | null {
  const gains = tasks.map((task) => {
    const needs = state.needsOfTask(task);
    const size = timesIn(needs, shape);
    return { task, times: timesIn(addResources(room.free, needs), shape), size };
  });
  const [first] = gains.sort(
    (a, b) => b.times - a.times || b.size - a.size || (a.task.id < b.task.id ? -1 : 1),
  );
  return first?.task ?? null;
}

/** Where the placement would put it if the node took no more; null: nowhere. */
function placeFor(state: State, task: TaskRecord, but: NodeRecord): NodeRecord | null {
  const taskClass = classOf(state, task.replicaSetId!);
  if (taskClass === null) return null;
  const isSpread = taskClass.template.constraints.some(isDistributing);
  const isSmall = isSpread || state.count('nodes') <= smallCluster;
  const nodes = isSmall ? [[...state.all('nodes')]] : shards(state);
  return new BestNodes(state, taskClass, { nodes: without(nodes, but), enough }).next();
}

function portsOn(state: State, { id, ports: ranges }: NodeRecord, { templateHash }: TaskRecord): number[] {
  const { template } = state.get('templates', templateHash)!;
  return assignPorts(needsOf(template).ports, { ranges, used: state.holdingOf(id).ports }) ?? [];
}

function* shards(state: State): Generator<NodeRecord[]> {
  for (let index = 0; index < shardCount; index += 1) yield state.find('nodesByShard', String(index));
}

function* without(parts: Iterable<readonly NodeRecord[]>, but: NodeRecord): Generator<NodeRecord[]> {
  for (const part of parts) yield part.filter(({ id }) => id !== but.id);
}
