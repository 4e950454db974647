import { useState } from 'react';
import { useAct } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { usePlan } from '../../../live/plans.ts';
import { formatPlural } from '../../../shared/format/quantity.ts';
import { PlanSlot } from '../../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../../shared/ui/dialog.tsx';
import { Field, TextInput } from '../../../shared/ui/field.tsx';
import type { DeploymentDialogProps } from './deployment-dialogs.tsx';

export function RestartDialog({ current: { deployment }, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec } = deployment;
  const plan = usePlan({ action: 'restart', namespace, name }, generation);
  const [cause, setCause] = useState('');
  const { submit, pending, refusal } = useAct(
    api.deployments.restart.mutate,
    () => `${name} restarts step by step`,
  );
  const confirm = async () => {
    const planHash = plan.plan?.hash ?? null;
    if (await submit({ namespace, name, cause: cause.trim() || null, planHash })) onClose();
    else await plan.refetch();
  };
  return (
    <Dialog
      title={`Restart ${name}`}
      description="Every container is replaced by one of the same template, as in a rollout."
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={spec.replicas} />
      <Field label="Why" optional help="Shown in the timeline." className="mt-4">
        {(control) => (
          <TextInput {...control} value={cause} onChange={(event) => setCause(event.target.value)} />
        )}
      </Field>
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
