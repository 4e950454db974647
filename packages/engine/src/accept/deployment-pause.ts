import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, acceptedFor, alreadySoFor, findDeployment } from './answer.ts';
import { changeDeployment, notPaused } from './deployment-change.ts';
import { isRevised, makeRevision } from './revision.ts';

/** The rollout stands still and changes of the template gather; scaling goes on. */
export function pauseDeployment(draft: Draft, command: CommandOf<'deployment.pause'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { name, paused } = found.value;
  if (paused) return alreadySoFor(found.value, `Deployment ${name} is paused already.`);
  const pauseReason = `paused by ${draft.actor.name}`;
  const held = changeDeployment(draft, found.value, { paused: true, pauseReason, pausedBy: 'person' });
  record(draft, aboutDeployment(held), 'RolloutPaused', `Paused by ${draft.actor.name}.`);
  return acceptedFor(held, `Deployment ${name} is paused.`);
}

/** The rollout goes on. What was changed while it was paused becomes one revision. */
export function resumeDeployment(draft: Draft, command: CommandOf<'deployment.resume'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { name, paused } = found.value;
  if (!paused) return alreadySoFor(found.value, `Deployment ${name} is not paused.`);
  const resumed = changeDeployment(draft, found.value, notPaused);
  record(draft, aboutDeployment(resumed), 'RolloutResumed', `Resumed by ${draft.actor.name}.`);
  if (!isRevised(draft, resumed)) return acceptedFor(resumed, `Deployment ${name} goes on.`);
  const cause = resumed.revision === 0 ? 'created' : 'changes made while paused';
  const revised = makeRevision(draft, resumed, { cause, restoredFrom: null });
  return acceptedFor(revised, `Deployment ${name} goes on, to revision ${revised.revision}.`);
}
