import type { JobRecord, TaskRecord } from '@gantry/model';
import { useMemo, useState } from 'react';
import { useReady, useRow, useRowsOf, useScope } from '../../live/hooks.ts';
import { EventsPanel } from '../../shared/event-list.tsx';
import { jobVerdict, makesRuns, toldJobs } from '../../shared/job-verdict.ts';
import { JobLink } from '../../shared/links.tsx';
import { Missing } from '../../shared/ui/missing.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { JobActions, type JobPanel } from './job-actions.tsx';
import { JobFacts } from './job-facts.tsx';
import { rowOf } from './job-row.ts';
import { hasEnded, planSentence } from './job-verdict.ts';
import { JobsTable } from './jobs-table.tsx';
import { madeWords } from './made-words.ts';
import { StagesPanel } from './stages-panel.tsx';
import { tasksTold } from './task-places.ts';
import { TasksTable } from './tasks-table.tsx';

/** One job: how far it is and why it is not further, its tasks or its runs, and what happened. */
export function JobScreen({
  namespace,
  name,
  panel,
  onPanel,
}: {
  namespace: string;
  name: string;
  panel: JobPanel;
  onPanel: (panel: JobPanel) => void;
}) {
  const all = useRowsOf('jobs', 'name', name);
  const job = all.find((one) => one.namespace === namespace);
  const ready = useReady();
  const complete = useScope(`job:${namespace}/${name}`);
  const parent = useRow('jobs', job?.parentId);
  const runs = useRowsOf('jobs', 'parentId', job?.id);
  const tasks = useRowsOf('tasks', 'jobId', job?.id);
  const tell = useMemo(
    () => (job === undefined ? (sentence: string) => sentence : tasksTold(job, tasks)),
    [job, tasks],
  );
  const happened = useRowsOf('events', 'objectId', job?.id);
  const events = useMemo(
    () => happened.map((event) => ({ ...event, message: tell(event.message) })),
    [happened, tell],
  );
  if (job === undefined)
    return ready ? (
      <Missing title={`There is no job ${name}`} to="/jobs" all="jobs">
        It may have been deleted, or kept for its time after it ended.
      </Missing>
    ) : (
      <SkeletonRows rows={10} />
    );
  return (
    <Page
      title={job.name}
      documentTitle={job.name}
      status={<StateLabel verdict={toldJobs([job, ...runs])[0]?.verdict ?? jobVerdict(job)} pill />}
      facts={
        <>
          {job.spec.plan.kind} · {planSentence(job)}
          {parent && (
            <>
              {' · a run of '}
              <JobLink namespace={parent.namespace} name={parent.name} />
            </>
          )}
        </>
      }
      actions={<JobActions job={job} panel={panel} onPanel={onPanel} />}
    >
      <Why job={job} tell={tell} />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          {!makesRuns(job) && complete && <StagesPanel job={job} tasks={tasks} />}
          {makesRuns(job) ? <Runs job={job} /> : <Tasks job={job} tasks={tasks} complete={complete} />}
          <EventsPanel events={events} isComplete={complete} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <JobFacts job={job} />
        </div>
      </div>
    </Page>
  );
}

/** Why it is as it is: what it waits for, what failed, or how it ended. */
function Why({ job, tell }: { job: JobRecord; tell: (sentence: string) => string }) {
  const { tone } = jobVerdict(job);
  const message = job.quarantine ?? job.message;
  // How far it is, its progress says already.
  const isTold = job.state === 'running' && message.endsWith('are done.');
  return (
    <>
      {!isTold && message !== '' && <Notice tone={tone} title={tell(message)} />}
      {job.lastFailure !== '' && !hasEnded(job) && (
        <Notice tone="degraded" title={`Last failure: ${tell(job.lastFailure)}`} />
      )}
    </>
  );
}

function Tasks({
  job,
  tasks,
  complete,
}: {
  job: JobRecord;
  tasks: readonly TaskRecord[];
  complete: boolean;
}) {
  return (
    <Panel
      title={job.spec.plan.kind === 'gang' ? 'Ranks' : 'Tasks'}
      aside={complete ? madeWords(job, tasks) : undefined}
      flush
    >
      {complete ? <TasksTable job={job} tasks={tasks} /> : <SkeletonRows />}
    </Panel>
  );
}

function Runs({ job }: { job: JobRecord }) {
  const runs = useRowsOf('jobs', 'parentId', job.id);
  const [sort, setSort] = useState('age');
  const rows = useMemo(() => runs.map((run) => rowOf(run)), [runs]);
  const nothing = job.spec.plan.kind === 'build' ? 'No build was queued yet.' : 'It has not run yet.';
  return (
    <Panel title={job.spec.plan.kind === 'build' ? 'Builds' : 'Runs'} aside={runs.length} flush>
      {runs.length === 0 ? (
        <p className="px-3 pb-3 text-ink-3">{nothing}</p>
      ) : (
        <JobsTable label="Runs" rows={rows} sort={sort} onSort={setSort} without={['kind', 'plan']} />
      )}
    </Panel>
  );
}
