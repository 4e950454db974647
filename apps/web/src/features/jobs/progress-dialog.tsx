import type { JobRecord } from '@gantry/model';
import { useState } from 'react';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useJobPlan } from '../../live/plans.ts';
import { makesRuns } from '../../shared/job-verdict.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Field, TextInput } from '../../shared/ui/field.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';
import type { JobAct } from './job-acts.ts';

type ProgressAct = Exclude<JobAct, 'run' | 'delete'>;

const verbs = { suspend: 'Suspend', resume: 'Resume', cancel: 'Cancel' } as const;

/** What becomes of the job, before it does. */
function consequence(act: ProgressAct, job: JobRecord): string {
  const isGang = job.spec.plan.kind === 'gang';
  if (act === 'cancel') return 'What runs of it is stopped, and it cannot go on later. Its logs stay.';
  if (makesRuns(job))
    return act === 'suspend'
      ? 'No run of it is begun until it is resumed; those that run now go on.'
      : 'Its runs are begun again.';
  if (act === 'suspend')
    return isGang
      ? 'All its ranks stop. When it is resumed they start anew, together.'
      : 'What runs of it is stopped, and run again when it is resumed. What has succeeded counts.';
  return isGang
    ? 'Its ranks start anew, together, when there is room for all.'
    : 'It goes on with what has not succeeded yet.';
}

/** Holds a job, lets it go on, or gives it up. */
export default function ProgressDialog({
  job,
  act,
  onClose,
}: {
  job: JobRecord;
  act: ProgressAct;
  onClose: () => void;
}) {
  const { namespace, name, generation } = job;
  const plan = useJobPlan({ action: act, namespace, name }, generation);
  const [reason, setReason] = useState('');
  const { submit, pending, refusal } = useAct<{
    namespace: string;
    name: string;
    reason: string;
    typed: string | null;
  }>(
    ({ reason: why, ...target }) =>
      act === 'cancel' ? api.jobs.cancel.mutate({ ...target, reason: why }) : api.jobs[act].mutate(target),
    (reply) => reply.message,
  );
  const stops = act === 'cancel' || (act === 'suspend' && !makesRuns(job));
  const guard = useGuard(stops ? [job] : []);
  const confirm = async () => {
    if ((await submit({ namespace, name, reason, typed: guard.typed })) !== null) onClose();
  };
  return (
    <Dialog title={`${verbs[act]} ${name}`} description={consequence(act, job)} onClose={onClose}>
      <PlanSlot {...plan} currentReplicas={null} />
      {act === 'cancel' && (
        <Field label="Why" optional help="Shown with the job." className="mt-4">
          {(control) => (
            <TextInput
              {...control}
              autoFocus
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      )}
      {guard.field}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger={act === 'cancel'}
        label={act === 'cancel' ? 'Cancel job' : verbs[act]}
        back={act === 'cancel' ? 'Keep it' : undefined}
        disabled={!guard.isPassed || plan.refusal !== null}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
