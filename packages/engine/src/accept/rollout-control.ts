import type { CommandOf } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { promoteRollout, stableRevision } from '../rollout/index.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, acceptedFor, findDeployment, refuse } from './answer.ts';
import { changeDeployment, notPaused } from './deployment-change.ts';
import { restore } from './deployment-rollback.ts';

/** A canary or blue-green rollout goes on because a person says so. */
export function promote(draft: Draft, command: CommandOf<'rollout.promote'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { id, name, spec } = found.value;
  const rollout = draft.state.findOne('openRollouts', id);
  const patch = promoteRollout(spec.strategy, rollout ?? null, draft.nowMs);
  if (!patch.ok) return refuse('conflict', `Deployment ${name}: ${patch.error}`);
  const { toRevision } = draft.update('rollouts', rollout!, patch.value);
  record(draft, aboutDeployment(found.value), 'RolloutPromoted', `Revision ${toRevision} was promoted.`);
  return acceptedFor(found.value, `Revision ${toRevision} of ${name} is promoted.`);
}

/** The open rollout is given up, and the last revision that was good comes back as a new one. */
export function abort(draft: Draft, command: CommandOf<'rollout.abort'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const { id, name } = found.value;
  const rollout = draft.state.findOne('openRollouts', id);
  if (rollout === undefined)
    return refuse('conflict', `Deployment ${name} has no rollout in progress to abort.`);
  const stable = stableRevision(draft.state.rolloutsOf(id));
  const revision = draft.state.revisionsOf(id).find(({ number }) => number === stable);
  if (revision === undefined) {
    return refuse(
      'conflict',
      `Deployment ${name} has no earlier good revision to go back to; scale it to 0 or delete it.`,
    );
  }
  const message = `Given up by ${draft.actor.name}.`;
  draft.update('rollouts', rollout, { outcome: 'aborted', endedAtMs: draft.nowMs, message });
  const about = aboutDeployment(found.value);
  record(draft, about, 'RolloutAborted', `The rollout of revision ${rollout.toRevision} was given up.`);
  const resumed = changeDeployment(draft, found.value, notPaused);
  return restore(draft, resumed, revision, `abort of revision ${rollout.toRevision}`);
}
