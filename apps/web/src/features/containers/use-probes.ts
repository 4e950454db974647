import type { Container, ProbedContainer, TaskRecord, Template } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { isLive } from '../../shared/verdict.ts';

/** A probe is asked every ten seconds as a rule; its node keeps what came of it, so little is missed between two looks. */
const askEveryMs = 3_000;
const askAgainMs = 15_000;

/** What the node of a container says its probes answered last. */
export interface HeardProbes {
  items: readonly ProbedContainer[];
  /** Why there is nothing, or nothing newer, to be heard; null: there is. */
  trouble: string | null;
}

/** One probe's part of it. */
export interface HeardProbe {
  probed: ProbedContainer | undefined;
  trouble: string | null;
}

/** Asks for as long as the container's page is looked at, and only where there are probes. */
export function useProbes(task: TaskRecord, template: Template): HeardProbes {
  const isPast = useClock((clock) => clock.atMs !== null);
  const isProbed = template.containers.some(
    (one) => one.startupProbe !== null || one.livenessProbe !== null || one.readinessProbe !== null,
  );
  const { data, error } = useQuery({
    queryKey: ['probes', task.id],
    queryFn: () => api.tasks.probes.query({ task: task.id }),
    enabled: isProbed && !isPast && task.nodeId !== null,
    retry: false,
    refetchInterval: ({ state }) => {
      if (!isLive(task)) return false;
      return state.status === 'error' ? askAgainMs : askEveryMs;
    },
  });
  if (isPast)
    return {
      items: [],
      trouble: 'Of the past, single answers are not kept; what they changed is in the events.',
    };
  return { items: data?.items ?? [], trouble: error === null ? null : refusalOf(error).message };
}

export const heardOf = (
  { items, trouble }: HeardProbes,
  { name }: Container,
  probe: ProbedContainer['probe'],
): HeardProbe => ({
  probed: items.find((one) => one.container === name && one.probe === probe),
  trouble,
});
