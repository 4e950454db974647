import type { DeploymentRecord, RolloutPace, RolloutRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useOffline } from '../../live/hooks.ts';
import type { Plan, usePlan } from '../../live/plans.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { formatClock } from '../../shared/format/time.ts';
import { paceWords } from '../../shared/pace-words.ts';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { stopsOf } from '../../shared/plan/plan-summary.ts';
import { useReviewed } from '../../shared/plan/reviewed-plan.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { useNow } from '../../shared/ui/time.tsx';
import { useConfirmKey } from '../../shared/use-keydown.ts';
import { PausedWays } from './paused-ways.tsx';

/** What going back to a revision will do, and the button that does it. */
export function RollbackPanel({
  deployment,
  rollout,
  target,
  planned,
  pace,
  size,
  onSize,
  onDone,
}: {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
  target: number;
  planned: ReturnType<typeof usePlan>;
  pace: RolloutPace;
  /** How many replicas the revision was made with, and how many it is to have; null: as many as now. */
  size: { madeWith: number; chosen: number | null };
  onSize: (size: 'then' | undefined) => void;
  /** Confirmed, with the plan that was. */
  onDone: (plan: Plan) => void;
}) {
  const { namespace, name, spec, revision } = deployment;
  const { plan, stale, refusal: planRefusal } = planned;
  const { submit, pending, refusal } = useAct(
    api.deployments.rollback.mutate,
    (reply) => `Rolling back ${name} to r${target} as r${reply.deploymentRevision ?? revision + 1}`,
  );
  const guard = useGuard(size.chosen !== null && size.chosen < spec.replicas ? [deployment] : []);
  // While tasks move the plan is another one every moment.
  const isMoving = rollout?.endedAtMs === null;
  const { changed, review } = useReviewed(stale || isMoving ? undefined : plan, `${target} ${size.chosen}`);
  const confirm = async () => {
    // It is another plan than the one that was looked at: this press only says that it was seen.
    if (changed !== null) return void review();
    const reply = await submit({
      namespace,
      name,
      toRevision: target,
      replicas: size.chosen,
      planHash: plan?.hash ?? null,
      typed: guard.typed,
    });
    // Refused because the plan moved: the new one has to be looked at before the next press.
    if (reply === null) await planned.refetch();
    else if (plan !== undefined) onDone(plan);
  };
  const offline = useOffline();
  const stopped = plan === undefined ? spec.replicas : stopsOf(plan);
  const blocked =
    plan === undefined || !plan.changes || planRefusal !== null || stale || offline || !guard.isPassed;
  useConfirmKey(!blocked && !pending, () => void confirm());
  return (
    <Panel
      title={`Roll back to r${target}`}
      actions={plan && <PlanStamp hash={plan.hash} />}
      className="arrive-right"
    >
      {size.madeWith !== spec.replicas && !deployment.paused && (
        <div className="mb-3 flex items-center justify-between gap-3">
          <span className="text-ink-2">Replicas</span>
          <Segmented
            label="Replicas"
            value={size.chosen === null ? 'now' : 'then'}
            choices={[
              { value: 'now', label: `Keep ${spec.replicas}` },
              { value: 'then', label: `Restore ${size.madeWith}` },
            ]}
            onChange={(next) => onSize(next === 'then' ? next : undefined)}
          />
        </div>
      )}
      {deployment.paused ? (
        <PausedWays deployment={deployment} rollout={rollout} target={target} />
      ) : (
        <PlanSlot {...planned} currentReplicas={spec.replicas} />
      )}
      <p className="mt-2 text-dense text-ink-3">Past rollouts: {paceWords(pace)}.</p>
      {guard.field}
      <div className="mt-3 flex flex-col gap-3">
        <RefusalNotice refusal={refusal} />
        <div className="flex flex-wrap gap-2">
          <Button
            acts
            variant="primary"
            className="flex-1"
            disabled={blocked}
            pending={pending}
            onClick={() => void confirm()}
          >
            {buttonWords({ changed, stopped, target })}
          </Button>
          <Link
            to="/deployments/$namespace/$name/compare"
            params={{ namespace, name }}
            search={{ a: revision, b: target }}
            className={buttonClass()}
          >
            Compare
          </Link>
        </div>
      </div>
    </Panel>
  );
}

function buttonWords(of: { changed: number | null; stopped: number; target: number }): string {
  if (of.changed !== null) return `Plan changed, review ${formatPlural(of.changed, 'line')}`;
  if (of.stopped === 0) return `Roll back to r${of.target}`;
  return `Replace ${formatPlural(of.stopped, 'container')} with r${of.target}`;
}

function PlanStamp({ hash }: { hash: string }) {
  const now = useNow();
  return (
    <span className="text-label text-ink-3">
      plan {hash.slice(0, 6)} · {formatClock(now)}
    </span>
  );
}
