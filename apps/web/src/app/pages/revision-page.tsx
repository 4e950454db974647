import type { RevisionEntry } from '@gantry/client';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useContainerRows } from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { RevisionScreen } from '../../features/revision/revision-screen.tsx';
import { revisionState, saidHere, servedMs, whyBadHere } from '../../features/timeline/revision-state.ts';
import { useHistoryThen } from '../../features/timeline/use-history.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { waitingRevision } from '../../shared/waits-for-person.ts';

export default function RevisionPage() {
  const { revision } = useParams({ from: '/deployments/$namespace/$name/revisions/$revision' });
  const { pin = false } = useSearch({ from: '/deployments/$namespace/$name/revisions/$revision' });
  const { deployment, rollout } = useCurrentDeployment();
  const then = useHistoryThen(deployment);
  const degraded = deployment.status.readyReplicas < deployment.spec.replicas;
  const waiting = waitingRevision(deployment, rollout);
  const look = (entry: RevisionEntry, next: RevisionEntry | undefined) => {
    const { tone, word } = revisionState(entry, { degraded, waiting });
    const words = { why: whyBadHere(entry), said: saidHere(entry) };
    return { verdict: { tone, label: word }, servedMs: servedMs(entry, next, serverNow()), ...words };
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
  const failed = useRowsOf('rollouts', 'deploymentId', deploymentId).some(
    ({ toRevision, outcome }) =>
      toRevision === revision && (outcome === 'failed' || outcome === 'rolledBack'),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  // Of one that failed those come first that failed: they are what somebody comes for.
  const sort = chosen ?? (failed ? 'status' : 'name');
  if (rows.length === 0)
    return <p className="px-3 pb-3 text-ink-3">None runs now, and those that ended are forgotten.</p>;
  return <ContainersTable rows={rows} sort={sort} onSort={setChosen} without={['deployment', 'revision']} />;
}
