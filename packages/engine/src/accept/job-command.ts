import { type Command, type JobCommand, jobCommand } from '@gantry/model';
import type { Draft } from '../draft.ts';
import type { Acceptance } from './answer.ts';
import { applyJob } from './job-apply.ts';
import { cancelJob, deleteJob } from './job-end.ts';
import { runJob } from './job-run.ts';
import { resumeJob, suspendJob } from './job-suspend.ts';

const types = new Set<string>(jobCommand.options.map((option) => option.shape.type.value));

export const isJobCommand = (command: Command): command is JobCommand => types.has(command.type);

export function acceptJobCommand(draft: Draft, command: JobCommand): Acceptance {
  switch (command.type) {
    case 'job.apply':
      return applyJob(draft, command);
    case 'job.cancel':
      return cancelJob(draft, command);
    case 'job.delete':
      return deleteJob(draft, command);
    case 'job.suspend':
      return suspendJob(draft, command);
    case 'job.resume':
      return resumeJob(draft, command);
    case 'job.run':
      return runJob(draft, command);
  }
}
