import type { JobRecord } from '@gantry/model';
import { Suspense } from 'react';
import { lazyPart } from '../../shared/missing-part.ts';
import { Button } from '../../shared/ui/button.tsx';
import { actsOn, type JobAct } from './job-acts.ts';

const RunDialog = lazyPart(() => import('./run-dialog.tsx'));
const ProgressDialog = lazyPart(() => import('./progress-dialog.tsx'));
const DeleteDialog = lazyPart(() => import('./delete-dialog.tsx'));

export type JobPanel = JobAct | undefined;

const labelOf = (act: JobAct, { spec }: JobRecord): string =>
  ({
    run: spec.plan.kind === 'build' ? 'Queue a build' : 'Run now',
    suspend: 'Suspend',
    resume: 'Resume',
    cancel: 'Cancel job',
    delete: 'Delete',
  })[act];

const variants: Partial<Record<JobAct, 'primary'>> = { run: 'primary' };

export function JobActions({
  job,
  panel,
  onPanel,
}: {
  job: JobRecord;
  panel: JobPanel;
  onPanel: (panel: JobPanel) => void;
}) {
  const acts = actsOn(job);
  return (
    <>
      {acts.map((act) => (
        <Button acts key={act} variant={variants[act] ?? 'default'} onClick={() => onPanel(act)}>
          {labelOf(act, job)}
        </Button>
      ))}
      {panel !== undefined && acts.includes(panel) && (
        <Suspense fallback={null}>
          <ActDialog job={job} act={panel} onClose={() => onPanel(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function ActDialog({ act, ...of }: { job: JobRecord; act: JobAct; onClose: () => void }) {
  if (act === 'run') return <RunDialog {...of} />;
  if (act === 'delete') return <DeleteDialog {...of} />;
  return <ProgressDialog key={act} act={act} {...of} />;
}
