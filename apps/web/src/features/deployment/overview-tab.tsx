import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { isHeldByGate } from '../../shared/verdict.ts';
import { ConditionsPanel } from './conditions-panel.tsx';
import { useCurrentDeployment } from './context.ts';
import { FactsPanel } from './facts-panel.tsx';
import { ReplicaGrid } from './replica-grid.tsx';
import { RolloutBlock } from './rollout-block.tsx';
import { troubleIn } from './trouble.ts';

/** `news`: what the rollout under way brings, composed in by the page. */
export function OverviewTab({ news }: { news: ReactNode }) {
  const { deployment, isComplete } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  return (
    <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-3">
        {tasks.length === 0 && !isComplete ? (
          <ContainersToCome />
        ) : (
          <>
            <Trouble />
            <RolloutBlock tasks={tasks} />
            {news}
            <ReplicaGrid tasks={tasks} />
          </>
        )}
        <RecentEvents />
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <FactsPanel />
        <ConditionsPanel conditions={deployment.status.conditions} />
      </div>
    </div>
  );
}

/** What is told by the containers is not told without them: no count of none of them is. */
function ContainersToCome() {
  return (
    <Panel title="Replicas" flush>
      <SkeletonRows rows={6} />
    </Panel>
  );
}

/** What stands in the way of it, above all else. */
function Trouble() {
  const { deployment } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  const trouble = troubleIn(tasks);
  // What a gate holds it for is told above all screens of the deployment.
  if (trouble === null || (isHeldByGate(deployment) && trouble.tone === 'degraded')) return null;
  const { tone, title, message, look, task } = trouble;
  return (
    <Notice
      tone={tone}
      title={title}
      action={
        <span className="flex flex-wrap gap-2">
          <Link to="/containers/$id" params={{ id: task.id }} className={buttonClass()}>
            {look}
          </Link>
          <Link
            to="/changes"
            search={{ healthy: `${deployment.namespace}/${deployment.name}` }}
            title="Everything that changed since it was last healthy"
            className={buttonClass()}
          >
            What changed
          </Link>
        </span>
      }
    >
      {message}
    </Notice>
  );
}

/** Events of the deployment and of its tasks. */
export function useDeploymentEvents() {
  const { deployment } = useCurrentDeployment();
  const events = useRows('events');
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  return useMemo(() => {
    const ours = new Set<string>([deployment.id, ...tasks.map((task) => task.id)]);
    return events.filter((event) => ours.has(event.objectId));
  }, [events, tasks, deployment.id]);
}

function RecentEvents() {
  const { deployment, isComplete } = useCurrentDeployment();
  const events = useDeploymentEvents();
  return <EventsPanel key={deployment.id} events={events} showObject limit={10} isComplete={isComplete} />;
}
