import type { JobRecord, NodeRecord } from '@gantry/model';
import { useRows } from '../../live/hooks.ts';
import { remembered } from '../../live/selection.ts';
import { useVerdict } from '../../live/verdicts.ts';
import type { Verdicts } from '../../live/verdicts-in.ts';
import { nodeVerdict } from '../../shared/verdict.ts';

/** How many things of a place want attention. A place that is not here has none. */
export const placeCounts: Readonly<Record<string, () => number>> = {
  '/deployments': useTroubledDeployments,
  '/jobs': useFailedJobs,
  '/nodes': useSilentNodes,
};

function useTroubledDeployments(): number {
  return useVerdict(troubledAmong);
}

function useFailedJobs(): number {
  return failedAmong(useRows('jobs'));
}

function useSilentNodes(): number {
  return silentAmong(useRows('nodes'));
}

function troubledAmong(verdicts: Verdicts): number {
  let count = 0;
  for (const { tone } of verdicts.values()) count += Number(tone === 'failed' || tone === 'degraded');
  return count;
}

const failedAmong = remembered(
  (jobs: readonly JobRecord[]) =>
    jobs.filter(({ parentId, state }) => parentId === null && state === 'failed').length,
);

const silentAmong = remembered(
  (nodes: readonly NodeRecord[]) => nodes.filter((node) => nodeVerdict(node).tone === 'unknown').length,
);
