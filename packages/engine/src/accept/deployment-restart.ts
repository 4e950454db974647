import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { formatInstant } from '../instant.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, findDeployment, refuse } from './answer.ts';
import { changeTemplate } from './deployment-change.ts';

/** The same template, run anew: a rollout replaces all tasks within the strategy's bounds. */
export function restartDeployment(draft: Draft, command: CommandOf<'deployment.restart'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { name, paused, templateHash } = found.value;
  if (paused) return refuse('paused', `Deployment ${name} is paused; resume it first, then restart it.`);
  const { template } = draft.state.get('templates', templateHash)!;
  const restarted = { ...template, restartedAt: formatInstant(draft.nowMs) };
  const answer = changeTemplate(draft, found.value, restarted, {
    cause: command.cause ?? 'restart',
    unchanged: `Deployment ${name} was restarted this very moment.`,
  });
  if (answer.ok && answer.value.changed) {
    record(draft, aboutDeployment(found.value), 'Restarted', 'All tasks are replaced on request.');
  }
  return answer;
}
