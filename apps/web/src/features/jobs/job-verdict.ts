import type { JobRecord } from '@gantry/model';
import { formatCount, formatPlural } from '../../shared/format/quantity.ts';

export const hasEnded = ({ state }: JobRecord): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';

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
      // The one stage of a plain batch has no name of its own.
      if (plan.stages.length === 1) return stageWords(plan.stages[0]!);
      return plan.stages.map(({ name, completions }) => `${completions} ${name}`).join(', then ');
  }
}

function stageWords({ completions, parallelism }: { completions: number; parallelism: number }): string {
  const tasks = formatPlural(completions, 'task');
  return parallelism < completions ? `${tasks}, ${formatCount(parallelism)} at a time` : tasks;
}
