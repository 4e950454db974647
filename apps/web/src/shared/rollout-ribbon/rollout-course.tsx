import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { Suspense } from 'react';
import { useClock } from '../../live/clock.ts';
import { lazyPart } from '../missing-part.ts';

const RolloutRibbon = lazyPart(() => import('./rollout-ribbon.tsx'));

/** Room for the small ribbon of a rollout that is under way. Of the past the timeline tells. */
export function RolloutCourse(props: { deployment: DeploymentRecord; rollout: RolloutRecord }) {
  const isPast = useClock(({ atMs }) => atMs !== null);
  const { deployment, rollout } = props;
  // Nothing was ready before a first rollout: there is no course yet.
  const isNothing = rollout.fromRevision === null && deployment.status.readyReplicas === 0;
  if (isPast || rollout.endedAtMs !== null || isNothing) return null;
  return (
    <div className="mt-1.5 h-6 border-b border-line">
      <Suspense fallback={null}>
        <RolloutRibbon {...props} />
      </Suspense>
    </div>
  );
}
