import type { DeploymentId } from '@gantry/model';
import { dropManifest } from '../accept/keep-manifest.ts';
import type { Draft } from '../draft.ts';
import { finishNamespace } from './empty-namespace.ts';
import { dropTemplate, forgetReplicaSet, isKnownToBeIdle } from './reaper.ts';
import { forgetSightings } from './sighting.ts';

/**
 * Once its last task has ended, and that is known, everything of a deleted deployment goes; with the last of them, its
 * namespace. True: it can go in the next step.
 */
export function finishDelete(draft: Draft, id: DeploymentId): boolean {
  const { state } = draft;
  const sets = state.replicaSetsOf(id);
  if (sets.some((set) => !state.index('liveTasksByReplicaSet').isEmpty(set.id))) return false;
  if (!sets.every((set) => isKnownToBeIdle(draft, set.id))) return true;
  const { namespace, templateHash } = state.get('deployments', id)!;
  for (const set of sets) forgetReplicaSet(draft, set.id);
  const templates = new Set([
    templateHash,
    ...state.revisionsOf(id).map((revision) => revision.templateHash),
  ]);
  for (const revision of state.revisionsOf(id)) draft.remove('revisions', revision.id);
  for (const rollout of state.rolloutsOf(id)) draft.remove('rollouts', rollout.id);
  forgetSightings(draft, id, () => true);
  for (const event of state.eventsOf(id)) draft.remove('events', event.id);
  draft.remove('deployments', id);
  dropManifest(draft, id);
  for (const hash of templates) dropTemplate(draft, hash);
  finishNamespace(draft, namespace);
  return false;
}
