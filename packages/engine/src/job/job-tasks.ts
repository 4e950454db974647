import { hasEnded, type JobRecord, type TaskId, type TaskRecord, type TemplateHash } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { frameworkOfJob } from '../offer/framework.ts';
import { blankTask } from '../plan/replica-set.ts';
import { stopTask } from '../plan/stop-task.ts';
import { jobCohort } from '../state/cohort.ts';

interface Wanted {
  /** Between the job's name and the index, in the task's; empty: nothing. */
  partName: string;
  part: number;
  index: number;
  templateHash: TemplateHash;
  nearby: string | null;
  /** The try before this one; null: it is the first. */
  replaces: TaskId | null;
  failuresInARow: number;
  notBeforeAtMs: number | null;
}

/** Makes one task of a job, to be placed. */
export function makeTask(draft: Draft, job: JobRecord, { partName, part, index, ...of }: Wanted): TaskRecord {
  const id = draft.newId('task') as TaskId;
  const stem = [job.name, partName, String(index)].filter((word) => word !== '').join('-');
  return draft.put('tasks', {
    ...blankTask,
    ...of,
    id,
    namespace: job.namespace,
    name: `${stem}-${id.slice(1)}`,
    frameworkId: frameworkOfJob(draft.state, job),
    deploymentId: null,
    replicaSetId: null,
    jobId: job.id,
    jobPart: part,
    jobIndex: index,
    role: job.spec.role,
    revision: 0,
    createdAtMs: draft.nowMs,
  });
}

/** The tasks of the part that the job is at, by how they are. */
export function tasksOfPart(draft: Draft, { id, part }: JobRecord) {
  const cohort = jobCohort(id, part);
  const { state } = draft;
  return {
    live: state.find('liveTasksByJobPart', cohort),
    succeeded: state.find('succeededTasksByJobPart', cohort),
    broken: state.find('brokenTasksByJobPart', cohort),
  };
}

export function liveTasksOf(draft: Draft, { id }: JobRecord): TaskRecord[] {
  return draft.state.tasksOfJob(id).filter(({ state }) => !hasEnded(state));
}

/** Has all of a job's tasks stopped that are not told to yet. */
export function stopTasks(
  draft: Draft,
  job: JobRecord,
  { graceSeconds = null, ...cause }: { reason: string; message: string; graceSeconds?: number | null },
): void {
  for (const task of liveTasksOf(draft, job)) {
    if (task.desired === 'running' || graceSeconds !== null)
      stopTask(draft, task, { ...cause, graceSeconds });
  }
}
