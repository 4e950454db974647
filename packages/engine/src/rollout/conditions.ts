import type { Condition, DeploymentStatus } from '@gantry/model';
import type { RolloutInput } from './rollout-input.ts';

type Said = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export function findCondition(conditions: readonly Condition[], type: string): Condition | null {
  return conditions.find((one) => one.type === type) ?? null;
}

/** A condition that says the same stays untouched, times and place included; a changed one moves to the end. */
export function setCondition(conditions: readonly Condition[], said: Said, nowMs: number): Condition[] {
  const before = findCondition(conditions, said.type);
  if (before?.status === said.status && before.reason === said.reason) return [...conditions];
  return putCondition(conditions, said, nowMs);
}

/** As `setCondition`, but the update time is refreshed even when it says the same: the progress clock. */
export function putCondition(conditions: readonly Condition[], said: Said, nowMs: number): Condition[] {
  const before = findCondition(conditions, said.type);
  const lastTransitionAtMs = before?.status === said.status ? before.lastTransitionAtMs : nowMs;
  return [...removeCondition(conditions, said.type), { ...said, lastUpdateAtMs: nowMs, lastTransitionAtMs }];
}

export function removeCondition(conditions: readonly Condition[], type: string): Condition[] {
  return conditions.filter((one) => one.type !== type);
}

export function availableCondition(available: boolean): Said {
  return available
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

/** What Progressing is about: the new replica set, or the deployment while there is none. */
export interface ProgressSubject {
  deployment: string;
  replicaSet: string | null;
}

const subjectOf = ({ deployment, replicaSet }: ProgressSubject) =>
  replicaSet === null ? `Deployment "${deployment}"` : `ReplicaSet "${replicaSet}"`;

/** What Progressing can say. The wording is what Kubernetes's clients show and match on. */
const progressingSayings = {
  NewReplicaSetCreated: ['True', (of) => `Created new replica set "${of.replicaSet}"`],
  FoundNewReplicaSet: ['True', (of) => `Found new replica set "${of.replicaSet}"`],
  ReplicaSetUpdated: ['True', (of) => `${subjectOf(of)} is progressing.`],
  NewReplicaSetAvailable: ['True', (of) => `${subjectOf(of)} has successfully progressed.`],
  ProgressDeadlineExceeded: ['False', (of) => `${subjectOf(of)} has timed out progressing.`],
  DeploymentPaused: ['Unknown', () => 'Deployment is paused'],
  DeploymentResumed: ['Unknown', () => 'Deployment is resumed'],
} as const satisfies Record<string, [Condition['status'], (of: ProgressSubject) => string]>;
export type ProgressingReason = keyof typeof progressingSayings;

export function progressing(reason: ProgressingReason, of: ProgressSubject): Said {
  const [status, message] = progressingSayings[reason];
  return { type: 'Progressing', status, reason, message: message(of) };
}

/** All wanted tasks are of the new revision and available, and no other is left. */
export function isComplete(status: DeploymentStatus, wanted: number): boolean {
  return (
    status.updatedReplicas === wanted && status.replicas === wanted && status.availableReplicas === wanted
  );
}

/** Compared with the stored status: more new, fewer old, more ready or more available. */
export function hasProgressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  return (
    now.updatedReplicas > before.updatedReplicas ||
    now.replicas - now.updatedReplicas < before.replicas - before.updatedReplicas ||
    now.readyReplicas > before.readyReplicas ||
    now.availableReplicas > before.availableReplicas
  );
}

/** When the progress deadline is over; null without a deadline, when it is over already, or when all is done. */
export function progressDeadlineAtMs(
  condition: Condition | null,
  deadlineSeconds: RolloutInput['spec']['progressDeadlineSeconds'],
): number | null {
  if (deadlineSeconds === null || condition === null) return null;
  if (condition.reason === 'NewReplicaSetAvailable' || condition.reason === 'ProgressDeadlineExceeded') {
    return null;
  }
  return condition.lastUpdateAtMs + deadlineSeconds * 1000;
}
