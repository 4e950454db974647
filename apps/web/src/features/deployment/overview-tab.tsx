import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useRows, useRowsOf } from '../../live/hooks.ts';
import { EventList } from '../../shared/event-list.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { isLive, isUnplaced } from '../../shared/verdict.ts';
import { ConditionsPanel } from './conditions-panel.tsx';
import { useCurrentDeployment } from './context.ts';
import { FactsPanel } from './facts-panel.tsx';
import { ReplicaGrid } from './replica-grid.tsx';
import { RolloutBlock } from './rollout-block.tsx';

export function OverviewTab() {
  const { deployment } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  return (
    <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-3">
        <Trouble />
        <RolloutBlock tasks={tasks} />
        <ReplicaGrid tasks={tasks} />
        <RecentEvents />
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        <FactsPanel />
        <ConditionsPanel conditions={deployment.status.conditions} />
      </div>
    </div>
  );
}

/** The reason that matters most right now: no node takes it, or it keeps failing. */
function Trouble() {
  const { deployment } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  const unplaced = tasks.find(isUnplaced);
  const failing = tasks.findLast((task) => isLive(task) && task.failuresInARow > 0);
  const task = unplaced ?? failing;
  if (task === undefined) return null;
  const replaced = unplaced === undefined ? tasks.find((one) => one.id === task.replaces) : undefined;
  return (
    <Notice
      tone={unplaced ? 'pending' : 'failed'}
      title={unplaced ? 'A container finds no node' : `It has failed ${task.failuresInARow} times in a row`}
      action={
        <Link to="/containers/$id" params={{ id: replaced?.id ?? task.id }} className={buttonClass()}>
          {unplaced ? 'Why' : 'What failed'}
        </Link>
      }
    >
      {unplaced?.unplaced?.message ?? (replaced?.message || task.message)}
    </Notice>
  );
}

/** Events of the deployment and of its tasks, newest first. */
export function useDeploymentEvents() {
  const { deployment } = useCurrentDeployment();
  const events = useRows('events');
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  return useMemo(() => {
    const ours = new Set<string>([deployment.id, ...tasks.map((task) => task.id)]);
    return events.filter((event) => ours.has(event.objectId)).sort((a, b) => b.lastAtMs - a.lastAtMs);
  }, [events, tasks, deployment.id]);
}

function RecentEvents() {
  const events = useDeploymentEvents();
  return (
    <Panel title="Events" aside={events.length} flush>
      <EventList events={events} limit={10} />
      {events.length === 0 && <p className="px-3 pb-3 text-ink-3">Nothing has happened yet.</p>}
    </Panel>
  );
}
