import type { DeploymentSpec, TaskId } from '@gantry/model';
import { firstFew } from '../first-few.ts';

/** What decides whether a task is stopped before another one of its replica set. */
export interface StopCandidate {
  id: TaskId;
  /** `unknown`: on a node that nobody hears of. `pending`: on a node, but not running yet. */
  phase: 'unassigned' | 'pending' | 'unknown' | 'running';
  ready: boolean;
  available: boolean;
  /** The annotation `controller.kubernetes.io/pod-deletion-cost`; 0 without it. */
  deletionCost: number;
  /** What stopping is to even out: the node; with a `killSelection`, the `groupBy` constraint's value, or '' without one. */
  group: string;
  /** Live tasks of the whole deployment in that group. */
  groupSize: number;
  readyAtMs: number | null;
  createdAtMs: number;
  restarts: number;
}

type Order = (a: StopCandidate, b: StopCandidate) => number;

const phaseOrder = { unassigned: 0, pending: 1, unknown: 2, running: 3 } as const;

/** False before true. */
const flag = (a: boolean, b: boolean) => Number(a) - Number(b);
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The first order that tells the two apart. */
const firstOf =
  (...orders: Order[]): Order =>
  (a, b) => {
    for (const order of orders) {
      const difference = order(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };

/**
 * Tasks that serve nobody before those that do. Availability is told apart, which Kubernetes does not: otherwise a
 * task that is only ready could outlive one that counts, and the lower fence post would be broken.
 */
const leastUseful: Order = firstOf(
  (a, b) => phaseOrder[a.phase] - phaseOrder[b.phase],
  (a, b) => flag(a.ready, b.ready),
  (a, b) => flag(a.available, b.available),
);

/**
 * The younger first; a missing instant is newest. By the instants themselves, not by the powers of two of their ages as
 * in Kubernetes: those change with time alone, and with them a plan that somebody is about to confirm.
 */
const youngest = (a: number | null, b: number | null) =>
  a === b ? 0 : (a ?? Number.POSITIVE_INFINITY) > (b ?? Number.POSITIVE_INFINITY) ? -1 : 1;

const byId: Order = (a, b) => text(a.id, b.id);

/** Kubernetes's order within a replica set. */
const kubernetesOrder: Order = firstOf(
  leastUseful,
  (a, b) => a.deletionCost - b.deletionCost,
  (a, b) => b.groupSize - a.groupSize,
  (a, b) => (a.ready && b.ready ? youngest(a.readyAtMs, b.readyAtMs) : 0),
  (a, b) => b.restarts - a.restarts,
  (a, b) => youngest(a.createdAtMs, b.createdAtMs),
  byId,
);

/** Marathon's: what is useless first, then what evens out the groups, then by age. */
function ageOrder(youngestFirst: boolean): Order {
  const sign = youngestFirst ? -1 : 1;
  return firstOf(leastUseful, (a, b) => sign * (a.createdAtMs - b.createdAtMs), byId);
}

/**
 * How full each candidate's group will be when its turn in the group comes. Sorting by it stops from the fullest group
 * each time, without choosing one by one.
 */
function fullnessOf(candidates: readonly StopCandidate[], order: Order): Map<TaskId, number> {
  const gone = new Map<string, number>();
  const fullness = new Map<TaskId, number>();
  for (const { id, group, groupSize } of [...candidates].sort(order)) {
    const before = gone.get(group) ?? 0;
    gone.set(group, before + 1);
    fullness.set(id, groupSize - before);
  }
  return fullness;
}

/**
 * The candidates' ids, the first to stop first, and no more than `count`. `default` is Kubernetes's order; the other
 * two are Marathon's `killSelection` (rules RO20 and RO21).
 */
export function rankForStop(
  candidates: readonly StopCandidate[],
  mode: DeploymentSpec['killSelection'],
  count = candidates.length,
): TaskId[] {
  if (mode === 'default') return firstFew(candidates, kubernetesOrder, count).map(({ id }) => id);
  const order = ageOrder(mode === 'youngestFirst');
  const fullness = fullnessOf(candidates, order);
  const full = ({ id }: StopCandidate) => fullness.get(id) ?? 0;
  const evening: Order = (a, b) => full(b) - full(a);
  return firstFew(candidates, firstOf(leastUseful, evening, order), count).map(({ id }) => id);
}
