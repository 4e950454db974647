import { type CommandOf, hasEnded } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { stopTask } from '../plan/stop-task.ts';
import { aboutTask, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';

/** Stops one task; whoever owns it replaces it. Asked again with a shorter grace period, that one counts. */
export function killTask(
  draft: Draft,
  { task: id, graceSeconds, reason }: CommandOf<'task.kill'>,
): Acceptance {
  const task = draft.state.get('tasks', id);
  if (task === undefined) {
    return refuse('not_found', `There is no task ${id}; list the tasks to see which there are.`);
  }
  if (hasEnded(task.state))
    return alreadySo(task.name, `Task ${task.name} has ended already: ${task.state}.`);
  const isSooner =
    graceSeconds !== null && graceSeconds < (task.stopGraceSeconds ?? Number.POSITIVE_INFINITY);
  if (task.desired === 'stopped' && !isSooner) {
    return alreadySo(task.name, `Task ${task.name} is being stopped already.`);
  }
  const message = `Stopped by ${draft.actor.name}${reason === '' ? '' : `: ${reason}`}.`;
  stopTask(draft, task, { reason: 'Killed', message, graceSeconds });
  record(draft, aboutTask(task), 'Killing', message);
  return accepted(task.name, `Task ${task.name} is being stopped.`);
}
