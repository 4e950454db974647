import { useAct } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { usePlan } from '../../../live/plans.ts';
import { formatPlural } from '../../../shared/format/quantity.ts';
import { PlanSlot } from '../../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../../shared/ui/dialog.tsx';
import type { DeploymentDialogProps } from './deployment-dialogs.tsx';

export function RestartDialog({ current: { deployment }, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec } = deployment;
  const plan = usePlan({ action: 'restart', namespace, name }, generation);
  const { submit, pending, refusal } = useAct(
    api.deployments.restart.mutate,
    () => `${name} restarts step by step`,
  );
  const confirm = async () => {
    if (await submit({ namespace, name, planHash: plan.plan?.hash ?? null })) onClose();
    else await plan.refetch();
  };
  return (
    <Dialog
      title={`Restart ${name}`}
      description="Every container is replaced by one of the same template, as in a rollout."
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={spec.replicas} />
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={`Replace ${formatPlural(spec.replicas, 'container')}`}
        disabled={!plan.isShown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
