import type { Condition, DeploymentStatus } from '@gantry/model';
import {
  availableCondition,
  findCondition,
  hasProgressed,
  isComplete,
  type ProgressingReason,
  type ProgressSubject,
  progressDeadlineAtMs,
  progressing,
  putCondition,
  removeCondition,
  setCondition,
} from './conditions.ts';
import { type Scene, total } from './scene.ts';

/** What the sync did that the conditions tell about. */
export interface SyncFacts {
  /** False on the scale path and while paused: the counts move without the rollout having progressed. */
  judged: boolean;
  created: boolean;
  /** A canary or blue-green step was taken, which is progress. */
  stepped: boolean;
  /** It waits for time or a person, so that no deadline runs. */
  waiting: boolean;
}

export interface StatusDecision {
  status: DeploymentStatus;
  complete: boolean;
  progressed: boolean;
}

/** The counts of a deployment now, over the stored conditions. */
export function countedStatus({ input, newSet, posts }: Scene): DeploymentStatus {
  const sets = input.replicaSets;
  const availableReplicas = total(sets, (set) => set.available);
  const available = availableCondition(availableReplicas >= posts.minAvailable);
  return {
    observedGeneration: input.generation,
    replicas: total(sets, (set) => set.active),
    updatedReplicas: newSet?.active ?? 0,
    readyReplicas: total(sets, (set) => set.ready),
    availableReplicas,
    unavailableReplicas: Math.max(0, total(sets, (set) => set.replicas) - availableReplicas),
    terminatingReplicas: total(sets, (set) => set.terminating),
    conditions: setCondition(input.status.conditions, available, input.nowMs),
  };
}

/** The whole status, Progressing included. */
export function nextStatus(scene: Scene, facts: SyncFacts): StatusDecision {
  const { input, wanted } = scene;
  const counted = countedStatus(scene);
  const complete = isComplete(counted, wanted);
  const progressed = facts.judged && (facts.stepped || hasProgressed(input.status, counted));
  const conditions =
    input.spec.progressDeadlineSeconds === null
      ? removeCondition(counted.conditions, 'Progressing')
      : progressConditions(scene, counted, { ...facts, complete, progressed });
  return { status: { ...counted, conditions }, complete, progressed };
}

type Judgement = SyncFacts & { complete: boolean; progressed: boolean };

function progressConditions(scene: Scene, counted: DeploymentStatus, judgement: Judgement): Condition[] {
  const { input, newSet } = scene;
  const isNamed = newSet !== null || judgement.created;
  const of = { deployment: input.name, replicaSet: isNamed ? input.newReplicaSet.name : null };
  const say = (list: readonly Condition[], reason: ProgressingReason | null) =>
    reason === null ? [...list] : setCondition(list, progressing(reason, of), input.nowMs);
  const paused = say(counted.conditions, pauseReason(scene));
  const found = say(paused, lookupReason(scene, paused, judgement.created));
  return judgement.judged ? judge(scene, { ...counted, conditions: found }, { judgement, of }) : found;
}

/** Pausing and resuming restart the deadline's clock, unless it is over already. */
function pauseReason({ input }: Scene): ProgressingReason | null {
  const condition = findCondition(input.status.conditions, 'Progressing');
  if (condition?.reason === 'ProgressDeadlineExceeded') return null;
  const saysPaused = condition?.reason === 'DeploymentPaused';
  if (input.paused && !saysPaused) return 'DeploymentPaused';
  return !input.paused && saysPaused ? 'DeploymentResumed' : null;
}

function lookupReason(
  { newSet }: Scene,
  conditions: readonly Condition[],
  created: boolean,
): ProgressingReason | null {
  if (created) return 'NewReplicaSetCreated';
  return newSet !== null && findCondition(conditions, 'Progressing') === null ? 'FoundNewReplicaSet' : null;
}

function judge(
  { input }: Scene,
  { conditions, replicas, updatedReplicas }: DeploymentStatus,
  { judgement, of }: { judgement: Judgement; of: ProgressSubject },
): Condition[] {
  const { nowMs } = input;
  const condition = findCondition(conditions, 'Progressing');
  if (replicas === updatedReplicas && condition?.reason === 'NewReplicaSetAvailable') return conditions;
  if (judgement.complete) return setCondition(conditions, progressing('NewReplicaSetAvailable', of), nowMs);
  if (judgement.progressed) return putCondition(conditions, progressing('ReplicaSetUpdated', of), nowMs);
  const deadlineAtMs = progressDeadlineAtMs(condition, input.spec.progressDeadlineSeconds);
  const isOver = deadlineAtMs !== null && deadlineAtMs < nowMs && !judgement.waiting;
  return isOver ? setCondition(conditions, progressing('ProgressDeadlineExceeded', of), nowMs) : conditions;
}
