import type { Act, SingleAct } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { type Acceptance, type Accepted, acceptedTogether } from './answer.ts';
import { deleteAutoscaler } from './autoscaler-delete.ts';
import { saveAutoscaler } from './autoscaler-save.ts';
import { deleteBudget } from './budget-delete.ts';
import { saveBudget } from './budget-save.ts';
import { deleteConfiguration } from './configuration-delete.ts';
import { saveConfig, saveSecret } from './configuration-save.ts';
import { applyDeployment } from './deployment-apply.ts';
import { deleteDeployment } from './deployment-delete.ts';
import { pauseDeployment, resumeDeployment } from './deployment-pause.ts';
import { restartDeployment } from './deployment-restart.ts';
import { rollbackDeployment } from './deployment-rollback.ts';
import { scaleDeployment } from './deployment-scale.ts';
import { setImage } from './deployment-set-image.ts';
import { acceptJobCommand, isJobCommand } from './job-command.ts';
import { deleteNamespace, saveNamespace } from './namespace.ts';
import { cordonNode, uncordonNode } from './node-cordon.ts';
import { drainNode } from './node-drain.ts';
import { removeNode } from './node-remove.ts';
import { updateNode } from './node-update.ts';
import { pinRevision } from './revision-pin.ts';
import { abort, promote } from './rollout-control.ts';
import { deleteService } from './service-delete.ts';
import { saveService } from './service-save.ts';
import { evictTask } from './task-evict.ts';
import { killTask } from './task-kill.ts';
import { updateTask } from './task-update.ts';
import { deleteVolume } from './volume-delete.ts';
import { saveVolume } from './volume-save.ts';

/** One act: writes in the draft and what to answer, or a rejection, after which the draft is to be dropped. */
export function acceptAct(draft: Draft, command: Act): Acceptance {
  if (command.type !== 'acts.together') return acceptSingle(draft, command);
  const answers: Accepted[] = [];
  for (const one of command.acts) {
    const answer = acceptSingle(draft, one);
    if (!answer.ok) return answer;
    answers.push(answer.value);
  }
  return acceptedTogether(answers);
}

function acceptSingle(draft: Draft, command: SingleAct): Acceptance {
  if (isJobCommand(command)) return acceptJobCommand(draft, command);
  switch (command.type) {
    case 'deployment.apply':
      return applyDeployment(draft, command);
    case 'deployment.scale':
      return scaleDeployment(draft, command);
    case 'deployment.setImage':
      return setImage(draft, command);
    case 'deployment.rollback':
      return rollbackDeployment(draft, command);
    case 'deployment.pause':
      return pauseDeployment(draft, command);
    case 'deployment.resume':
      return resumeDeployment(draft, command);
    case 'deployment.restart':
      return restartDeployment(draft, command);
    case 'deployment.delete':
      return deleteDeployment(draft, command);
    case 'rollout.promote':
      return promote(draft, command);
    case 'rollout.abort':
      return abort(draft, command);
    case 'revision.pin':
      return pinRevision(draft, command);
    case 'node.cordon':
      return cordonNode(draft, command);
    case 'node.uncordon':
      return uncordonNode(draft, command);
    case 'node.drain':
      return drainNode(draft, command);
    case 'node.remove':
      return removeNode(draft, command);
    case 'node.update':
      return updateNode(draft, command);
    case 'task.kill':
      return killTask(draft, command);
    case 'task.evict':
      return evictTask(draft, command);
    case 'task.update':
      return updateTask(draft, command);
    case 'autoscaler.save':
      return saveAutoscaler(draft, command);
    case 'autoscaler.delete':
      return deleteAutoscaler(draft, command);
    case 'budget.save':
      return saveBudget(draft, command);
    case 'budget.delete':
      return deleteBudget(draft, command);
    case 'namespace.save':
      return saveNamespace(draft, command);
    case 'namespace.delete':
      return deleteNamespace(draft, command);
    case 'service.save':
      return saveService(draft, command);
    case 'service.delete':
      return deleteService(draft, command);
    case 'config.save':
      return saveConfig(draft, command);
    case 'secret.save':
      return saveSecret(draft, command);
    case 'config.delete':
    case 'secret.delete':
      return deleteConfiguration(draft, command);
    case 'volume.save':
      return saveVolume(draft, command);
    case 'volume.delete':
      return deleteVolume(draft, command);
  }
}
