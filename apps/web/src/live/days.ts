import type { DayRibbon } from '@gantry/client';
import { askedBoard } from './asked-board.ts';
import { askedTogether } from './asked-together.ts';
import { api } from './cluster.ts';
import { useAsked } from './use-asked.ts';

type Id = DayRibbon['deploymentId'];

const days = askedBoard(
  askedTogether<Id, DayRibbon>(
    async (deployments) => (await api.deployments.days.query({ deployments })).items,
    ({ deploymentId }) => deploymentId,
  ),
  { everyMs: 15_000 },
);

/** The last day of a deployment. null: it is not there yet, or the past is shown, of which the timeline tells. */
export const useDay = (deploymentId: Id): DayRibbon | null => useAsked(days, deploymentId);
