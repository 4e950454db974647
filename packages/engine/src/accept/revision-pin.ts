import { type CommandOf, err, invalidField } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, acceptedFor, alreadySoFor, findDeployment } from './answer.ts';
import { unknownRevision } from './deployment-rollback.ts';

/** A pinned revision is kept whatever the history limit says, under the name that it is given (rule RV11). */
export function pinRevision(draft: Draft, command: CommandOf<'revision.pin'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const deployment = found.value;
  const { revision: wanted, pin } = command;
  const revisions = draft.state.revisionsOf(deployment.id);
  const revision = revisions.find(({ number }) => number === wanted);
  if (revision === undefined)
    return err(unknownRevision(deployment, { field: 'revision', wanted, kept: revisions }));
  if (revision.pinned === pin) {
    const how = pin === null ? 'not pinned' : `pinned as ${pin} already`;
    return alreadySoFor(deployment, `Revision ${wanted} of ${deployment.name} is ${how}.`);
  }
  const namesake = revisions.find(({ pinned }) => pinned !== null && pinned === pin);
  if (namesake !== undefined)
    return err(invalidField('pin', `must be another name; revision ${namesake.number} is pinned as ${pin}`));
  draft.update('revisions', revision, { pinned: pin });
  const about = aboutDeployment(deployment);
  if (pin === null) record(draft, about, 'RevisionUnpinned', `Revision ${wanted} is pinned no more.`);
  else record(draft, about, 'RevisionPinned', `Revision ${wanted} is pinned as ${pin}.`);
  return acceptedFor(
    deployment,
    pin === null
      ? `Revision ${wanted} of ${deployment.name} is pinned no more.`
      : `Revision ${wanted} of ${deployment.name} is pinned as ${pin}.`,
  );
}
