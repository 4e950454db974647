import type { JobRecord, NodeRecord } from '@gantry/model';
import { useRows } from '../../live/hooks.ts';
import { remembered } from '../../live/selection.ts';
import { useVerdict } from '../../live/verdicts.ts';
import type { Verdicts } from '../../live/verdicts-in.ts';
import type { Tone } from '../../shared/tone.ts';
import { nodeVerdict } from '../../shared/verdict.ts';

/** How many things of a place want attention, in the colour of the worst of them. */
export interface PlaceCount {
  count: number;
  tone: Tone;
}

/** Of each place that can have some. */
export const placeCounts: Readonly<Record<string, () => PlaceCount>> = {
  '/deployments': useTroubledDeployments,
  '/jobs': useFailedJobs,
  '/nodes': useSilentNodes,
};

function useTroubledDeployments(): PlaceCount {
  const failed = useVerdict(failedOf);
  const degraded = useVerdict(degradedOf);
  return { count: failed + degraded, tone: failed > 0 ? 'failed' : 'degraded' };
}

function useFailedJobs(): PlaceCount {
  return { count: failedAmong(useRows('jobs')), tone: 'failed' };
}

function useSilentNodes(): PlaceCount {
  return { count: silentAmong(useRows('nodes')), tone: 'failed' };
}

const failedOf = (verdicts: Verdicts) => countOf(verdicts, 'failed');
const degradedOf = (verdicts: Verdicts) => countOf(verdicts, 'degraded');

function countOf(verdicts: Verdicts, wanted: Tone): number {
  let count = 0;
  for (const { tone } of verdicts.values()) count += Number(tone === wanted);
  return count;
}

const failedAmong = remembered(
  (jobs: readonly JobRecord[]) =>
    jobs.filter(({ parentId, state }) => parentId === null && state === 'failed').length,
);

const silentAmong = remembered(
  (nodes: readonly NodeRecord[]) => nodes.filter((node) => nodeVerdict(node).tone === 'unknown').length,
);
