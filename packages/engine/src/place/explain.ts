import type { NodeRecord, Unplaced } from '@gantry/model';
import { figure } from '../figure.ts';
import { holdingFor, keptFrom } from '../state/reservations.ts';
import type { State } from '../state/state.ts';
import { bytes, cores } from './amounts.ts';
import { placesOf } from './best-nodes.ts';
import type { TaskPlace } from './constraints.ts';
import {
  type Refusal,
  type RefusalCode,
  refusalOfNode,
  refusalOfRoom,
  refusalOfSpread,
  refuse,
} from './filters.ts';
import { missingFor } from './missing.ts';
import type { TaskClass } from './task-class.ts';
import { refusalOfVolumes } from './volume-place.ts';

/** The refusals of one code over all nodes. */
interface Aggregate {
  nodes: number;
  /** The refusal of the node that came nearest, and its name. */
  nearest: Refusal;
  nearestName: string;
}

/** What stands in one node's way first, of all that may. null: it can take a task of the class. */
export const refusalBy = (
  state: State,
  node: NodeRecord,
  { taskClass, places }: { taskClass: TaskClass; places: readonly TaskPlace[] },
): Refusal | null =>
  refusalOfNode(node, taskClass) ??
  refusalOfKept(state, node, taskClass) ??
  refusalOfRoom(node, holdingFor(state, node.id, taskClass), taskClass) ??
  refusalOfVolumes(state, node, taskClass) ??
  refusalOfSpread(node, taskClass.template, places);

/** The room is there, and kept for somebody else. */
function refusalOfKept(state: State, node: NodeRecord, taskClass: TaskClass): Refusal | null {
  if (state.index('reservationsByNode').isEmpty(node.id)) return null;
  const isFull = refusalOfRoom(node, state.holdingOf(node.id), taskClass) !== null;
  if (isFull || refusalOfRoom(node, holdingFor(state, node.id, taskClass), taskClass) === null) return null;
  return refuse('kept', keptFrom(state, node.id, taskClass).join(' and '));
}

/** Why no node can take a task of the class now: counts by reason, and the sentence that says so (rule PL9). */
export function explain(state: State, taskClass: TaskClass): Unplaced {
  const missing = missingFor(state, taskClass);
  if (missing !== null) return waitsFor(state, missing);
  const aggregates = new Map<RefusalCode, Aggregate>();
  const places = placesOf(state, taskClass);
  let total = 0;
  for (const node of state.all('nodes')) {
    total += 1;
    const refusal = refusalBy(state, node, { taskClass, places });
    if (refusal !== null) add(aggregates, node, refusal);
  }
  const reasons = Array.from(aggregates, ([code, { nodes, ...nearest }]) => ({
    code,
    nodes,
    message: phrase({ nodes, ...nearest }, taskClass),
  })).sort((a, b) => b.nodes - a.nodes || (a.code < b.code ? -1 : 1));
  return { reasons, message: sentenceOf(reasons, aggregates, { total, taskClass }) };
}

/** No node is at fault: what the task needs is not there. */
function waitsFor(state: State, message: string): Unplaced {
  return { reasons: [{ code: 'missing', nodes: state.count('nodes'), message }], message };
}

function add(aggregates: Map<RefusalCode, Aggregate>, node: NodeRecord, refusal: Refusal): void {
  const known = aggregates.get(refusal.code);
  if (known === undefined) {
    aggregates.set(refusal.code, { nodes: 1, nearest: refusal, nearestName: node.name });
    return;
  }
  known.nodes += 1;
  if (refusal.free <= known.nearest.free) return;
  known.nearest = refusal;
  known.nearestName = node.name;
}

function sentenceOf(
  reasons: Unplaced['reasons'],
  aggregates: ReadonlyMap<RefusalCode, Aggregate>,
  { total, taskClass }: { total: number; taskClass: TaskClass },
): string {
  if (total === 0) return 'There is no node yet: start an agent on a machine to add one.';
  const { runtime } = taskClass.template;
  const missing = aggregates.get('runtime');
  if (missing?.nodes === total) {
    const { detail } = missing.nearest;
    return `No node has the ${runtime} runtime${detail === '' ? '.' : `: ${detail}`}`;
  }
  return `0 of ${figure(total)} ${total === 1 ? 'node' : 'nodes'} can take it: ${reasons.map(({ message }) => message).join('; ')}.`;
}

/** One node's refusal in words, to follow the node's name. */
export const phraseOfOne = (refusal: Refusal, taskClass: TaskClass): string =>
  phrase({ nodes: 1, nearest: refusal, nearestName: null }, taskClass);

/** One reason with its count, in words; of one node alone when none is named as the nearest. */
function phrase(
  { nodes, nearest, nearestName }: Omit<Aggregate, 'nearestName'> & { nearestName: string | null },
  { template, needs }: TaskClass,
): string {
  const verb = (one: string, several: string) =>
    nearestName === null ? one : `${figure(nodes)} ${nodes === 1 ? one : several}`;
  const short = (what: string, wants: string, free: string) =>
    nearestName === null
      ? `lacks ${what} (wants ${wants}, ${free} is free)`
      : `${verb('lacks', 'lack')} ${what} (wants ${wants}, most free is ${free} on ${nearestName})`;
  const { detail, free, code } = nearest;
  const { cpuMillis, memoryBytes, diskBytes, gpus } = needs.resources;
  const phrases: Record<RefusalCode, () => string> = {
    unreachable: () => verb('is unreachable', 'are unreachable'),
    draining: () => verb('is being drained', 'are being drained'),
    cordoned: () => verb('is cordoned', 'are cordoned'),
    runtime: () =>
      `${verb('lacks', 'lack')} the ${template.runtime} runtime${detail === '' ? '' : ` (${detail})`}`,
    taint: () => `${verb('has', 'have')} the taint ${detail}`,
    nodeSelector: () => `${verb('does', 'do')} not match the node selector ${detail}`,
    constraint: () => `${verb('does', 'do')} not satisfy the constraint ${detail}`,
    locality: () => `${verb('is', 'are')} not ${detail}, where it would rather be and waits for room`,
    spread: () => `${verb('is', 'are')} ruled out by the constraint ${detail} and the tasks there are`,
    volume: () => `${verb('does', 'do')} not have the volume ${detail}`,
    volumeDriver: () => `${verb('lacks', 'lack')} the volume driver ${detail}`,
    volumeInUse: () => `${verb('has', 'have')} to wait for the volume ${detail}`,
    kept: () => `${verb('has', 'have')} room that is kept for ${detail}`,
    cpu: () => short('CPU', cores(cpuMillis), cores(free)),
    memory: () => short('memory', bytes(memoryBytes), bytes(free)),
    disk: () => short('disk', bytes(diskBytes), bytes(free)),
    gpus: () => short('GPUs', String(gpus), String(free)),
    hostPort: () => `${verb('has', 'have')} no host port ${detail}`,
    dynamicPorts: () => `${verb('has', 'have')} too few free host ports (wants ${needs.dynamicPorts})`,
  };
  return phrases[code]();
}
