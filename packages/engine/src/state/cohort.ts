import type { JobId, TaskRecord } from '@gantry/model';

type Owned = Pick<TaskRecord, 'replicaSetId' | 'jobId' | 'jobPart'>;

/** The tasks of a batch's stage, or of a gang's try. */
export const jobCohort = (jobId: JobId, part: number): string => `${part}@${jobId}`;

/**
 * Tasks that are alike and counted together: those of a replica set, or of one part of a job. null: a framework from
 * outside has it.
 */
export function cohortOf({ replicaSetId, jobId, jobPart }: Owned): string | null {
  if (replicaSetId !== null) return replicaSetId;
  return jobId === null ? null : jobCohort(jobId, jobPart ?? 0);
}

/** Those of a cohort that also would rather run at the same nodes: they wait for a place together. */
export function waitingKeyOf(task: Owned & Pick<TaskRecord, 'nearby'>): string | null {
  const cohort = cohortOf(task);
  return cohort === null || task.nearby === null ? cohort : `${cohort}@${task.nearby}`;
}

/** What a waiting key of a job's tasks says; null: it is a replica set's. */
export function jobTasksUnder(key: string): { jobId: JobId; part: number; nearby: string | null } | null {
  const [part, jobId, nearby] = key.split('@');
  return jobId === undefined ? null : { jobId: jobId as JobId, part: Number(part), nearby: nearby ?? null };
}
