import { Suspense } from 'react';
import { useEventsOf } from '../../live/events-of.ts';
import { useScope } from '../../live/hooks.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { formatBytes } from '../../shared/format/quantity.ts';
import { asSentence } from '../../shared/format/sentence.ts';
import { ContainerLink, DeploymentLink, JobLink, NodeLink } from '../../shared/links.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { accessWords, useVolumeRows, type VolumeRow } from './volume-row.ts';

const EditVolumeDialog = lazyPart(() => import('./edit-volume-dialog.tsx'));
const DeleteVolumeDialog = lazyPart(() => import('./delete-volume-dialog.tsx'));

export type VolumePanel = 'edit' | 'delete' | undefined;

/** One volume: where its data is, who has it, and what happened to it. */
export function VolumeScreen({
  namespace,
  name,
  panel,
  onPanel,
}: {
  namespace: string;
  name: string;
  panel: VolumePanel;
  onPanel: (panel: VolumePanel) => void;
}) {
  const ready = useScope('configuration');
  useScope('tasks');
  const row = useVolumeRows().find(({ volume }) => volume.namespace === namespace && volume.name === name);
  if (row === undefined)
    return ready ? (
      <Missing title={`There is no volume ${name}`} to="/configuration/volumes" all="volumes" />
    ) : (
      <SkeletonRows rows={8} />
    );
  const { volume, verdict } = row;
  const close = () => onPanel(undefined);
  return (
    <Page
      title={name}
      documentTitle={name}
      status={<StateLabel verdict={verdict} pill />}
      facts={`volume · ${volume.driver}`}
      actions={
        <>
          <Button acts onClick={() => onPanel('edit')} disabled={volume.state === 'deleting'}>
            Edit
          </Button>
          <Button acts onClick={() => onPanel('delete')}>
            Delete
          </Button>
        </>
      }
    >
      {volume.message !== '' && <Notice tone={verdict.tone}>{asSentence(volume.message)}</Notice>}
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <Mounted row={row} />
          <Events id={volume.id} />
        </div>
        <VolumeFacts row={row} />
      </div>
      <Suspense fallback={null}>
        {panel === 'edit' && <EditVolumeDialog volume={volume} onClose={close} />}
        {panel === 'delete' && <DeleteVolumeDialog row={row} onClose={close} />}
      </Suspense>
    </Page>
  );
}

function Mounted({ row: { deployments, jobs, tasks } }: { row: VolumeRow }) {
  const count = deployments.length + jobs.length;
  return (
    <Panel title="Used by" aside={count}>
      {count === 0 && <p className="text-ink-3">No deployment and no job names this volume.</p>}
      <ul className="flex flex-col gap-1.5">
        {deployments.map((deployment) => (
          <li key={deployment.id} className="min-w-0">
            <DeploymentLink namespace={deployment.namespace} name={deployment.name} />
            <Mounting tasks={tasks.filter(({ deploymentId }) => deploymentId === deployment.id)} />
          </li>
        ))}
        {jobs.map((job) => (
          <li key={job.id} className="min-w-0">
            <JobLink namespace={job.namespace} name={job.name} />
            <span className="text-ink-3"> job</span>
            <Mounting tasks={tasks.filter(({ jobId }) => jobId === job.id)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Mounting({ tasks }: { tasks: VolumeRow['tasks'] }) {
  return (
    <span className="block text-dense text-ink-3">
      {tasks.map((task, index) => (
        <span key={task.id}>
          {index > 0 && ', '}
          <ContainerLink id={task.id}>{task.name}</ContainerLink>
        </span>
      ))}
    </span>
  );
}

function Events({ id }: { id: string }) {
  return <EventsPanel {...useEventsOf(id)} />;
}

function VolumeFacts({ row: { volume, nodeName } }: { row: VolumeRow }) {
  const options = Object.entries(volume.options);
  return (
    <Panel title="Facts" className="self-start">
      <Facts>
        <Fact name="Namespace">{volume.namespace}</Fact>
        <Fact name="Data on">
          {nodeName === null ? (
            <span className="text-ink-3">{volume.state === 'ready' ? 'every node' : 'no node yet'}</span>
          ) : (
            <NodeLink name={nodeName} />
          )}
        </Fact>
        <Fact name="Driver">{volume.driver}</Fact>
        <Fact name="Asked for">
          {volume.capacityBytes === 0 ? 'any size' : formatBytes(volume.capacityBytes)}
          {volume.capacityBytes > 0 && volume.driver === 'local' && (
            <span className="text-ink-3"> · not enforced, as it is a folder of the node</span>
          )}
        </Fact>
        <Fact name="Mounted by">{accessWords[volume.access]}</Fact>
        {volume.persistence && (
          <>
            <Fact name="Kept for">the role {volume.persistence.role}</Fact>
            <Fact name="Persistence">{volume.persistence.id}</Fact>
          </>
        )}
        <Fact name="When deleted">
          {volume.reclaim === 'keep' ? 'its data stays' : 'its data goes with it'}
        </Fact>
        {options.length > 0 && (
          <Fact name="Options">
            {options.map(([key, value]) => (
              <div key={key} className="font-mono text-dense wrap-anywhere">
                {key}={value}
              </div>
            ))}
          </Fact>
        )}
        <Fact name="Created">
          <Ago atMs={volume.createdAtMs} suffix /> by {volume.author}
        </Fact>
      </Facts>
    </Panel>
  );
}
