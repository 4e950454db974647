import { useAct } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { usePlan } from '../../../live/plans.ts';
import { formatPlural } from '../../../shared/format/quantity.ts';
import { PlanSlot } from '../../../shared/plan/plan-slot.tsx';
import { stopsOf } from '../../../shared/plan/plan-summary.ts';
import { RefusalNotice } from '../../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../../shared/ui/dialog.tsx';
import type { DeploymentDialogProps } from './deployment-dialogs.tsx';

/** Gives a rollout up: the way back to the last good revision, before it is taken. */
export function AbortDialog({ current: { deployment, rollout }, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec, paused } = deployment;
  const plan = usePlan({ action: 'abort', namespace, name }, generation);
  const { submit, pending, refusal } = useAct(
    api.deployments.abort.mutate,
    (reply) => `${name} goes back, as r${reply.deploymentRevision}`,
  );
  const confirm = async () => {
    // While tasks move the plan is another one every moment, and giving up must not lose that race.
    const planHash = paused ? (plan.plan?.hash ?? null) : null;
    if (await submit({ namespace, name, planHash })) onClose();
    else await plan.refetch();
  };
  const stops = plan.plan === undefined ? 0 : stopsOf(plan.plan);
  return (
    <Dialog
      title={`Abort the rollout of ${name}`}
      description={
        rollout === undefined
          ? 'The last revision that was good comes back as a new one.'
          : `r${rollout.toRevision} is given up; the last revision that was good comes back as a new one.`
      }
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={spec.replicas} />
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        back="Let it go on"
        label={stops === 0 ? 'Abort' : `Abort and stop ${formatPlural(stops, 'container')}`}
        disabled={!plan.isShown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
