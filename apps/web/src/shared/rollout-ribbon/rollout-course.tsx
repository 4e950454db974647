import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { Suspense } from 'react';
import { useClock } from '../../live/clock.ts';
import { lazyPart } from '../missing-part.ts';

const RolloutRibbon = lazyPart(() => import('./rollout-ribbon.tsx'));

/** Room for the small ribbon of a rollout that is under way. Of the past the timeline tells. */
export function RolloutCourse(props: { deployment: DeploymentRecord; rollout: RolloutRecord }) {
  const isPast = useClock(({ atMs }) => atMs !== null);
  if (isPast || props.rollout.endedAtMs !== null) return null;
  return (
    <div className="mt-1.5 h-6 border-b border-line">
      <Suspense fallback={null}>
        <RolloutRibbon {...props} />
      </Suspense>
    </div>
  );
}
