import type { DeploymentRecord } from '@gantry/model';
import { textTerm } from '@gantry/model/filter-line';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useNewestRollout, useRowsOf } from '../../live/hooks.ts';
import { useWayBack } from '../../live/use-way-back.ts';
import { abortTarget } from '../../shared/abort-target.ts';
import { type Concern, cannotBePlaced } from '../../shared/concern.ts';
import { DayOf } from '../../shared/day-ribbon/day-ribbon.tsx';
import { formatCount } from '../../shared/format/quantity.ts';
import { ServiceLink } from '../../shared/links.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { serverNow } from '../../shared/ui/time.tsx';
import { isUnplaced } from '../../shared/verdict.ts';
import { silentServices } from './silent-services.ts';

/** One thing that wants attention, why, and the likeliest thing to do about it. */
export function ConcernCard({ concern }: { concern: Concern }) {
  const { verdict, title, reason, deployment, job, node } = concern;
  return (
    <article
      data-tone={verdict.tone}
      className="flex min-w-0 flex-col gap-1.5 rounded-panel border border-line border-l-3 border-l-tone bg-panel px-3 py-2.5"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <h3 className="min-w-0 truncate text-emphasis font-semibold">{title}</h3>
        <StateLabel verdict={verdict} className="text-dense" />
        {deployment && (
          <span className="ml-auto text-dense whitespace-nowrap text-ink-3">
            {formatCount(deployment.status.readyReplicas)} of {formatCount(deployment.spec.replicas)} ready ·
            r{deployment.revision}
          </span>
        )}
      </div>
      <div className="flex items-start gap-3">
        <p className="line-clamp-3 min-w-0 flex-1 wrap-anywhere text-ink-2" title={reason}>
          {reason}
        </p>
        {deployment && hasPast(deployment) && (
          <span className="flex max-sm:hidden">
            <DayOf deploymentId={deployment.id} />
          </span>
        )}
      </div>
      {deployment && <SilentServices deployment={deployment} />}
      <div className="mt-auto flex flex-wrap items-center gap-2 pt-1">
        <Actions concern={concern} />
        {job && (
          <Link
            to="/jobs/$namespace/$name"
            params={{ namespace: job.namespace, name: job.name }}
            className={buttonClass()}
          >
            What failed
          </Link>
        )}
        {node && (
          <Link to="/nodes/$node" params={{ node: node.name }} className={buttonClass()}>
            Open node
          </Link>
        )}
      </div>
    </article>
  );
}

const mostServices = 3;

/** What is down with it is no concern of its own: it has the same cause, and comes back with it. */
function SilentServices({ deployment }: { deployment: DeploymentRecord }) {
  const silent = silentServices(useRowsOf('services', 'deployment', deployment.name), deployment);
  if (silent.length === 0) return null;
  return (
    <p className="text-dense wrap-anywhere text-ink-2">
      Nobody answers for the {silent.length === 1 ? 'service' : 'services'}{' '}
      {silent.slice(0, mostServices).map(({ id, namespace, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <span className="font-medium text-ink">
            <ServiceLink namespace={namespace} name={name} />
          </span>
        </Fragment>
      ))}
      {silent.length > mostServices && ` and ${formatCount(silent.length - mostServices)} more`}
    </p>
  );
}

const leastPastMs = 3_600_000;

/** The day of one that was made just now is a stroke at its end, which tells nothing. */
const hasPast = ({ createdAtMs }: DeploymentRecord) => serverNow() - createdAtMs >= leastPastMs;

/** The filter line of its containers that no node takes. */
const unplacedOf = ({ namespace, name }: DeploymentRecord) =>
  [textTerm('ns', namespace), textTerm('app', name), textTerm('status', cannotBePlaced)].join(' ');

function Actions({ concern: { deployment, task, verdict } }: { concern: Concern }) {
  if (deployment === null) return null;
  const params = { namespace: deployment.namespace, name: deployment.name };
  const unplaced = verdict.label === cannotBePlaced || (task !== null && isUnplaced(task));
  return (
    <>
      {task === null && unplaced && (
        <Link to="/containers" search={{ q: unplacedOf(deployment) }} className={buttonClass()}>
          Why
        </Link>
      )}
      {task && (
        <Link to="/containers/$id" params={{ id: task.id }} className={buttonClass()}>
          {unplaced ? 'Why' : task.state === 'failed' ? 'What failed' : 'Look inside'}
        </Link>
      )}
      <Link
        to="/changes"
        search={{ healthy: `${deployment.namespace}/${deployment.name}` }}
        title="Everything that changed since it was last healthy"
        className={buttonClass()}
      >
        What changed
      </Link>
      <Link to="/deployments/$namespace/$name" params={params} className={buttonClass()}>
        Open
      </Link>
      {/* Last, as the revisions come later: nothing moves under the pointer. */}
      {!unplaced && <BackLink deployment={deployment} />}
    </>
  );
}

/** None where there is nothing to go back to. A paused one takes no rollback: there the way back is an abort. */
function BackLink({ deployment }: { deployment: DeploymentRecord }) {
  const { namespace, name } = deployment;
  const rev = useWayBack(deployment);
  const abortsTo = abortTarget(deployment, useNewestRollout(deployment.id));
  if (rev === undefined) return null;
  if (abortsTo === rev)
    return (
      <Link
        to="/deployments/$namespace/$name"
        params={{ namespace, name }}
        search={{ panel: 'abort' }}
        className={buttonClass('primary')}
      >
        Abort: back to r{rev}
      </Link>
    );
  return (
    <Link
      to="/deployments/$namespace/$name/timeline"
      params={{ namespace, name }}
      search={{ rev }}
      className={buttonClass(deployment.paused ? 'default' : 'primary')}
    >
      Roll back to r{rev}
    </Link>
  );
}
