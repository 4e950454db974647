import { useChange } from '../../../live/changes.ts';
import { api } from '../../../live/cluster.ts';
import { usePlan } from '../../../live/plans.ts';
import { PlanSlot } from '../../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../../shared/ui/dialog.tsx';
import { pauseSentence } from '../pause-sentence.ts';
import type { DeploymentDialogProps } from './deployment-dialogs.tsx';

/** Holds a rollout. It can be pressed at once: whoever sees something go wrong waits for no plan. */
export function PauseDialog({ current: { deployment, rollout }, onClose }: DeploymentDialogProps) {
  const { namespace, name } = deployment;
  const { submit, pending, refusal } = useChange(api.deployments.pause.mutate, () => `Paused ${name}`);
  const confirm = async () => {
    if (await submit({ namespace, name })) onClose();
  };
  return (
    <Dialog title={`Pause ${name}`} description="Scaling goes on while it is paused." onClose={onClose}>
      <p className="font-medium">{pauseSentence(deployment, rollout)}</p>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label="Pause"
        disabled={false}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** What was held goes on: what it would stop and start until its end, or until it would wait again. */
export function ResumeDialog({ current: { deployment }, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec } = deployment;
  const plan = usePlan({ action: 'resume', namespace, name }, generation);
  const { submit, pending, refusal } = useChange(api.deployments.resume.mutate, () => `Resumed ${name}`);
  const confirm = async () => {
    if (await submit({ namespace, name })) onClose();
  };
  return (
    <Dialog
      title={`Resume ${name}`}
      description="The rollout goes on; what was changed meanwhile becomes one revision."
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={spec.replicas} />
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label="Resume"
        disabled={!plan.isShown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** A person says that a canary or blue-green rollout goes on. */
export function PromoteDialog({ current: { deployment, rollout }, onClose }: DeploymentDialogProps) {
  const { namespace, name, generation, spec } = deployment;
  const revision = rollout?.toRevision ?? deployment.revision;
  const plan = usePlan({ action: 'promote', namespace, name }, generation);
  const { submit, pending, refusal } = useChange(
    api.deployments.promote.mutate,
    () => `Promoted r${revision}`,
  );
  const confirm = async () => {
    if (await submit({ namespace, name })) onClose();
  };
  return (
    <Dialog
      title={`Promote r${revision} of ${name}`}
      description="The rollout goes on without waiting any longer."
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={spec.replicas} />
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={`Promote r${revision}`}
        disabled={!plan.isShown}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
