import { useMemo } from 'react';
import { useRolloutsByDeployment, useRows } from '../../live/hooks.ts';
import { deploymentVerdict, nodeVerdict } from '../../shared/verdict.ts';

/** Things that want attention, by place. */
export function usePlaceCounts(): Record<string, number | undefined> {
  const deployments = useRows('deployments');
  const nodes = useRows('nodes');
  const rollouts = useRolloutsByDeployment();
  return useMemo(
    () => ({
      '/deployments': deployments.filter((deployment) =>
        ['failed', 'degraded'].includes(deploymentVerdict(deployment, rollouts.get(deployment.id)).tone),
      ).length,
      '/nodes': nodes.filter((node) => nodeVerdict(node).tone === 'unknown').length,
    }),
    [deployments, nodes, rollouts],
  );
}
