import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';

/** Labels and annotations of one task, over its template's. Its deployment keeps it, whatever they say (rule TS7). */
export function updateTask(draft: Draft, command: CommandOf<'task.update'>): Acceptance {
  const before = draft.state.get('tasks', command.task);
  if (before === undefined) {
    return refuse('not_found', `There is no task ${command.task}; list the tasks to see which there are.`);
  }
  const after = draft.update('tasks', before, {
    labels: command.labels ?? before.labels,
    annotations: command.annotations ?? before.annotations,
  });
  if (after === before) return alreadySo(before.name, `Task ${before.name} is so already.`);
  return accepted(before.name, `Task ${before.name} is updated.`);
}
