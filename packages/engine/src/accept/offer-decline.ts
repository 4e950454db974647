import { type CommandOf, hasEnded, type TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { endOffer } from '../offer/end-offer.ts';
import { setAside } from '../offer/set-aside.ts';
import { acknowledgedAnnotation } from '../state/framework-marks.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { findFramework } from './find-framework.ts';

/** Gives offers back. Those that are over already are no fault: they may have been taken back meanwhile. */
export function declineOffers(draft: Draft, command: CommandOf<'offer.decline'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  for (const id of new Set(command.offers)) {
    const offer = draft.state.get('offers', id);
    if (offer?.state !== 'outstanding' || offer.frameworkId !== command.framework) continue;
    setAside(draft, offer, { ...offer, refuseSeconds: command.refuseSeconds });
    endOffer(draft, offer, { state: 'declined' });
  }
  return accepted(command.framework, 'The offers are declined.');
}

export function acknowledgeTask(draft: Draft, command: CommandOf<'framework.acknowledge'>): Acceptance {
  const task = draft.state.get('tasks', command.task);
  if (task === undefined || task.frameworkId !== command.framework)
    return refuse('not_found', `Framework ${command.framework} has no task ${command.task}.`);
  if (command.uuid !== undefined) return acknowledgeUpdate(draft, task, command.uuid);
  if (!hasEnded(task.state)) return refuse('conflict', `Task ${task.name} has not ended.`);
  if (acknowledgedAnnotation in task.annotations) return alreadySo(task.name, 'It is known already.');
  draft.update('tasks', task, { annotations: withEndKnown(task) });
  return accepted(task.name, `The end of ${task.name} is acknowledged.`);
}

const withEndKnown = ({ annotations }: TaskRecord) => ({ ...annotations, [acknowledgedAnnotation]: 'true' });

/** Of a task that an executor carries: its agent tells the executor, and then comes with what is next (rule OF22). */
function acknowledgeUpdate(draft: Draft, task: TaskRecord, uuid: string): Acceptance {
  if (task.update?.uuid !== uuid || task.acknowledged === uuid)
    return alreadySo(task.name, 'That update is not the one on its way.');
  const annotations = task.update.isEnd ? withEndKnown(task) : task.annotations;
  draft.update('tasks', task, { acknowledged: uuid, annotations });
  return accepted(task.name, `An update of ${task.name} is acknowledged.`);
}
