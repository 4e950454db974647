import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import { useDeploymentVerdicts } from '../../live/verdicts.ts';
import { nodeVerdict } from '../../shared/verdict.ts';

/** Things that want attention, by place. */
export function usePlaceCounts(): Record<string, number | undefined> {
  const nodes = useRows('nodes');
  const verdicts = useDeploymentVerdicts();
  const jobs = useRows('jobs');
  const silent = useMemo(() => nodes.filter((node) => nodeVerdict(node).tone === 'unknown').length, [nodes]);
  return useMemo(
    () => ({
      '/deployments': [...verdicts.values()].filter(({ tone }) => tone === 'failed' || tone === 'degraded')
        .length,
      '/jobs': jobs.filter((job) => job.parentId === null && job.state === 'failed').length,
      '/nodes': silent,
    }),
    [verdicts, jobs, silent],
  );
}
