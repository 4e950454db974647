import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import type { PlannedDeploy } from './use-deploy-plan.ts';

/** Where each replica would go, or why it would wait. */
export function DeployPlan({
  planned,
  valid,
  replicas,
  title,
}: {
  planned: PlannedDeploy;
  valid: boolean;
  replicas: number;
  title: string;
}) {
  return (
    <Panel title={title}>
      {valid || planned.plan ? (
        <PlanSlot {...planned} currentReplicas={replicas} />
      ) : (
        <p className="text-ink-3">Shows where each replica would go as soon as nothing is missing.</p>
      )}
    </Panel>
  );
}

/** Beside the button, where no plan has come: it can be pressed all the same. */
export function PlanLess({ planned: { stale, refusal } }: { planned: PlannedDeploy }) {
  return stale || refusal?.code !== 'unavailable' ? null : (
    <span role="status" className="mr-auto text-dense text-ink-3">
      What it would do could not be worked out.
    </span>
  );
}
