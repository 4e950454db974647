import { type CommandOf, hasEnded } from '@gantry/model';
import { keepingBudget, sentenceOf } from '../disruption/allowance.ts';
import type { Draft } from '../draft.ts';
import { stopTask } from '../plan/stop-task.ts';
import { aboutTask, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';

/** Asks a task to go; whoever owns it replaces it. Its disruption budgets may keep it (rule DB3). */
export function evictTask(draft: Draft, { task: id, graceSeconds }: CommandOf<'task.evict'>): Acceptance {
  const task = draft.state.get('tasks', id);
  if (task === undefined)
    return refuse('not_found', `There is no task ${id}; list the tasks to see which there are.`);
  if (hasEnded(task.state))
    return alreadySo(task.name, `Task ${task.name} has ended already: ${task.state}.`);
  if (task.desired === 'stopped') return alreadySo(task.name, `Task ${task.name} is being stopped already.`);
  const keeping = keepingBudget(draft.state, task);
  if (keeping !== null)
    return refuse('disruption_budget', `${sentenceOf(keeping)}; try again when more are ready.`);
  const message = `Evicted by ${draft.actor.name}.`;
  stopTask(draft, task, { reason: 'Evicted', message, graceSeconds });
  record(draft, aboutTask(task), 'Evicted', message);
  return accepted(task.name, `Task ${task.name} is being stopped.`);
}
