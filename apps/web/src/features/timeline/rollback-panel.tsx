import type { DeploymentRecord, RolloutPace, RolloutRecord } from '@gantry/model';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { useOffline } from '../../live/hooks.ts';
import type { Plan, usePlan } from '../../live/plans.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { formatClock } from '../../shared/format/time.ts';
import { paceWords } from '../../shared/pace-words.ts';
import { useForce } from '../../shared/plan/force-field.tsx';
import { PlanSlot } from '../../shared/plan/plan-slot.tsx';
import { stopsOf } from '../../shared/plan/plan-summary.ts';
import { useReviewed } from '../../shared/plan/reviewed-plan.ts';
import { RefusalNotice } from '../../shared/refusal-notice.tsx';
import { Button, buttonClass } from '../../shared/ui/button.tsx';
import { TextInput } from '../../shared/ui/field.tsx';
import { useGuard } from '../../shared/ui/guard-field.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { Ago, useNow } from '../../shared/ui/time.tsx';
import { usePageConfirmKey } from '../../shared/use-keydown.ts';
import { PausedWays } from './paused-ways.tsx';
import type { RailEntry } from './rail.tsx';
import { whyBadHere } from './revision-state.ts';

interface RollbackPanelProps {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
  /** The revision to go back to. */
  chosen: RailEntry;
  planned: ReturnType<typeof usePlan>;
  pace: RolloutPace;
  /** How many replicas it is to have; null: as many as now. */
  replicas: number | null;
  onSize: (size: 'then' | undefined) => void;
  /** Confirmed, with the plan that was. */
  onDone: (plan: Plan) => void;
}

/** The act, and whether its plan is still the one that was looked at. */
function useRollback({ deployment, rollout, chosen, planned, replicas, onDone }: RollbackPanelProps) {
  const { namespace, name, spec, revision } = deployment;
  const { plan, stale } = planned;
  const target = chosen.entry.number;
  const [cause, setCause] = useState('');
  const { submit, pending, refusal } = useAct(
    api.deployments.rollback.mutate,
    (reply) => `Rolling back ${name} to r${target} as r${reply.deploymentRevision ?? revision + 1}`,
  );
  const guard = useGuard(replicas !== null && replicas < spec.replicas ? [deployment] : []);
  // While tasks move the plan is another one every moment.
  const isMoving = rollout?.endedAtMs === null;
  const { changed, review } = useReviewed(stale || isMoving ? undefined : plan, `${target} ${replicas}`);
  const confirm = async () => {
    // It is another plan than the one that was looked at: this press only says that it was seen.
    if (changed !== null) return void review();
    const reply = await submit({
      ...{ namespace, name, replicas },
      toRevision: target,
      cause: cause.trim() || null,
      planHash: plan?.hash ?? null,
      typed: guard.typed,
    });
    // Refused because the plan moved: the new one has to be looked at before the next press.
    if (reply === null) await planned.refetch();
    else if (plan !== undefined) onDone(plan);
  };
  return { cause, setCause, changed, guard, confirm, pending, refusal };
}

/** What going back to a revision will do, and the button that does it. */
export default function RollbackPanel(props: RollbackPanelProps) {
  const { deployment, rollout, chosen, planned, pace } = props;
  const { spec, paused } = deployment;
  const { plan } = planned;
  const target = chosen.entry.number;
  const { cause, setCause, changed, guard, confirm, pending, refusal } = useRollback(props);
  const force = useForce(plan);
  const offline = useOffline();
  const isShown = plan?.changes === true && planned.isShown;
  // A changed plan is only looked at by the next press.
  const isMeant = changed !== null || (force.isPassed && guard.isPassed);
  const blocked = paused || !isShown || offline || !isMeant;
  const hasPace = !paused && pace.completed > 0;
  usePageConfirmKey(!blocked && !pending, () => void confirm());
  const stopped = plan === undefined ? spec.replicas : stopsOf(plan);
  return (
    <Panel
      title={`Roll back to r${target}`}
      actions={plan && <PlanStamp hash={plan.hash} />}
      className="arrive-right"
    >
      <HowItWent of={chosen} />
      <SizeChoice {...props} />
      {paused ? (
        <PausedWays deployment={deployment} rollout={rollout} target={target} />
      ) : (
        <PlanSlot {...planned} currentReplicas={spec.replicas} changed={changed?.moves} />
      )}
      {changed !== null && changed.gone > 0 && (
        <p className="mt-2 text-dense text-ink-2">
          {formatPlural(changed.gone, 'line')} of the earlier plan {changed.gone === 1 ? 'is' : 'are'} gone.
        </p>
      )}
      {hasPace && <p className="mt-2 text-dense text-ink-3">Past rollouts: {paceWords(pace)}.</p>}
      {guard.field}
      <div className="mt-3 flex flex-col gap-3">
        {!paused && (
          // In a line, so that the button below stays in sight of a long plan.
          <label htmlFor="rollback-cause" className="flex items-center gap-3 text-ink-2">
            Why
            <TextInput
              id="rollback-cause"
              className="min-w-0 flex-1"
              placeholder="optional, shown in the timeline"
              value={cause}
              onChange={(event) => setCause(event.target.value)}
            />
          </label>
        )}
        {force.field}
        <RefusalNotice refusal={refusal} />
        <div className="flex flex-wrap gap-2">
          {!paused && (
            <Button
              acts
              variant="primary"
              className="flex-1"
              disabled={blocked}
              pending={pending}
              onClick={() => void confirm()}
            >
              {buttonWords({ changed: changed?.lines ?? null, stopped, target })}
            </Button>
          )}
          <CompareLink {...props} />
        </div>
      </div>
    </Panel>
  );
}

/** In a line: what became of it, whose it was, how old it is, and its pin. */
function HowItWent({ of: { entry, state } }: { of: RailEntry }) {
  const why = whyBadHere(entry);
  return (
    <p className="mb-3 text-dense text-ink-2">
      <span data-tone={state.tone} className="text-tone-ink">
        {state.word}
      </span>
      {why !== '' && `: ${why}`} · by {entry.author}, <Ago atMs={entry.createdAtMs} suffix />
      {entry.pinned !== null && ` · pinned as ${entry.pinned}`}
    </p>
  );
}

/** As many as now, or as many as it was made with. */
function SizeChoice({ deployment: { spec, paused }, chosen, replicas, onSize }: RollbackPanelProps) {
  if (chosen.entry.replicas === spec.replicas || paused) return null;
  return (
    <div className="mb-3 flex items-center justify-between gap-3">
      <span className="text-ink-2">Replicas</span>
      <Segmented
        label="Replicas"
        value={replicas === null ? 'now' : 'then'}
        choices={[
          { value: 'now', label: `Keep ${spec.replicas}` },
          { value: 'then', label: `Restore ${chosen.entry.replicas}` },
        ]}
        onChange={(next) => onSize(next === 'then' ? next : undefined)}
      />
    </div>
  );
}

function CompareLink({ deployment: { namespace, name, revision }, chosen }: RollbackPanelProps) {
  return (
    <Link
      to="/deployments/$namespace/$name/compare"
      params={{ namespace, name }}
      search={{ a: revision, b: chosen.entry.number }}
      className={buttonClass()}
    >
      Compare
    </Link>
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
