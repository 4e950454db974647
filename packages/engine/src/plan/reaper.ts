import {
  type DeploymentId,
  hasEnded,
  type ReplicaSetId,
  type ReplicaSetRecord,
  type TaskRecord,
  type TemplateHash,
  templatesOf,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { byCreation } from '../state/record-key.ts';
import { forgetSightings } from './sighting.ts';

/**
 * Lets go what a deployment keeps of the past beyond its bounds (rule EN6). True: there is more to let go in the next
 * step, as what ended in this one has to be seen once.
 */
export function reapDeployment(draft: Draft, id: DeploymentId): boolean {
  let isLeft = false;
  for (const set of draft.state.replicaSetsOf(id)) isLeft = reapTasks(draft, set) || isLeft;
  if (draft.state.findOne('openRollouts', id) !== undefined) return isLeft;
  reapRevisions(draft, id);
  reapRollouts(draft, id);
  return isLeft;
}

/** Everybody was told that the task has ended: it did not end in this very step. */
export function isKnownToHaveEnded(draft: Draft, { id }: TaskRecord): boolean {
  const before = draft.before.get('tasks', id);
  return before !== undefined && hasEnded(before.state);
}

/** None of its tasks ended in this very step. */
export function isKnownToBeIdle(draft: Draft, id: ReplicaSetId): boolean {
  return draft.state.tasksOfReplicaSet(id).every((task) => isKnownToHaveEnded(draft, task));
}

/** One of its revisions is to be kept whatever the history limit says (rule RV11). */
export function isPinned(draft: Draft, id: ReplicaSetId): boolean {
  const set = draft.state.get('replicaSets', id);
  if (set === undefined) return false;
  const numbers = new Set([set.revision, ...set.revisionHistory]);
  return draft.state
    .revisionsOf(set.deploymentId)
    .some(({ number, pinned }) => pinned !== null && numbers.has(number));
}

/** The newest ended tasks are kept, so that their logs and ends can be looked at. */
function reapTasks(draft: Draft, { id }: ReplicaSetRecord): boolean {
  const surplus =
    draft.state.index('endedTasksByReplicaSet').sizeOf(id) - draft.bounds.endedTasksPerReplicaSet;
  if (surplus <= 0) return false;
  const ended = draft.state.find('endedTasksByReplicaSet', id).sort((a, b) => byCreation(a.id, b.id));
  let isLeft = false;
  // One after the other, the oldest first: with a task goes what kept the one that replaced it.
  for (const task of ended.slice(0, surplus)) {
    if (!mayGo(draft, task)) continue;
    if (isKnownToHaveEnded(draft, task)) removeTask(draft, task);
    else isLeft = true;
  }
  return isLeft;
}

/**
 * A lost task that may still run stays until it is known to be gone or expunged. One that replaced a task whose record
 * is still there stays as well: without it, that one would be replaced once more.
 */
function mayGo(draft: Draft, { state, finishedAtMs, replaces }: TaskRecord): boolean {
  if (state === 'lost' && finishedAtMs === null) return false;
  return replaces === null || draft.state.get('tasks', replaces) === undefined;
}

/** The record and what the timeline says about it. */
export function removeTask(draft: Draft, { id }: TaskRecord): void {
  for (const event of draft.state.eventsOf(id)) draft.remove('events', event.id);
  draft.remove('tasks', id);
}

/** An idle replica set with its revisions, their rollouts and its template. */
export function forgetReplicaSet(draft: Draft, id: ReplicaSetId): void {
  const set = draft.state.get('replicaSets', id);
  if (set === undefined) return;
  for (const task of draft.state.tasksOfReplicaSet(id)) removeTask(draft, task);
  draft.remove('replicaSets', id);
  const numbers = new Set([set.revision, ...set.revisionHistory]);
  forgetRevisions(draft, set.deploymentId, numbers);
  dropTemplate(draft, set.templateHash);
}

function forgetRevisions(draft: Draft, deploymentId: DeploymentId, numbers: ReadonlySet<number>): void {
  for (const revision of draft.state.revisionsOf(deploymentId)) {
    if (numbers.has(revision.number)) draft.remove('revisions', revision.id);
  }
  for (const rollout of draft.state.rolloutsOf(deploymentId)) {
    if (numbers.has(rollout.toRevision)) draft.remove('rollouts', rollout.id);
  }
  forgetSightings(draft, deploymentId, (revision) => numbers.has(revision));
}

/** Nothing refers to the template any more: no kept revision, nor a deployment or job that wants it. */
export function dropTemplate(draft: Draft, hash: TemplateHash): void {
  const isUsed =
    isOfJob(draft, hash) ||
    !draft.state.index('revisionsByTemplate').isEmpty(hash) ||
    !draft.state.index('deploymentsByTemplate').isEmpty(hash) ||
    !draft.state.index('loneTasksByTemplate').isEmpty(hash);
  if (!isUsed) draft.remove('templates', hash);
}

/** Jobs are few beside tasks, and templates seldom go. */
function isOfJob(draft: Draft, hash: TemplateHash): boolean {
  for (const { spec } of draft.state.all('jobs')) if (templatesOf(spec.plan).includes(hash)) return true;
  return false;
}

/** Revisions that were superseded before they had a replica set count against the history limit by themselves. */
function reapRevisions(draft: Draft, id: DeploymentId): void {
  const { spec, revision: current } = draft.state.get('deployments', id)!;
  const limit = spec.revisionHistoryLimit;
  if (limit === null) return;
  const held = new Set(draft.state.replicaSetsOf(id).map(({ templateHash }) => templateHash));
  const bare = draft.state
    .revisionsOf(id)
    .filter(
      ({ number, templateHash, pinned }) => number !== current && pinned === null && !held.has(templateHash),
    )
    .sort((a, b) => b.number - a.number)
    .slice(limit);
  forgetRevisions(draft, id, new Set(bare.map(({ number }) => number)));
  for (const { templateHash } of bare) dropTemplate(draft, templateHash);
}

function reapRollouts(draft: Draft, id: DeploymentId): void {
  const rollouts = draft.state.rolloutsOf(id);
  const surplus = rollouts.length - draft.bounds.endedRolloutsPerDeployment;
  if (surplus <= 0) return;
  const oldest = rollouts.sort((a, b) => byCreation(a.id, b.id)).slice(0, surplus);
  for (const rollout of oldest) draft.remove('rollouts', rollout.id);
}
