import { type NodeRecord, type Resources, subtractResources } from '@gantry/model';
import type { TaskPlace } from '../place/constraints.ts';
import { refusalOfNode, refusalOfPorts, refusalOfSpread } from '../place/filters.ts';
import type { TaskClass } from '../place/task-class.ts';
import { refusalOfVolumes } from '../place/volume-place.ts';
import { freeOf } from '../state/holdings.ts';
import { holdingFor } from '../state/reservations.ts';
import type { State } from '../state/state.ts';

/** The class of the task that waits, and where the others of its owner are. */
export interface Asking {
  taskClass: TaskClass;
  places: readonly TaskPlace[];
}

/** A node that has everything but room. `ratio`: how much of what is wanted is lacking, summed over the resources. */
export interface NearMiss {
  node: NodeRecord;
  free: Resources;
  lacks: Resources;
  ratio: number;
}

const kinds = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const satisfies (keyof Resources)[];

const mapKinds = (of: (kind: keyof Resources) => number): Resources => ({
  cpuMillis: of('cpuMillis'),
  memoryBytes: of('memoryBytes'),
  diskBytes: of('diskBytes'),
  gpus: of('gpus'),
});

/** What a node has free for the class, and how much that is too little. */
export function roomOn(state: State, node: NodeRecord, taskClass: TaskClass) {
  const { needs } = taskClass;
  const left = freeOf(node, holdingFor(state, node.id, taskClass));
  const free = mapKinds((kind) => Math.max(0, left[kind]));
  const short = subtractResources(needs.resources, free);
  return { free, lacks: mapKinds((kind) => Math.max(0, short[kind])) };
}

/** null: more than room keeps the task off the node. */
export function nearMiss(state: State, node: NodeRecord, { taskClass, places }: Asking): NearMiss | null {
  const isBarred =
    refusalOfNode(node, taskClass) ??
    refusalOfPorts(node, holdingFor(state, node.id, taskClass), taskClass) ??
    refusalOfVolumes(state, node, taskClass) ??
    refusalOfSpread(node, taskClass.template, places);
  if (isBarred !== null) return null;
  const { free, lacks } = roomOn(state, node, taskClass);
  const wants = taskClass.needs.resources;
  const ratio = kinds.reduce((sum, kind) => sum + (lacks[kind] > 0 ? lacks[kind] / wants[kind] : 0), 0);
  return { node, free, lacks, ratio };
}
