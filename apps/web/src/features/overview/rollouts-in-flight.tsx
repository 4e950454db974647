import type { DeploymentRecord, RolloutRecord } from '@gantry/model';
import { useIsLarge, useRowsOf, useScope } from '../../live/hooks.ts';
import { useVerdict } from '../../live/verdicts.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { DeploymentLink } from '../../shared/links.tsx';
import { rolloutBounds } from '../../shared/rollout-bounds.ts';
import { RolloutCourse } from '../../shared/rollout-ribbon/rollout-course.tsx';
import { RolloutTrack, rolloutCounts } from '../../shared/rollout-track.tsx';
import { isTrouble } from '../../shared/tone.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { StateGlyph } from '../../shared/ui/state-glyph.tsx';
import { Elapsed } from '../../shared/ui/time.tsx';
import { rolloutVerdict } from '../../shared/verdict.ts';

export interface Flight {
  deployment: DeploymentRecord;
  rollout: RolloutRecord;
}

/** So many have the ribbon of what was ready since they began. Of a large cluster, whose containers are not held, these have a track alone. */
const mostFollowed = 6;

/** Rollouts that are under way or wait for somebody. */
export function RolloutsInFlight({ flights }: { flights: readonly Flight[] }) {
  return (
    <Panel title="Rollouts in flight" aside={flights.length}>
      <ul className="flex flex-col gap-3">
        {flights.map((flight, index) => (
          <FlightRow key={flight.rollout.id} {...flight} isFollowed={index < mostFollowed} />
        ))}
      </ul>
    </Panel>
  );
}

function FlightRow({ deployment, rollout, isFollowed }: Flight & { isFollowed: boolean }) {
  const { status, spec } = deployment;
  const told = useVerdict((verdicts) => verdicts.get(deployment.id));
  // What is wrong with the deployment is told as under "Needs attention", whatever its rollout says of itself.
  const verdict = told && isTrouble(told.tone) ? told : rolloutVerdict(rollout, deployment);
  return (
    <li>
      <div className="mb-1 flex flex-wrap items-center gap-x-2">
        <StateGlyph tone={verdict.tone} />
        <span className="min-w-0 truncate font-medium">
          <DeploymentLink namespace={deployment.namespace} name={deployment.name} />
        </span>
        <span className="shrink-0 text-ink-3">
          {rollout.fromRevision === null ? '' : `r${rollout.fromRevision} → `}r{rollout.toRevision}
        </span>
        {verdict.tone !== 'progress' && (
          <span data-tone={verdict.tone} className="shrink-0 text-dense text-tone-ink">
            {verdict.label}
          </span>
        )}
        <span className="ml-auto shrink-0 text-dense text-ink-3">
          {formatCount(status.readyReplicas)} of {formatCount(spec.replicas)} ready ·{' '}
          <Elapsed fromMs={rollout.startedAtMs} />
        </span>
      </div>
      <FlightTrack deployment={deployment} rollout={rollout} isFollowed={isFollowed} />
      {isFollowed && <RolloutCourse deployment={deployment} rollout={rollout} />}
      {rollout.message !== '' && <p className="mt-1 text-dense text-ink-3">{rollout.message}</p>}
    </li>
  );
}

function FlightTrack({
  deployment: { id, namespace, name, spec },
  rollout,
  isFollowed,
}: Flight & { isFollowed: boolean }) {
  const isLarge = useIsLarge() === true;
  const isHeld = !isLarge || isFollowed;
  const isHere = useScope(isLarge && isFollowed ? `deployment:${namespace}/${name}` : null);
  const tasks = useRowsOf('tasks', 'deploymentId', id);
  if (!isHeld) return null;
  if (isLarge && !isHere) return <div aria-busy="true" className="skeleton h-3.5" />;
  return (
    <RolloutTrack
      counts={rolloutCounts(tasks, rollout.toRevision)}
      desired={spec.replicas}
      bounds={rolloutBounds(spec)}
    />
  );
}
