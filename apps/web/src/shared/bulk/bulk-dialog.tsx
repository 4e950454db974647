import { useState } from 'react';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useTogetherPlan } from '../../live/together.ts';
import { useMissing } from '../missing-told.ts';
import { PlanSlot } from '../plan/plan-slot.tsx';
import { RefusalNotice } from '../refusal-notice.tsx';
import { ConfirmRow } from '../ui/confirm-row.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useGuard } from '../ui/guard-field.tsx';
import { Stepper } from '../ui/stepper.tsx';
import type { BulkAct } from './bulk-bar.tsx';

/** One plan for all that is chosen, and one confirmation: all of it is done in one step, or none. */
export default function BulkDialog({
  verb,
  acts,
  danger = false,
  losses = [],
  about,
  amount,
  what,
  onClose,
}: BulkAct & {
  what: string;
  onClose: (done: boolean) => void;
}) {
  const [number, setNumber] = useState(amount?.initial ?? 0);
  const wanted = amount?.actsFor(number) ?? acts;
  const plan = useTogetherPlan(wanted);
  const hasNoPlans = useMissing((state) => state.hasNoPlans);
  const { submit, pending, refusal } = useAct(api.together.act.mutate, (reply) => reply.message);
  const guard = useGuard(amount?.lossesFor(number) ?? losses);
  const confirm = async () => {
    if (await submit({ acts: [...wanted], planHash: plan.plan?.hash ?? null, typed: guard.typed }))
      onClose(true);
    else await plan.refetch();
  };
  return (
    <Dialog
      title={`${verb} ${what}`}
      description={about ?? 'All in one step, or none.'}
      onClose={() => onClose(false)}
    >
      {amount && (
        <div className="mb-4 flex items-center gap-3">
          <Stepper value={number} onChange={setNumber} label={amount.noun} autoFocus />
          <span className="text-ink-2">{number === 1 ? amount.noun : `${amount.noun}s`} each</span>
        </div>
      )}
      {wanted.length === 0 ? (
        <p className="text-ink-3">
          Each of them has as many now. Choose another number to see what it would do.
        </p>
      ) : (
        <PlanSlot {...plan} currentReplicas={amount?.nowFor(number) ?? plan.plan?.desired ?? 0} />
      )}
      {guard.field}
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        danger={danger}
        label={`${verb} ${what}`}
        disabled={
          !guard.isPassed ||
          wanted.length === 0 ||
          plan.plan === undefined ||
          plan.stale ||
          plan.refusal !== null ||
          hasNoPlans
        }
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={() => onClose(false)}
      />
    </Dialog>
  );
}
