import type { JobRecord } from '@gantry/model';
import { lazy, Suspense } from 'react';
import { useQuickChange } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { Button } from '../../shared/ui/button.tsx';
import { hasEnded, makesRuns } from './job-verdict.ts';

const RunDialog = lazy(() => import('./run-dialog.tsx'));
const DeleteDialog = lazy(() => import('./delete-dialog.tsx'));

export type JobPanel = 'run' | 'delete' | undefined;

export function JobActions({
  job,
  panel,
  onPanel,
}: {
  job: JobRecord;
  panel: JobPanel;
  onPanel: (panel: JobPanel) => void;
}) {
  const { act, pending } = useQuickChange();
  const { namespace, name, spec } = job;
  const target = { namespace, name };
  const close = () => onPanel(undefined);
  const isOpen = !hasEnded(job) && job.deletingAtMs === null;
  return (
    <>
      {makesRuns(job) && (
        <Button variant="primary" onClick={() => onPanel('run')}>
          {spec.plan.kind === 'build' ? 'Queue a build' : 'Run now'}
        </Button>
      )}
      {isOpen && !spec.suspended && (
        <Button
          pending={pending === 'suspend'}
          onClick={() =>
            void act('suspend', (r) => api.jobs.suspend.mutate({ ...target, ...r }), `${name} is suspended`)
          }
        >
          Suspend
        </Button>
      )}
      {isOpen && spec.suspended && (
        <Button
          pending={pending === 'resume'}
          onClick={() =>
            void act('resume', (r) => api.jobs.resume.mutate({ ...target, ...r }), `${name} goes on`)
          }
        >
          Resume
        </Button>
      )}
      {isOpen && !makesRuns(job) && (
        <Button
          variant="danger"
          pending={pending === 'cancel'}
          onClick={() =>
            void act('cancel', (r) => api.jobs.cancel.mutate({ ...target, ...r }), `${name} is cancelled`)
          }
        >
          Cancel job
        </Button>
      )}
      {job.deletingAtMs === null && <Button onClick={() => onPanel('delete')}>Delete</Button>}
      <Suspense fallback={null}>
        {panel === 'run' && makesRuns(job) && <RunDialog job={job} onClose={close} />}
        {panel === 'delete' && <DeleteDialog job={job} onClose={close} />}
      </Suspense>
    </>
  );
}
