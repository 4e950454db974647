import { type CommandOf, hasEnded } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { rescindAllOn } from '../offer/end-offer.ts';
import { loseVolumes } from '../plan/bind-volumes.ts';
import { loseTask } from '../plan/lose-task.ts';
import { aboutNode, record } from '../timeline.ts';
import { type Acceptance, accepted, findNode, refuse } from './answer.ts';

/** Takes a node out of the cluster: one on which nothing runs, or of which nobody hears (rule NL6). */
export function removeNode(draft: Draft, command: CommandOf<'node.remove'>): Acceptance {
  const found = findNode(draft, command.node);
  if (!found.ok) return found;
  const { id, name, status } = found.value;
  const tasks = draft.state.tasksOfNode(id);
  const live = tasks.filter(({ state }) => !hasEnded(state));
  if (live.length > 0 && status === 'ready') {
    const count = `${live.length} ${live.length === 1 ? 'task' : 'tasks'}`;
    return refuse('in_use', `Node ${name} still runs ${count}; drain it first, then remove it.`);
  }
  for (const task of live) {
    loseTask(draft, task, {
      reason: 'NodeRemoved',
      message: `Node ${name} was removed while nobody heard of it.`,
    });
  }
  rescindAllOn(draft, id, `Node ${name} was removed.`);
  loseVolumes(draft, found.value);
  for (const reservation of draft.state.find('reservationsByNode', id))
    draft.remove('reservations', reservation.id);
  record(draft, aboutNode(found.value), 'NodeRemoved', 'Taken out of the cluster.');
  draft.remove('nodes', id);
  return accepted(name, `Node ${name} is removed.`);
}
