import type { JobRecord, TaskRecord } from '@gantry/model';

/** Which of a job's tasks it is: the stage and index of a batch's, the rank, and after the first try the try, of a gang's. */
export function placeInJob({ spec: { plan } }: JobRecord, { jobPart, jobIndex }: TaskRecord): string {
  if (plan.kind === 'gang') return `rank ${jobIndex}${jobPart ? ` · try ${jobPart + 1}` : ''}`;
  const stage = plan.kind === 'batch' && plan.stages.length > 1 ? plan.stages[jobPart ?? 0]?.name : undefined;
  return `${stage ?? 'task'} ${jobIndex}`;
}
