import { addResources, type NodeRecord, type TaskId, type TaskRecord } from '@gantry/model';
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
import { holeIn, holesOf, type Room, roomOf, roomsFor, timesIn } from './holes.ts';
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
 * put it, with its constraints, reservations and volumes (rule PL15). null: no few moves would. Nothing is done.
 */
export function largerHoleOf(state: State, shape: Shape): LargerHole | null {
  const rooms = roomsFor(state, shape);
  const now = Math.max(0, ...rooms.map(({ times }) => times));
  let best: Packing | null = null;
  for (const node of nodesToTry(rooms, shape)) {
    const packing = pack(state, node, { shape, atLeast: now * leastGain });
    if (packing !== null && packing.room.times > (best?.room.times ?? 0)) best = packing;
  }
  if (best === null) return null;
  const { fits } = holesOf(best.fork, shape);
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
  stopped: TaskRecord;
  started: TaskRecord;
  to: NodeRecord;
}

/** A node with some of its tasks elsewhere. */
interface Packing {
  fork: State;
  room: Room;
  moves: HoleMove[];
}

/** Moves tasks off the node one by one, the one that gains most first; null: not so much comes of it. */
function pack(
  state: State,
  node: NodeRecord,
  { shape, atLeast }: { shape: Shape; atLeast: number },
): Packing | null {
  const fork = state.layer();
  const movable = new Movable(fork);
  const stuck = new Set<string>();
  const replaced: Replacement[] = [];
  let room = roomIn(fork, node, shape);
  let best = { times: Math.max(atLeast, room.times), moves: 0 };
  while (replaced.length < mostMoves) {
    const tasks = movable.on(node.id).filter(({ id }) => !stuck.has(id));
    const task = mostGain(fork, tasks, { shape, room });
    if (task === null) break;
    const replacement = replaceElsewhere(fork, task, node);
    if (replacement === null) {
      stuck.add(task.id);
      continue;
    }
    movable.take(task);
    replaced.push(replacement);
    room = roomIn(fork, node, shape);
    if (room.times > best.times) best = { times: room.times * leastGain, moves: replaced.length };
  }
  return best.moves === 0 ? null : packed(state, node, { shape, replaced: replaced.slice(0, best.moves) });
}

const roomIn = (state: State, node: NodeRecord, shape: Shape): Room =>
  roomOf(state, node, { shape, quotas: new Quotas(state) });

/** With those moves alone: what was tried after them is no part of the plan. */
function packed(
  state: State,
  node: NodeRecord,
  { shape, replaced }: { shape: Shape; replaced: readonly Replacement[] },
): Packing {
  const fork = state.layer();
  for (const { stopped, started } of replaced) for (const task of [stopped, started]) fork.put('tasks', task);
  const moves = replaced.map(({ stopped, to }) => ({
    ...{ taskId: stopped.id, task: stopped.name },
    ...{ from: node.name, to: to.name },
  }));
  return { fork, room: roomIn(fork, node, shape), moves };
}

/** Stops it on the layer and starts another where the placement would; null: nowhere, and all is as it was. */
function replaceElsewhere(fork: State, task: TaskRecord, but: NodeRecord): Replacement | null {
  const stopped: TaskRecord = { ...task, desired: 'stopped', state: 'stopped', ready: false };
  fork.put('tasks', stopped);
  const to = placeFor(fork, task, but);
  if (to === null) {
    fork.put('tasks', task);
    return null;
  }
  const hostPorts = portsOn(fork, to, task);
  const started: TaskRecord = { ...task, id: `${task.id}-moved` as TaskId, nodeId: to.id, hostPorts };
  fork.put('tasks', started);
  return { stopped, started, to };
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
