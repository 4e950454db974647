import {
  type DeploymentId,
  type DeploymentRecord,
  hasEnded,
  type JobId,
  type JobRecord,
  type TaskRecord,
} from '@gantry/model';
import type { Projector } from './projector.ts';

/** Which tasks show as pods, and by which names. */

/**
 * Annotation of a deployment or job that somebody made as a pod of its name; its value is the pod's restart policy.
 * Whichever task it has stands for the pod.
 */
export const barePodAnnotation = 'gantry.local/pod';
/** Label by which the owner of such a pod selects it, with the pod's name. */
export const barePodLabel = 'gantry.local/pod';

type Owner = DeploymentRecord | JobRecord;

/** The deployment or job that stands behind a pod that was made as one; null: the task is its owner's own matter. */
export function barePodOwner({ view }: Projector, task: TaskRecord): Owner | null {
  const deployment = task.deploymentId === null ? undefined : view.get('deployments', task.deploymentId);
  const owner = deployment ?? (task.jobId === null ? undefined : view.get('jobs', task.jobId));
  return owner && isBarePod(owner) ? owner : null;
}

export const isBarePod = ({ annotations }: Owner): boolean => annotations[barePodAnnotation] !== undefined;

export function podName(projector: Projector, task: TaskRecord): string {
  return barePodOwner(projector, task)?.name ?? task.name;
}

/**
 * Finished tasks that somebody asked to stop are history, not pods. Failed ones stay visible until they are reaped, but
 * for those whose place another of the same replica set took: that is what Kubernetes calls a restart.
 */
export function isPod(projector: Projector, task: TaskRecord): boolean {
  if (!isShowable(task)) return false;
  if (task.replicaSetId !== null && hasEnded(task.state) && projector.view.successorOf(task.id)) return false;
  const owner = barePodOwner(projector, task);
  return owner === null || currentTask(projector, owner)?.id === task.id;
}

function isShowable(task: TaskRecord): boolean {
  if (task.state === 'stopped' || task.state === 'lost') return false;
  return !(task.desired === 'stopped' && (task.state === 'failed' || task.state === 'succeeded'));
}

/** The one that still lives, so that its end is seen before the next one shows; else the newest. */
export function currentTask(projector: Projector, owner: Owner): TaskRecord | undefined {
  const showable = tasksOf(projector, owner).filter(isShowable);
  return showable.find(({ state }) => !hasEnded(state)) ?? showable.at(-1);
}

/** In the order in which they were made. */
function tasksOf({ view }: Projector, owner: Owner): TaskRecord[] {
  const all =
    'plan' in owner.spec
      ? view.tasksOfJob(owner.id as JobId)
      : view.tasksOfDeployment(owner.id as DeploymentId);
  return [...all].sort((a, b) => a.createdAtMs - b.createdAtMs);
}

/** The tasks that may show otherwise when this one changes: itself, the one it replaces, and those of the same pod. */
export function tasksTouchedBy(projector: Projector, task: TaskRecord): string[] {
  const owner = barePodOwner(projector, task);
  const others = owner === null ? [] : tasksOf(projector, owner).map(({ id }) => id);
  return [...new Set([...others, ...(task.replaces === null ? [] : [task.replaces]), task.id])];
}
