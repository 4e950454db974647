import type { NodeRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf, useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import type { Plan } from '../../live/plans.ts';
import { planFreshMs, useRest } from '../../live/rest.ts';
import { useMissing } from '../../shared/missing-told.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { ConfirmRow } from '../../shared/ui/confirm-row.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';

/** Empties a node: what moves where, before it moves. */
export default function DrainDialog({ node, onClose }: { node: NodeRecord; onClose: () => void }) {
  const [force, setForce] = useState(false);
  const { timed, intervalMs } = useRest(planFreshMs);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['plan-drain', node.id, force],
    queryFn: timed<Plan>(() => api.nodes.planDrain.query({ node: node.id, force })),
    placeholderData: (last) => last,
    refetchInterval: intervalMs,
  });
  const hasNoPlans = useMissing((state) => state.hasNoPlans);
  const { submit, pending, refusal } = useAct(api.nodes.drain.mutate, () => `${node.name} is being drained`);
  const confirm = async () => {
    if (await submit({ node: node.id, force, planHash: data?.hash ?? null })) onClose();
    else await refetch();
  };
  return (
    <Dialog
      title={`Drain ${node.name}`}
      description="Its containers are started elsewhere first where a deployment allows it, then stopped here. It takes nothing new."
      onClose={onClose}
    >
      <PlanSlot
        plan={data}
        stale={isPlaceholderData}
        refusal={error ? refusalOf(error) : null}
        currentReplicas={data?.desired ?? 0}
      />
      <label className="mt-3 flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-1"
          checked={force}
          onChange={(event) => setForce(event.target.checked)}
        />
        <span>
          Stop also what nothing would start again elsewhere
          <span className="block text-dense text-ink-3">
            Tasks that no deployment or job owns are then gone for good.
          </span>
        </span>
      </label>
      <RefusalNotice refusal={refusal} />
      <ConfirmRow
        label={`Drain ${node.name}`}
        disabled={data === undefined || error !== null || isPlaceholderData || hasNoPlans}
        pending={pending}
        onConfirm={() => void confirm()}
        onCancel={onClose}
      />
    </Dialog>
  );
}
