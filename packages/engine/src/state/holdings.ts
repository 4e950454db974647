import {
  addResources,
  hasEnded,
  type NodeRecord,
  noResources,
  type OfferRecord,
  type Resources,
  subtractResources,
  type TaskRecord,
} from '@gantry/model';

/** What the live tasks, outstanding offers and volumes of reserved disk of a node take. Replaced whole, never edited. */
export interface NodeHolding {
  resources: Resources;
  /** Host ports in use, ascending. */
  ports: readonly number[];
  tasks: number;
}

export const emptyHolding: NodeHolding = Object.freeze({
  resources: noResources,
  ports: Object.freeze([]),
  tasks: 0,
});

/**
 * A task takes room on its node from its assignment to its end. One that was given up as lost takes it until its agent
 * says that it is gone: it may still run there.
 */
export function holdsRoom(task: TaskRecord): boolean {
  if (task.nodeId === null) return false;
  return !hasEnded(task.state) || (task.state === 'lost' && task.finishedAtMs === null);
}

export function withTask(holding: NodeHolding, task: TaskRecord, resources: Resources): NodeHolding {
  return {
    resources: addResources(holding.resources, resources),
    ports: [...holding.ports, ...task.hostPorts].sort((a, b) => a - b),
    tasks: holding.tasks + 1,
  };
}

export function withoutTask(holding: NodeHolding, task: TaskRecord, resources: Resources): NodeHolding {
  return {
    resources: subtractResources(holding.resources, resources),
    ports: withoutPorts(holding.ports, task.hostPorts),
    tasks: holding.tasks - 1,
  };
}

/** Each port once: two tasks that were made to share one by a restored state leave one each. */
function withoutPorts(ports: readonly number[], gone: readonly number[]): number[] {
  const left = [...ports];
  for (const port of gone) {
    const at = left.indexOf(port);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

export function withOffer(holding: NodeHolding, offer: OfferRecord): NodeHolding {
  return { ...holding, resources: addResources(holding.resources, offer.resources) };
}

export function withoutOffer(holding: NodeHolding, offer: OfferRecord): NodeHolding {
  return { ...holding, resources: subtractResources(holding.resources, offer.resources) };
}

/** What is left on a node. Negative where a node was made smaller than what runs on it. */
export function freeOf(node: NodeRecord, holding: NodeHolding): Resources {
  return subtractResources(node.resources, holding.resources);
}
