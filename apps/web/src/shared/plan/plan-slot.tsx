import { Suspense, useEffect, useState } from 'react';
import type { Refusal } from '../../live/changes.ts';
import type { Plan, PlanMove } from '../../live/plans.ts';
import { lazyPart } from '../missing-part.ts';
import { useMissing } from '../missing-told.ts';
import { reloadPage, startOver } from '../start-over.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLate } from '../ui/skeleton.tsx';
import { wouldLose } from '../would-lose.ts';

const PlanView = lazyPart(() =>
  import('./plan-view.tsx').catch((error) => {
    useMissing.setState({ hasNoPlans: true });
    throw error;
  }),
);

/** The place of a plan: being worked out, refused, or there. Keeps its height while the next one is on its way. */
export function PlanSlot({
  plan,
  stale,
  refusal,
  currentReplicas,
  changed,
}: {
  plan: Plan | undefined;
  stale: boolean;
  refusal: Refusal | null;
  /** null: it is a job's plan, which has tasks and no replicas. */
  currentReplicas: number | null;
  /** Moves that are marked, as they were not planned when it was looked at. */
  changed?: ReadonlySet<PlanMove> | undefined;
}) {
  const hasNoPlans = useMissing((state) => state.hasNoPlans);
  if (refusal !== null && !stale)
    return (
      <Notice tone="failed" title="This cannot be done" live>
        {refusal.message}
      </Notice>
    );
  if (plan === undefined) return <PlanSkeleton />;
  if (hasNoPlans) return <NoPlans />;
  return (
    <div className={stale ? 'opacity-60' : undefined} aria-busy={stale}>
      <Suspense fallback={<PlanSkeleton />}>
        <PlanView plan={plan} currentReplicas={currentReplicas} changed={changed} />
      </Suspense>
    </div>
  );
}

/**
 * What draws it did not arrive: to be asked for again the page has to be loaded anew, by itself where nothing is lost by
 * it, else as a person decides.
 */
function NoPlans() {
  const [isTold, setTold] = useState(wouldLose);
  useEffect(() => {
    if (!isTold) void startOver().then(() => setTold(true));
  }, [isTold]);
  if (!isTold) return <PlanSkeleton />;
  return (
    <Notice
      tone="failed"
      title="This plan cannot be shown"
      live
      action={<Button onClick={() => void reloadPage()}>Load the page anew</Button>}
    >
      The part of the dashboard that draws it did not arrive, so it cannot be confirmed. What was chosen here
      is not kept.
    </Notice>
  );
}

function PlanSkeleton() {
  const late = useLate();
  return (
    <div role="status" aria-label="Working out the plan" className="flex h-40 flex-col gap-3">
      {late && (
        <>
          <div className="skeleton h-4 w-4/5" />
          <div className="skeleton h-4 w-3/5" />
          <div className="skeleton h-20 w-full" />
        </>
      )}
    </div>
  );
}
