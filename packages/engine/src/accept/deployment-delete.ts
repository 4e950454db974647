import { type CommandOf, hasEnded } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { stopTask } from '../plan/stop-task.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, acceptedFor, findDeployment } from './answer.ts';
import { changeDeployment } from './deployment-change.ts';

/** Its tasks stop first, gracefully; then its records go. A grace period given here is every task's. */
export function deleteDeployment(draft: Draft, command: CommandOf<'deployment.delete'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { graceSeconds } = command;
  const deployment = changeDeployment(draft, found.value, { deletingAtMs: draft.nowMs });
  if (graceSeconds !== null) {
    for (const task of draft.state.tasksOfDeployment(deployment.id)) {
      if (hasEnded(task.state)) continue;
      stopTask(draft, task, {
        reason: 'Deleted',
        message: `Deployment ${deployment.name} was deleted.`,
        graceSeconds,
      });
    }
  }
  record(draft, aboutDeployment(deployment), 'DeploymentDeleted', 'Being deleted: its tasks stop.');
  return acceptedFor(deployment, `Deployment ${deployment.name} is being deleted.`);
}
