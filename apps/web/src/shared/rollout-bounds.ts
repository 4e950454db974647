import type { DeploymentSpec } from '@gantry/model';

export interface RolloutBounds {
  /** Tasks above the wanted number that a rollout may run. */
  surge: number;
  /** Wanted tasks that may be missing. */
  unavailable: number;
  /** Ready tasks never fall below this. */
  floor: number;
  /** Tasks in all never rise above this. */
  ceiling: number;
}

type Count = number | string;

/** `25%` of `replicas`, rounded as Kubernetes does: up for surge, down for unavailable. */
function resolve(count: Count, replicas: number, round: (n: number) => number): number {
  if (typeof count === 'number') return count;
  return round((Number.parseInt(count, 10) * replicas) / 100);
}

function rolling(replicas: number, maxSurge: Count, maxUnavailable: Count): [number, number] {
  const surge = resolve(maxSurge, replicas, Math.ceil);
  const unavailable = Math.min(replicas, resolve(maxUnavailable, replicas, Math.floor));
  // Both zero would never move; Kubernetes then lets one be missing.
  return surge === 0 && unavailable === 0 ? [0, Math.min(1, replicas)] : [surge, unavailable];
}

function surgeAndUnavailable({
  replicas,
  strategy,
}: Pick<DeploymentSpec, 'replicas' | 'strategy'>): [number, number] {
  switch (strategy.type) {
    case 'RollingUpdate':
    case 'Canary':
      return rolling(replicas, strategy.maxSurge, strategy.maxUnavailable);
    case 'Recreate':
      return [0, replicas];
    case 'BlueGreen':
      return [replicas, 0];
    case 'Capacity':
      return [
        Math.floor(replicas * strategy.maximumOverCapacity),
        replicas - Math.ceil(replicas * strategy.minimumHealthCapacity),
      ];
  }
}

/** What a rollout of this deployment keeps to, in tasks. For showing; the engine has the last word. */
export function rolloutBounds(spec: Pick<DeploymentSpec, 'replicas' | 'strategy'>): RolloutBounds {
  const [surge, unavailable] = surgeAndUnavailable(spec);
  return { surge, unavailable, floor: spec.replicas - unavailable, ceiling: spec.replicas + surge };
}

/** `Rolling update, 1 extra, 0 missing`. */
export function strategySentence(spec: DeploymentSpec): string {
  const { surge, unavailable } = rolloutBounds(spec);
  switch (spec.strategy.type) {
    case 'Recreate':
      return 'Recreate: all stop, then all start';
    case 'BlueGreen':
      return 'Blue-green: a full second set, then the switch';
    case 'Canary':
      return `Canary in ${spec.strategy.steps.length} steps, up to ${surge} extra`;
    default:
      return `Rolling update, up to ${surge} extra and ${unavailable} missing`;
  }
}
