import { type CommandOf, checkName, err, invalidField, type Rejection, rejection } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { emptyNamespace } from '../plan/empty-namespace.ts';
import { aboutNamespace, record } from '../timeline.ts';
import { type Acceptance, accepted, alreadySo, refuse } from './answer.ts';
import { changeDeployment } from './deployment-change.ts';
import { removeService } from './service-delete.ts';

/** Makes the namespace when it is not there. Refused when it is being deleted. */
export function ensureNamespace(draft: Draft, name: string): Rejection | null {
  const namespace = draft.state.get('namespaces', name);
  if (namespace === undefined) {
    const { nowMs } = draft;
    draft.put('namespaces', { name, labels: {}, annotations: {}, createdAtMs: nowMs, deletingAtMs: null });
    record(draft, aboutNamespace(name), 'NamespaceCreated', `Namespace ${name} was made.`);
    return null;
  }
  if (namespace.deletingAtMs === null) return null;
  return rejection(
    'gone',
    `Namespace ${name} is being deleted; wait until it is gone, or choose another one.`,
  );
}

export function saveNamespace(
  draft: Draft,
  { name, labels, annotations }: CommandOf<'namespace.save'>,
): Acceptance {
  const wrong = checkName(name);
  if (wrong !== null) return err(invalidField('name', wrong));
  const refusal = ensureNamespace(draft, name);
  if (refusal !== null) return err(refusal);
  draft.update('namespaces', draft.state.get('namespaces', name)!, { labels, annotations });
  return accepted(name, `Namespace ${name} is saved.`);
}

/** Everything in it is deleted first; its record goes with the last of it. */
export function deleteNamespace(draft: Draft, { name }: CommandOf<'namespace.delete'>): Acceptance {
  const namespace = draft.state.get('namespaces', name);
  if (namespace === undefined) return refuse('not_found', `There is no namespace ${name}.`);
  if (name === 'default') return refuse('forbidden', 'The namespace default cannot be deleted.');
  if (namespace.deletingAtMs !== null) return alreadySo(name, `Namespace ${name} is being deleted already.`);
  const deployments = draft.state.find('deploymentsByNamespace', name);
  const jobs = draft.state.find('jobsByNamespace', name);
  for (const deployment of deployments) {
    if (deployment.deletingAtMs === null) changeDeployment(draft, deployment, { deletingAtMs: draft.nowMs });
  }
  for (const job of jobs) draft.update('jobs', job, { deletingAtMs: job.deletingAtMs ?? draft.nowMs });
  record(draft, aboutNamespace(name), 'NamespaceDeleted', `Namespace ${name} is being deleted.`);
  for (const service of draft.state.find('servicesByNamespace', name)) removeService(draft, service);
  if (deployments.length + jobs.length === 0) emptyNamespace(draft, name);
  else draft.update('namespaces', namespace, { deletingAtMs: draft.nowMs });
  return accepted(name, `Namespace ${name} and everything in it is being deleted.`);
}
