import type { JobRecord, JobStage, RunPlan, TaskRecord } from '@gantry/model';
import { whyOf } from '../accept/task-events.ts';
import type { Draft } from '../draft.ts';
import { figure } from '../figure.ts';
import { isKnownToHaveEnded, removeTask } from '../plan/reaper.ts';
import { launchAfter } from '../plan/replacement.ts';
import { jobCohort } from '../state/cohort.ts';
import { byCreation } from '../state/record-key.ts';
import { aboutJob, record } from '../timeline.ts';
import { endJob } from './end-job.ts';
import { makeTask } from './job-tasks.ts';
import { writeProgress } from './progress.ts';

type Batch = Extract<RunPlan, { kind: 'batch' }>;

/**
 * Has each index of the stage it is at succeed once, some at a time, those again that came to nothing; then the next
 * stage. Everything is read from the tasks there are (rules JB5 to JB7).
 */
export function planBatch(draft: Draft, job: JobRecord, plan: Batch): number | null {
  const stage = plan.stages[job.part]!;
  const cohort = jobCohort(job.id, job.part);
  const done = draft.state.index('succeededTasksByJobPart').sizeOf(cohort);
  const broken = draft.state.find('brokenTasksByJobPart', cohort).sort((a, b) => byCreation(a.id, b.id));
  const failures = failuresOf(draft, job);
  if (failures.count > job.spec.retries) return giveUp(draft, job, failures);
  if (done >= stage.completions) return endStage(draft, job, plan);
  const before = draft.state.index('liveTasksByJobPart').sizeOf(cohort);
  const wanted = Math.min(stage.parallelism, stage.completions - done) - before;
  const again = broken.filter(({ id }) => draft.state.index('successors').isEmpty(id));
  const begun = start(draft, job, { stage, again, wanted: Math.min(wanted, draft.budget) });
  reap(draft, broken);
  const live = draft.state.find('liveTasksByJobPart', cohort);
  const earlier = plan.stages.slice(0, job.part).reduce((sum, { completions }) => sum + completions, 0);
  const name = plan.stages.length === 1 ? 'tasks' : `${stage.name} tasks`;
  writeProgress(
    draft,
    job,
    {
      begun,
      active: live.length,
      succeeded: earlier + done,
      failed: failures.count,
      lastFailure: failures.last === null ? job.lastFailure : failures.last,
      message: `${figure(done)} of ${figure(stage.completions)} ${name} are done.`,
    },
    live,
  );
  return wanted > live.length - before ? draft.nowMs : null;
}

/** Those first that came to nothing, then indexes that were not begun; returns how many are begun then. */
function start(
  draft: Draft,
  job: JobRecord,
  { stage, again, wanted }: { stage: JobStage; again: readonly TaskRecord[]; wanted: number },
): number {
  let left = wanted;
  for (const task of again) {
    if (left-- <= 0) return job.begun;
    retry(draft, job, { stage, task });
  }
  const last = Math.min(job.begun + Math.max(0, left), stage.completions);
  for (let index = job.begun; index < last; index++) {
    makeTask(draft, job, {
      ...of(job, stage, index),
      replaces: null,
      failuresInARow: 0,
      notBeforeAtMs: null,
    });
  }
  return last;
}

const of = ({ part, spec: { plan } }: JobRecord, stage: JobStage, index: number) => ({
  partName: plan.kind === 'batch' && plan.stages.length > 1 ? stage.name : '',
  part,
  index,
  templateHash: stage.template,
  nearby: stage.locality === null ? null : stage.locality.values[index % stage.locality.values.length]!,
});

function retry(draft: Draft, job: JobRecord, { stage, task }: { stage: JobStage; task: TaskRecord }): void {
  const launch = launchAfter(job.spec.backoff, task, draft.nowMs);
  makeTask(draft, job, { ...of(job, stage, task.jobIndex!), replaces: task.id, ...launch });
  record(draft, aboutJob(job), 'JobRetried', `${task.name} ${task.state}: ${whyOf(task)} It is tried again.`);
}

/** Tasks that ended by themselves without success; those that were killed, drained or lost do not count (rule RS3). */
export function failuresOf(draft: Draft, job: JobRecord): { count: number; last: string | null } {
  const failed: TaskRecord[] = [];
  for (let part = 0; part <= job.part; part++) {
    for (const task of draft.state.find('brokenTasksByJobPart', jobCohort(job.id, part)))
      if (isFailure(task)) failed.push(task);
  }
  const last = failed.reduce<TaskRecord | null>(
    (latest, task) => (latest === null || task.finishedAtMs! >= latest.finishedAtMs! ? task : latest),
    null,
  );
  return { count: failed.length, last: last === null ? null : `${last.name}: ${whyOf(last)}` };
}

const isFailure = ({ state, desired }: TaskRecord) => state === 'failed' && desired === 'running';

function giveUp(draft: Draft, job: JobRecord, { count, last }: { count: number; last: string | null }): null {
  const { retries } = job.spec;
  const allowed = `${retries === 0 ? 'no' : retries} ${retries === 1 ? 'retry is' : 'retries are'} allowed`;
  const tries = `${count} ${count === 1 ? 'task' : 'tasks'} failed, and ${allowed}.`;
  const current = { ...job, failed: count, lastFailure: last ?? '' };
  endJob(draft, current, {
    state: 'failed',
    reason: 'BackoffLimitExceeded',
    message: count === 1 ? `${tries} It was ${last}` : `${tries} The last was ${last}`,
  });
  return null;
}

function endStage(draft: Draft, job: JobRecord, { stages }: Batch): null {
  const stage = stages[job.part]!;
  const succeeded = stages.slice(0, job.part + 1).reduce((sum, { completions }) => sum + completions, 0);
  const next = stages[job.part + 1];
  if (next === undefined) {
    const message = succeeded === 1 ? 'Its task succeeded.' : `All ${figure(succeeded)} tasks succeeded.`;
    endJob(draft, { ...job, succeeded }, { state: 'succeeded', reason: 'Completed', message });
    return null;
  }
  draft.put('jobs', { ...job, part: job.part + 1, begun: 0, succeeded });
  const message = `Stage ${stage.name} is done, with ${figure(stage.completions)} tasks; ${next.name} begins.`;
  record(draft, aboutJob(job), 'JobStage', message);
  return null;
}

/** Of those that were stopped or lost and are tried again, the newest are kept. Failed ones count, so they all are. */
function reap(draft: Draft, broken: readonly TaskRecord[]): void {
  const spent = broken.filter(
    (task) =>
      !isFailure(task) &&
      !(task.state === 'lost' && task.finishedAtMs === null) &&
      !draft.state.index('successors').isEmpty(task.id) &&
      isKnownToHaveEnded(draft, task),
  );
  const surplus = spent.length - draft.bounds.brokenTasksPerJob;
  for (const task of spent.slice(0, Math.max(0, surplus))) removeTask(draft, task);
}
