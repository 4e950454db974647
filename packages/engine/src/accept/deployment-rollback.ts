import {
  type CommandOf,
  type DeploymentRecord,
  err,
  type Rejection,
  type RevisionRecord,
  rejection,
  wayBack,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import type { View } from '../port.ts';
import { aboutDeployment, record } from '../timeline.ts';
import { type Acceptance, findDeployment, refuse } from './answer.ts';
import { changeTemplate } from './deployment-change.ts';
import { scaleDeployment } from './deployment-scale.ts';
import { whyGone } from './images.ts';

/**
 * Exactly the template of an earlier revision again, as a new revision. Its strategy stays, and its size unless the
 * command says otherwise (rule RV4).
 */
export function rollbackDeployment(draft: Draft, command: CommandOf<'deployment.rollback'>): Acceptance {
  const found = findDeployment(draft, command);
  if (!found.ok) return found;
  const deployment = found.value;
  if (deployment.paused) {
    return refuse('paused', `Deployment ${deployment.name} is paused; resume it first, then roll back.`);
  }
  const wanted = command.toRevision;
  const revision = revisionToRestore(deployment, draft.state, wanted);
  if (revision === undefined) {
    const kept = draft.state.revisionsOf(deployment.id).sort((a, b) => a.number - b.number);
    return err(unknownRevision(deployment, { field: 'toRevision', wanted, kept }));
  }
  const gone = whyGone(draft.state, deployment, revision.templateHash);
  if (gone !== null) return err(gone);
  const { replicas } = command;
  if (replicas === null || revision.templateHash === deployment.templateHash)
    return restore(draft, deployment, revision, command.cause);
  const sized = scaleDeployment(draft, { ...command, type: 'deployment.scale', replicas });
  return sized.ok
    ? restore(draft, draft.state.get('deployments', deployment.id)!, revision, command.cause)
    : sized;
}

/** Of those that are kept: the one asked for; without a number the way back. */
export function revisionToRestore(
  deployment: DeploymentRecord,
  view: Pick<View, 'revisionsOf' | 'rolloutsOf'>,
  number: number | null,
): RevisionRecord | undefined {
  const revisions = view.revisionsOf(deployment.id);
  const wanted = number ?? wayBack(deployment, revisions, view.rolloutsOf(deployment.id));
  return revisions.find((revision) => revision.number === wanted);
}

export function unknownRevision(
  { name }: DeploymentRecord,
  { field, wanted, kept }: { field: string; wanted: number | null; kept: readonly RevisionRecord[] },
): Rejection {
  if (wanted === null) {
    const message =
      kept.length > 1
        ? `All earlier revisions of ${name} failed or are what runs; say which one with toRevision.`
        : `Deployment ${name} has no earlier revision to roll back to.`;
    return rejection('revision_not_found', message);
  }
  const numbers = kept.map(({ number }) => number).join(', ');
  const message = `there is no revision ${wanted} of ${name}; kept are ${numbers}`;
  return rejection('revision_not_found', `${field}: ${message}`, [{ field, message }]);
}

/** Makes the revision's template the wanted one. */
export function restore(
  draft: Draft,
  deployment: DeploymentRecord,
  { number, templateHash }: RevisionRecord,
  cause: string | null,
): Acceptance {
  const { template } = draft.state.get('templates', templateHash)!;
  const answer = changeTemplate(draft, deployment, template, {
    cause: cause ?? `roll back to revision ${number}`,
    unchanged: `Deployment ${deployment.name} has the template of revision ${number} already; there is nothing to roll back.`,
    restoredFrom: number,
  });
  if (answer.ok && answer.value.changed) {
    record(draft, aboutDeployment(deployment), 'RolledBack', `Rolled back to revision ${number}.`);
  }
  return answer;
}
