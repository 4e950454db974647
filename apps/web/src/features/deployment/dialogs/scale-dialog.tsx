import { useState } from 'react';
import { useAct } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { usePlan } from '../../../live/plans.ts';
import { formatPlural } from '../../../shared/format/quantity.ts';
import { PlanSlot } from '../../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../../shared/ui/dialog.tsx';
import { useGuard } from '../../../shared/ui/guard-field.tsx';
import { Stepper } from '../../../shared/ui/stepper.tsx';
import type { DeploymentDialogProps } from './deployment-dialogs.tsx';

export function ScaleDialog({ current: { deployment }, wanted, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec } = deployment;
  const [replicas, setReplicas] = useState(wanted.replicas ?? spec.replicas);
  const same = replicas === spec.replicas;
  const plan = usePlan(same ? null : { action: 'scale', namespace, name, replicas }, generation);
  const { submit, pending, refusal } = useAct(
    api.deployments.scale.mutate,
    (_, input) => `${name} scales to ${formatPlural(input.replicas, 'replica')}`,
  );
  const guard = useGuard(replicas < spec.replicas ? [deployment] : []);
  const confirm = async () => {
    if (await submit({ namespace, name, replicas, planHash: plan.plan?.hash ?? null, typed: guard.typed }))
      onClose();
    else await plan.refetch();
  };
  const label =
    replicas > spec.replicas ? `Start ${replicas - spec.replicas} more` : `Stop ${spec.replicas - replicas}`;
  return (
    <Dialog
      title={`Scale ${name}`}
      description={`It has ${formatPlural(spec.replicas, 'replica')} now.`}
      onClose={onClose}
    >
      <div className="mb-4 flex items-center gap-3">
        <Stepper value={replicas} onChange={setReplicas} label="replica" autoFocus />
        <span className="text-ink-2">{replicas === 1 ? 'replica' : 'replicas'}</span>
      </div>
      {same ? (
        <p className="text-ink-3">Choose another number to see what it would do.</p>
      ) : (
        <PlanSlot {...plan} currentReplicas={spec.replicas} />
      )}
      {guard.field}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={same ? 'Scale' : label}
        disabled={!guard.isPassed || same || !plan.isShown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
