import type { JobRecord } from '@gantry/model';
import type { FieldReaders } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { jobVerdict, planSentence } from './job-verdict.ts';

/** A job with what a list shows beside it. */
export interface JobRow {
  job: JobRecord;
  verdict: Verdict;
  plan: string;
}

export const rowOf = (job: JobRecord): JobRow => ({
  job,
  verdict: jobVerdict(job),
  plan: planSentence(job),
});

/** Jobs that nobody else made: runs are on the page of the job that made them. */
export function useJobRows(): readonly JobRow[] {
  const jobs = useRows('jobs');
  return useMemo(() => jobs.filter(({ parentId }) => parentId === null).map(rowOf), [jobs]);
}

export const jobFields: FieldReaders<JobRow> = {
  name: ({ job }) => job.name,
  ns: ({ job }) => job.namespace,
  kind: ({ job }) => job.spec.plan.kind,
  status: ({ verdict, job }) => [verdict.tone, verdict.label, job.state],
  role: ({ job }) => job.spec.role,
  failed: ({ job }) => job.failed,
  label: ({ job }) => Object.entries(job.labels).map(([key, value]) => `${key}=${value}`),
  age: ({ job }) => serverNow() - job.createdAtMs,
};

export const jobText = ({ job, plan }: JobRow): string =>
  `${job.namespace}/${job.name} ${job.spec.plan.kind} ${plan} ${job.message}`;
