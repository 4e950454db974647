import type { JobRecord } from '@gantry/model';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useJobPlan } from '../../live/plans.ts';
import { makesRuns } from '../../shared/job-verdict.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';

/** Its tasks stop, and nothing of it is left: neither logs nor history. */
export default function DeleteDialog({ job, onClose }: { job: JobRecord; onClose: () => void }) {
  const navigate = useNavigate();
  const { namespace, name, generation } = job;
  const plan = useJobPlan({ action: 'delete', namespace, name }, generation);
  const { submit, pending, refusal } = useAct(api.jobs.delete.mutate, () => `${name} is being deleted`);
  const guard = useGuard([{ namespace, name }]);
  const confirm = async () => {
    const reply = await submit({ namespace, name, typed: guard.typed });
    if (reply === null) return;
    if (reply.intent === null) void navigate({ to: '/jobs' });
    else onClose();
  };
  return (
    <Dialog
      title={`Delete ${name}`}
      description={`${
        makesRuns(job)
          ? 'All its runs go with it, with their logs.'
          : 'Its tasks go with it, with their logs.'
      } This cannot be undone.`}
      onClose={onClose}
    >
      <PlanSlot {...plan} currentReplicas={null} />
      {guard.field}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger
        label={`Delete ${name}`}
        disabled={!guard.isPassed || plan.refusal !== null}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
