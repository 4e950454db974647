import type { DeploymentHistory } from '@gantry/client';
import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { useLastAnswer } from '../../live/last-answer.ts';
import { historyAt } from './history-at.ts';

/** The ribbon reaches this far back at the most. */
const windowSeconds = 30 * 24 * 3_600;

/** Asked again whenever the deployment moves, and every second while a rollout is under way; the last answer is kept. */
export function useHistory(
  { id, namespace, name, generation, status }: DeploymentRecord,
  rollout: RolloutRecord | undefined,
) {
  // Of the past there is nothing new: what is known now is cut to what was known then.
  const isPast = useClock((clock) => clock.atMs !== null);
  const moving = !isPast && rollout?.endedAtMs === null;
  // Asking has nodes asked whether what ran is still to be had; what comes of it is a change of its own.
  const lost = useRowsOf('revisions', 'deploymentId', id).map((revision) => revision.lost?.message ?? '');
  const version = isPast ? ['past'] : [generation, status.readyReplicas, rollout?.outcome, lost.join()];
  const query = useQuery({
    queryKey: ['history', namespace, name, ...version],
    queryFn: () => api.deployments.history.query({ namespace, name, windowSeconds }),
    // A number of ready containers comes again: what was heard at its last time is old.
    staleTime: 0,
    refetchInterval: moving ? 1_000 : false,
  });
  return { answer: useLastAnswer(query, id), error: query.error, retry: () => void query.refetch() };
}

/** Cuts the history of a deployment to the moment that is shown. */
export function useHistoryThen({ id, revision }: DeploymentRecord) {
  const atMs = useClock((clock) => clock.atMs);
  const rollouts = useRowsOf('rollouts', 'deploymentId', id);
  return useCallback(
    (history: DeploymentHistory) =>
      atMs === null ? history : historyAt(history, { atMs, revision, rollouts }),
    [atMs, revision, rollouts],
  );
}
