import type { RevisionEntry } from '@gantry/client';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useContainerRows } from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { RevisionScreen } from '../../features/revision/revision-screen.tsx';
import { revisionState, servedMs } from '../../features/timeline/revision-state.ts';
import { useHistoryThen } from '../../features/timeline/use-history.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { serverNow } from '../../shared/ui/time.tsx';

export default function RevisionPage() {
  const { revision } = useParams({ from: '/deployments/$namespace/$name/revisions/$revision' });
  const { pin = false } = useSearch({ from: '/deployments/$namespace/$name/revisions/$revision' });
  const { deployment } = useCurrentDeployment();
  const then = useHistoryThen(deployment);
  const degraded = deployment.status.readyReplicas < deployment.spec.replicas;
  const look = (entry: RevisionEntry, next: RevisionEntry | undefined) => {
    const { tone, word } = revisionState(entry, { degraded });
    return { verdict: { tone, label: word }, servedMs: servedMs(entry, next, serverNow()) };
  };
  return (
    <RevisionScreen
      deployment={deployment}
      number={Number(revision)}
      pinning={pin}
      then={then}
      look={look}
      containers={<Containers deploymentId={deployment.id} revision={Number(revision)} />}
    />
  );
}

function Containers({ deploymentId, revision }: { deploymentId: string; revision: number }) {
  const tasks = useRowsOf('tasks', 'deploymentId', deploymentId);
  const rows = useContainerRows(tasks.filter((task) => task.revision === revision));
  const [sort, setSort] = useState('name');
  if (rows.length === 0)
    return <p className="px-3 pb-3 text-ink-3">None runs now, and those that ended are forgotten.</p>;
  return <ContainersTable rows={rows} sort={sort} onSort={setSort} without={['deployment', 'revision']} />;
}
