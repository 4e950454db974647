import { useCallback, useSyncExternalStore } from 'react';
import { useReplica } from './hooks.ts';
import { type VerdictStores, type Verdicts, verdictsIn } from './verdicts-in.ts';

/** One thing that the verdicts tell; renders again when it is another, and not with every change of a deployment. */
export function useVerdict<T>(read: (verdicts: Verdicts) => T): T {
  const replica = useReplica();
  const subscribe = useCallback((listener: () => void) => subscribeTo(replica, listener), [replica]);
  return useSyncExternalStore(subscribe, () => read(verdictsIn(replica)));
}

/** All of them: a new map when any record changed that they are told by. */
export const useDeploymentVerdicts = (): Verdicts => useVerdict((verdicts) => verdicts);

function subscribeTo({ tables, counts }: VerdictStores, listener: () => void): () => void {
  const stores = [tables.deployments, tables.rollouts, tables.tasks, counts];
  const stops = stores.map((store) => store.subscribe(listener));
  return () => {
    for (const stop of stops) stop();
  };
}
