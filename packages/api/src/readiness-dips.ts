import { fencePosts } from '@gantry/engine';
import type { DeploymentSpec } from '@gantry/model';

/** A stretch in which fewer were ready than a deployment's strategy leaves at the least. */
export interface ReadinessDip {
  fromAtMs: number;
  /** null: it is below its floor still. */
  toAtMs: number | null;
  /** The fewest of all revisions together that were ready in it. */
  lowestReady: number;
  /** How many were to be ready at the least, of how many wanted, when it began. */
  floor: number;
  desired: number;
}

interface Counted {
  atMs: number;
  ready: Record<number, number>;
  desired: number;
  floor: number;
}

/** So many of the newest are told. */
const mostDips = 200;

/** How many are to be ready at the least: replicas - maxUnavailable. To recreate is to have none for a while. */
export function readyFloor({ strategy, replicas }: Pick<DeploymentSpec, 'strategy' | 'replicas'>): number {
  return strategy.type === 'Recreate' ? 0 : fencePosts(strategy, replicas).minAvailable;
}

/**
 * Where readiness fell below its floor, oldest first. What has never been at its floor has not fallen below it: a first
 * rollout begins with none, and where more replicas are wanted the floor is above what is ready for a while.
 */
export function dipsOf(points: readonly Counted[]): ReadinessDip[] {
  const dips: ReadinessDip[] = [];
  let heldFloor = 0;
  let open: ReadinessDip | null = null;
  for (const { atMs, ready, floor, desired } of points) {
    const count = sumOf(ready);
    heldFloor = count >= floor ? floor : Math.min(heldFloor, floor);
    if (count >= heldFloor) {
      if (open !== null) open.toAtMs = atMs;
      open = null;
    } else if (open !== null) {
      open.lowestReady = Math.min(open.lowestReady, count);
    } else {
      open = { fromAtMs: atMs, toAtMs: null, lowestReady: count, floor: heldFloor, desired };
      dips.push(open);
    }
  }
  return dips.slice(-mostDips);
}

const sumOf = (ready: Record<number, number>): number =>
  Object.values(ready).reduce((sum, count) => sum + count, 0);
