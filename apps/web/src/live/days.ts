import type { DayRibbon } from '@gantry/client';
import { useQuery } from '@tanstack/react-query';
import { askedTogether } from './asked-together.ts';
import { useClock } from './clock.ts';
import { api } from './cluster.ts';

const askEveryMs = 15_000;

const ask = askedTogether(
  async (deployments) => (await api.deployments.days.query({ deployments })).items,
  ({ deploymentId }) => deploymentId,
);

/** The last day of a deployment. null: it is not there yet, or the past is shown, of which the timeline tells. */
export function useDay(deploymentId: DayRibbon['deploymentId']): DayRibbon | null {
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { data = null } = useQuery({
    queryKey: ['day', deploymentId],
    queryFn: () => ask(deploymentId),
    enabled: !isPast,
    refetchInterval: askEveryMs,
  });
  return isPast ? null : data;
}
