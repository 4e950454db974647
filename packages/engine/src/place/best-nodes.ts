import type { NodeId, NodeRecord } from '@gantry/model';
import { freeOf } from '../state/holdings.ts';
import { holdingFor } from '../state/reservations.ts';
import type { State } from '../state/state.ts';
import { isDistributing, type TaskPlace } from './constraints.ts';
import { isNear, refusalOfNode, refusalOfRoom, refusalOfSpread } from './filters.ts';
import { unwelcome } from './taints.ts';
import type { TaskClass } from './task-class.ts';
import { refusalOfVolumes } from './volume-place.ts';

/** How good a node is for the next task; the smallest is the best. */
interface Rank {
  /** 1: not where the tasks would rather be. */
  far: number;
  /** Active tasks of the same cohort there, then of the same owner: they are spread first. */
  sameCohort: number;
  sameOwner: number;
  /** Taints that would rather have the task elsewhere. */
  unwelcome: number;
  /** What would be left of its cpu and memory, 0..2: then it is packed tightly. */
  leftRatio: number;
  /** Of equals, the node that joined first. */
  order: number;
}

function compare(a: Rank, b: Rank): number {
  return (
    a.far - b.far ||
    a.sameCohort - b.sameCohort ||
    a.sameOwner - b.sameOwner ||
    a.unwelcome - b.unwelcome ||
    a.leftRatio - b.leftRatio ||
    a.order - b.order
  );
}

interface Candidate {
  nodeId: NodeId;
  order: number;
  rank: Rank;
}

/**
 * The nodes that can take tasks of one class, the best first, as they fill up. Nodes are filtered once; room is looked
 * at again each time, as tasks of other classes go to the same nodes meanwhile.
 */
export class BestNodes {
  readonly #state: State;
  readonly #class: TaskClass;
  readonly #parts: Iterator<readonly NodeRecord[]>;
  #heap: Candidate[] = [];
  #considered = 0;
  readonly #isDistributed: boolean;
  readonly #tasksOn: (nodeId: NodeId) => number;

  /**
   * @param nodes in parts: the next one is looked at only when those before have not `enough` candidates.
   */
  constructor(
    state: State,
    taskClass: TaskClass,
    { nodes, enough }: { nodes: Iterable<readonly NodeRecord[]>; enough: number },
  ) {
    this.#state = state;
    this.#class = taskClass;
    this.#isDistributed = taskClass.template.constraints.some(isDistributing);
    this.#tasksOn = tasksOf(state, taskClass);
    this.#parts = nodes[Symbol.iterator]();
    this.#fill(enough);
  }

  /** The best node for one more task now; null: none can take one. */
  next(): NodeRecord | null {
    return this.#isDistributed ? this.#nextByScan() : this.#nextByRank();
  }

  /** Looks at parts until there are so many candidates, or no more parts. */
  #fill(enough: number): void {
    while (this.#heap.length < enough) {
      const part = this.#parts.next();
      if (part.done) break;
      for (const node of part.value) this.#consider(node, this.#considered++);
    }
    this.#heap.sort((a, b) => compare(a.rank, b.rank));
  }

  #consider(node: NodeRecord, order: number): void {
    if (refusalOfNode(node, this.#class) !== null || !this.#hasRoom(node)) return;
    this.#heap.push({ nodeId: node.id, order, rank: this.#rankOf(node, order) });
  }

  #hasRoom(node: NodeRecord): boolean {
    return (
      refusalOfRoom(node, holdingFor(this.#state, node.id, this.#class), this.#class) === null &&
      refusalOfVolumes(this.#state, node, this.#class) === null
    );
  }

  #rankOf(node: NodeRecord, order: number): Rank {
    const { cohort, needs, template, nearness } = this.#class;
    const free = freeOf(node, holdingFor(this.#state, node.id, this.#class));
    const ratio = (kind: 'cpuMillis' | 'memoryBytes') =>
      node.resources[kind] === 0 ? 0 : (free[kind] - needs.resources[kind]) / node.resources[kind];
    return {
      far: Number(nearness !== null && !isNear(node, nearness)),
      sameCohort: this.#state.derived.tasksOn(cohort, node.id),
      sameOwner: this.#tasksOn(node.id),
      unwelcome: unwelcome(node, template),
      leftRatio: ratio('cpuMillis') + ratio('memoryBytes'),
      order,
    };
  }

  /** The root's rank may be out of date: it is ranked again, and stays the answer only if it still comes first. */
  #nextByRank(): NodeRecord | null {
    for (;;) {
      if (this.#heap.length === 0) this.#fill(1);
      const first = this.#heap[0];
      if (first === undefined) return null;
      const node = this.#state.get('nodes', first.nodeId)!;
      if (!this.#hasRoom(node)) {
        this.#dropFirst();
        continue;
      }
      const rank = this.#rankOf(node, first.order);
      if (compare(rank, first.rank) === 0) return node;
      first.rank = rank;
      this.#sink(0);
    }
  }

  /** With constraints on their distribution, each task changes what every node may take: all are looked at. */
  #nextByScan(): NodeRecord | null {
    const places = placesOf(this.#state, this.#class);
    let best: { node: NodeRecord; rank: Rank } | null = null;
    for (const { nodeId, order } of this.#heap) {
      const node = this.#state.get('nodes', nodeId)!;
      if (!this.#hasRoom(node)) continue;
      if (refusalOfSpread(node, this.#class.template, places) !== null) continue;
      const rank = this.#rankOf(node, order);
      if (best === null || compare(rank, best.rank) < 0) best = { node, rank };
    }
    return best?.node ?? null;
  }

  #dropFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let at = from; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && compare(heap[left]!.rank, heap[least]!.rank) < 0) least = left;
      if (right < heap.length && compare(heap[right]!.rank, heap[least]!.rank) < 0) least = right;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}

type Owner = Pick<TaskClass, 'ownerCohorts'>;

/** Tells the owner's active tasks on one node after the other, for as long as it has the same cohorts. */
function tasksOf(state: State, { ownerCohorts }: Owner): (nodeId: NodeId) => number {
  return (nodeId) => ownerCohorts.reduce((sum, cohort) => sum + state.derived.tasksOn(cohort, nodeId), 0);
}

/** Where the owner's active tasks are. */
export function placesOf(state: State, { ownerCohorts }: Owner): TaskPlace[] {
  const counts = new Map<string, number>();
  for (const cohort of ownerCohorts) {
    for (const [nodeId, count] of state.derived.spreadOf(cohort))
      counts.set(nodeId, (counts.get(nodeId) ?? 0) + count);
  }
  return [...counts].flatMap(([nodeId, count]) => {
    const node = state.get('nodes', nodeId);
    return node === undefined ? [] : [{ node, count }];
  });
}
