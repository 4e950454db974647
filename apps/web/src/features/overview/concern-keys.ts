import { useNavigate } from '@tanstack/react-router';
import type { Concern } from '../../shared/concern.ts';
import { isTyping } from '../../shared/is-typing.ts';
import { useKeydown } from '../../shared/use-keydown.ts';

/** `1` to `8` open what wants attention, in the order in which it is shown. */
export function useConcernKeys(concerns: readonly Concern[]): void {
  const navigate = useNavigate();
  useKeydown((event) => {
    if (!/^[1-8]$/.test(event.key) || event.shiftKey || isTyping(event)) return;
    const { deployment, job, node } = concerns[Number(event.key) - 1] ?? {};
    if (deployment)
      void navigate({
        to: '/deployments/$namespace/$name',
        params: { namespace: deployment.namespace, name: deployment.name },
      });
    else if (job)
      void navigate({
        to: '/jobs/$namespace/$name',
        params: { namespace: job.namespace, name: job.name },
      });
    else if (node) void navigate({ to: '/nodes/$node', params: { node: node.name } });
  });
}
