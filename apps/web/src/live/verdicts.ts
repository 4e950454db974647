import { useCallback, useSyncExternalStore } from 'react';
import { useReplica } from './hooks.ts';
import { type VerdictStores, type Verdicts, verdictsIn } from './verdicts-in.ts';

/** One thing that the verdicts tell; renders again when it is another, and not with every change of a deployment. */
export function useVerdict<T>(read: (verdicts: Verdicts) => T): T {
  const { tables } = useReplica();
  const subscribe = useCallback((listener: () => void) => subscribeTo(tables, listener), [tables]);
  return useSyncExternalStore(subscribe, () => read(verdictsIn(tables)));
}

/** All of them: a new map when any record changed that they are told by. */
export const useDeploymentVerdicts = (): Verdicts => useVerdict((verdicts) => verdicts);

function subscribeTo({ deployments, rollouts, tasks }: VerdictStores, listener: () => void): () => void {
  const stops = [deployments, rollouts, tasks].map((store) => store.subscribe(listener));
  return () => {
    for (const stop of stops) stop();
  };
}
