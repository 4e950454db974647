import type { JobRecord } from '@gantry/model';
import type { NamespacedReaders } from '@gantry/model/filter-line';
import { useMemo } from 'react';
import { useRows } from '../../live/hooks.ts';
import { jobVerdict, toldJobs } from '../../shared/job-verdict.ts';
import type { Verdict } from '../../shared/tone.ts';
import { serverNow } from '../../shared/ui/time.tsx';
import { planSentence } from './job-verdict.ts';

/** A job with what a list shows beside it. */
export interface JobRow {
  job: JobRecord;
  verdict: Verdict;
  plan: string;
}

export const rowOf = (job: JobRecord, verdict = jobVerdict(job)): JobRow => ({
  job,
  verdict,
  plan: planSentence(job),
});

/** Jobs that nobody else made: runs are on the page of the job that made them. */
export function useJobRows(): readonly JobRow[] {
  const jobs = useRows('jobs');
  return useMemo(() => toldJobs(jobs).map(({ job, verdict }) => rowOf(job, verdict)), [jobs]);
}

export const jobFields: NamespacedReaders<JobRow> = {
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
