import { useNavigate } from '@tanstack/react-router';
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

/** Deleting takes the history along, so the name is typed. */
export function DeleteDialog({ current: { deployment }, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec, status } = deployment;
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const plan = usePlan({ action: 'delete', namespace, name }, generation);
  const { submit, pending, refusal } = useAct(
    api.deployments.delete.mutate,
    () => `${name} is being deleted`,
  );
  const confirm = async () => {
    const reply = await submit({ namespace, name, planHash: plan.plan?.hash ?? null, typed });
    if (reply === null) return void (await plan.refetch());
    if (reply.intent === null) void navigate({ to: '/deployments' });
    else onClose();
  };
  return (
    <Dialog
      title={`Delete ${name}`}
      description="Its containers stop and its revisions are gone for good."
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={spec.replicas} />
      <Field label={`Type ${name} to delete it`} className="mt-4">
        {(control) => (
          <TextInput {...control} value={typed} onChange={(event) => setTyped(event.target.value)} />
        )}
      </Field>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={
          status.replicas > 0 ? `Delete and stop ${formatPlural(status.replicas, 'container')}` : 'Delete'
        }
        disabled={typed !== name || plan.stale}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
