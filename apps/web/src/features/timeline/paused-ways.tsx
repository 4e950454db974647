import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useQuickChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useOffline } from '../../live/hooks.ts';
import { abortTarget } from '../../shared/abort-target.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';

/**
 * A paused deployment takes no rollback. What can be done instead: go back by an abort, or resume and look again. Why it
 * is paused is told above all its screens.
 */
export function PausedWays({
  deployment,
  rollout,
  target,
}: {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
  target: number;
}) {
  const { namespace, name } = deployment;
  const { act, pending } = useQuickChange();
  const navigate = useNavigate();
  const offline = useOffline();
  const abortsToTarget = abortTarget(deployment, rollout) === target;
  return (
    <Notice tone="pending" title="No rollback while it is paused">
      <div className="mt-1 flex flex-wrap gap-2">
        {abortsToTarget && (
          <Button
            acts
            variant="primary"
            disabled={offline}
            onClick={() =>
              void navigate({ to: '.', search: (old) => ({ ...old, panel: 'abort' }), replace: true })
            }
          >
            Abort this rollout: back to r{target}
          </Button>
        )}
        <Button
          acts
          disabled={offline}
          pending={pending === 'resume'}
          onClick={() =>
            void act(
              'resume',
              (retried) => api.deployments.resume.mutate({ namespace, name, ...retried }),
              `Resumed ${name}`,
            )
          }
        >
          Resume, then choose again
        </Button>
      </div>
    </Notice>
  );
}
