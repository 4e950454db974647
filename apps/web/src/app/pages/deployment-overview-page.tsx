import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { OverviewTab } from '../../features/deployment/overview-tab.tsx';
import { NewInRevision } from '../../features/logs/new-in-revision.tsx';
import { useClock } from '../../live/clock.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { isLive } from '../../shared/verdict.ts';

/** To read the output of more replicas than this only to compare it would cost them and the line more than it tells. */
const mostReplicas = 60;

export default function DeploymentOverviewPage() {
  return <OverviewTab news={<News />} />;
}

/** While a rollout is under way: what it brings that was not there before. */
function News() {
  const { deployment, rollout } = useCurrentDeployment();
  const live = useRowsOf('tasks', 'deploymentId', deployment.id).filter(isLive).length;
  const isPast = useClock(({ atMs }) => atMs !== null);
  if (isPast || rollout === undefined || rollout.fromRevision === null || rollout.endedAtMs !== null)
    return null;
  if (live > mostReplicas) return null;
  return <NewInRevision deployment={deployment} older={rollout.fromRevision} newer={rollout.toRevision} />;
}
