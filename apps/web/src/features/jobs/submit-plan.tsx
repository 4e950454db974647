import { useJobPlan } from '../../live/plans.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

/** Where each of the first tasks would go, or why it would wait. Asked for once the manifest is valid. */
export function SubmitPlan({ text, valid }: { text: string; valid: boolean }) {
  const plan = useJobPlan(valid ? { action: 'submit', manifest: text, mode: 'create' } : null, 0);
  return (
    <Panel title="What will happen">
      {valid ? (
        <PlanSlot {...plan} currentReplicas={null} />
      ) : (
        <p className="text-ink-3">Shows where each task would go as soon as nothing is missing.</p>
      )}
    </Panel>
  );
}
