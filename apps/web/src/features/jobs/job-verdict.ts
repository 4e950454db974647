import type { JobRecord } from '@gantry/model';
import type { Verdict } from '../../shared/tone.ts';

const verdicts: Record<JobRecord['state'], Verdict> = {
  queued: { tone: 'pending', label: 'Queued' },
  waiting: { tone: 'pending', label: 'Waiting' },
  running: { tone: 'progress', label: 'Running' },
  suspended: { tone: 'pending', label: 'Suspended' },
  idle: { tone: 'stopped', label: 'Idle' },
  succeeded: { tone: 'running', label: 'Succeeded' },
  failed: { tone: 'failed', label: 'Failed' },
  cancelled: { tone: 'stopped', label: 'Cancelled' },
};

export function jobVerdict(job: JobRecord): Verdict {
  if (job.deletingAtMs !== null) return { tone: 'draining', label: 'Deleting' };
  if (job.quarantine !== null) return { tone: 'failed', label: 'Held back' };
  if (job.spec.plan.kind === 'cron' && job.state === 'idle') return { tone: 'running', label: 'Scheduled' };
  return verdicts[job.state];
}

export const hasEnded = ({ state }: JobRecord): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

/** Whether it makes runs rather than being one. */
export const makesRuns = ({ spec }: JobRecord): boolean => 'run' in spec.plan;

/** What it is, in a few words. */
export function planSentence({ spec: { plan } }: JobRecord): string {
  switch (plan.kind) {
    case 'cron':
      return `${plan.schedule} in ${plan.timeZone}`;
    case 'build':
      return `up to ${plan.executors} ${plan.executors === 1 ? 'executor' : 'executors'}`;
    case 'gang':
      return `${plan.ranks} ${plan.ranks === 1 ? 'rank' : 'ranks'} together`;
    case 'batch':
      return plan.stages.map(({ name, completions }) => `${completions} ${name}`).join(', then ');
  }
}
