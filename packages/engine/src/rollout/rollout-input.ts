import type {
  DeploymentSpec,
  DeploymentStatus,
  EventReason,
  ReplicaSetId,
  ReplicaSetRecord,
  RolloutRecord,
} from '@gantry/model';

/** A replica set's wanted size and bookkeeping, with the counts over its tasks that decide a rollout. */
export interface ReplicaSetCounts
  extends Pick<
    ReplicaSetRecord,
    | 'id'
    | 'name'
    | 'revision'
    | 'revisionHistory'
    | 'replicas'
    | 'desiredReplicas'
    | 'maxReplicas'
    | 'createdAtMs'
  > {
  /** Tasks wanted `running` that have not ended: pending ones too. */
  active: number;
  /** Of the active ones: those whose probes all say so. */
  ready: number;
  /** Of the ready ones: those that have been ready for longer than `minReadySeconds` (`availability`). */
  available: number;
  /** Tasks wanted `stopped` that have not ended yet. */
  terminating: number;
}

/** All that a rollout is decided from. Plain values: the core reads them from the state. */
export interface RolloutInput {
  /** Of the deployment; used in sentences only. */
  name: string;
  spec: DeploymentSpec;
  generation: number;
  paused: boolean;
  pauseReason: string;
  deleting: boolean;
  /** As stored: progress is judged against it, and its conditions are carried on. */
  status: DeploymentStatus;
  /** Of the wanted template (`findNewReplicaSet`); `id` null while it does not exist. `name` is the one it has or will have. */
  newReplicaSet: { id: ReplicaSetId | null; name: string };
  /** Every replica set of the deployment, the new one included, in any order. */
  replicaSets: readonly ReplicaSetCounts[];
  /** The rollout that has not ended (`endedAtMs` null), or null. */
  rollout: RolloutRecord | null;
  /** That rollout goes back to an earlier revision (its revision has `restoredFrom`). */
  restoring: boolean;
  /** `stableRevision(rollouts)` when that revision is still kept; null when there is nothing to go back to. */
  stableRevision: number | null;
  /**
   * The newest failure of a task of the new replica set in words (`readiness probe of web on n2: HTTP 500`), or ''.
   * Asked for only when a sentence needs it.
   */
  lastFailure: () => string;
  /** How many active tasks of the new replica set have no node yet. Asked for only when a sentence needs it. */
  waiting: () => number;
  nowMs: number;
}

/** What to write to one replica set. The two bookkeeping counts are written together with the size, always. */
export interface ReplicaSetSize {
  id: ReplicaSetId;
  replicas: number;
  desiredReplicas: number;
  maxReplicas: number;
}

export type RolloutPatch = Partial<
  Pick<
    RolloutRecord,
    | 'endedAtMs'
    | 'outcome'
    | 'message'
    | 'replicas'
    | 'lowestReady'
    | 'highestTotal'
    | 'restarts'
    | 'probeFailures'
    | 'errorLines'
    | 'step'
    | 'stepStartedAtMs'
    | 'promoted'
    | 'lastProgressAtMs'
  >
>;

/** A line for the timeline of the deployment; the reason says whether it is a warning (`eventType`). */
export interface RolloutEvent {
  reason: EventReason;
  message: string;
}

/**
 * What a failed health gate asks for. `pause`: set `paused` and `pauseReason`. `rollback`: as the rollback command
 * does, with `reason` as its cause; the rollout itself is ended by the patch beside it.
 */
export type RolloutAction =
  | { type: 'pause'; reason: string }
  | { type: 'rollback'; toRevision: number; reason: string };

/**
 * One decision. It moves sizes in one direction at most (up or down): apply it and decide again until nothing differs
 * from what is stored. That ends always, and the same input gives the same decision.
 */
export interface RolloutDecision {
  /** Only those that differ from what is stored. */
  replicas: ReplicaSetSize[];
  /** Not null: the new replica set does not exist and is wanted, with this size. */
  createReplicaSet: Omit<ReplicaSetSize, 'id'> | null;
  /** Idle old replica sets beyond the history limit. Their revisions go with them. */
  forget: ReplicaSetId[];
  /** The whole status, to be stored when it differs. */
  status: DeploymentStatus;
  /** Only the fields that differ; null when there is no open rollout or none does. */
  rollout: RolloutPatch | null;
  action: RolloutAction | null;
  events: RolloutEvent[];
  /** Decide again at the latest then, when nothing happens before. */
  wakeAtMs: number | null;
}
