import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useTogetherPlan } from '../../live/together.ts';
import { PlanSlot } from '../plan/plan-slot.tsx';
import { RefusalNotice } from '../refusal-notice.tsx';
import { ConfirmRow } from '../ui/confirm-row.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { BulkAct } from './bulk-bar.tsx';

/** One plan for all that is chosen, and one confirmation: all of it is done in one step, or none. */
export default function BulkDialog({
  verb,
  acts,
  danger = false,
  about,
  what,
  onClose,
}: BulkAct & { what: string; onClose: (done: boolean) => void }) {
  const plan = useTogetherPlan(acts);
  const { submit, pending, refusal } = useAct(api.together.act.mutate, (reply) => reply.message);
  const confirm = async () => {
    if (await submit({ acts: [...acts], planHash: plan.plan?.hash ?? null })) onClose(true);
    else await plan.refetch();
  };
  return (
    <Dialog
      title={`${verb} ${what}`}
      description={about ?? 'All in one step, or none.'}
      onClose={() => onClose(false)}
    >
      <PlanSlot {...plan} currentReplicas={plan.plan?.desired ?? 0} />
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger={danger}
        label={`${verb} ${what}`}
        disabled={plan.plan === undefined || plan.stale || plan.refusal !== null}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={() => onClose(false)}
      />
    </Dialog>
  );
}
