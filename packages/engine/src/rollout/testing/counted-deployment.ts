import type {
  DeploymentSpec,
  DeploymentStatus,
  ReplicaSetId,
  RolloutId,
  RolloutRecord,
  Strategy,
} from '@gantry/model';
import { deploymentId } from '@gantry/model';
import { planRollout } from '../plan-rollout.ts';
import type { ReplicaSetCounts, RolloutDecision, RolloutEvent, RolloutInput } from '../rollout-input.ts';

/** Builders and a plain loop that play a deployment as nothing but counts. For tests of the rollout rules. */

export const rolling = (maxSurge: number | string, maxUnavailable: number | string): Strategy => ({
  type: 'RollingUpdate',
  maxSurge,
  maxUnavailable,
});

export const capacity = (minimumHealthCapacity: number, maximumOverCapacity: number): Strategy => ({
  type: 'Capacity',
  minimumHealthCapacity,
  maximumOverCapacity,
});

export function aSpec(
  replicas: number,
  strategy: Strategy,
  over: Partial<DeploymentSpec> = {},
): DeploymentSpec {
  return {
    replicas,
    selector: { app: 'web' },
    strategy,
    minReadySeconds: 0,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    backoff: { firstAtOnce: true, initialSeconds: 10, factor: 2, maxSeconds: 300 },
    healthGates: null,
    killSelection: 'default',
    unreachable: { replaceAfterSeconds: 300, expungeAfterSeconds: 300 },
    role: 'default',
    ...over,
  };
}

/** A replica set with all of its tasks available unless said otherwise. `id` sorts by age: `s1` is older than `s2`. */
export function aSet(id: string, replicas: number, over: Partial<ReplicaSetCounts> = {}): ReplicaSetCounts {
  const number = Number(id.replace(/\D/g, ''));
  const active = over.active ?? replicas;
  const ready = over.ready ?? over.available ?? active;
  return {
    id: id as ReplicaSetId,
    name: `web-${id}`,
    revision: number,
    revisionHistory: [],
    replicas,
    desiredReplicas: replicas,
    maxReplicas: replicas,
    createdAtMs: number,
    active,
    ready,
    available: over.available ?? ready,
    terminating: 0,
    ...over,
  };
}

export const emptyStatus: DeploymentStatus = {
  observedGeneration: 0,
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  terminatingReplicas: 0,
  conditions: [],
};

export function aRollout(toRevision: number, over: Partial<RolloutRecord> = {}): RolloutRecord {
  return {
    id: `o${toRevision}` as RolloutId,
    deploymentId: deploymentId.parse('d1'),
    fromRevision: toRevision > 1 ? toRevision - 1 : null,
    toRevision,
    startedAtMs: 0,
    endedAtMs: null,
    outcome: 'running',
    message: '',
    replicas: 0,
    lowestReady: Number.MAX_SAFE_INTEGER,
    highestTotal: 0,
    restarts: 0,
    probeFailures: 0,
    errorLines: 0,
    step: 0,
    stepStartedAtMs: 0,
    promoted: false,
    lastProgressAtMs: 0,
    ...over,
  };
}

/** `newId` is the id of the new replica set among `sets`; null: it does not exist yet. */
export function anInput(
  spec: DeploymentSpec,
  sets: readonly ReplicaSetCounts[],
  newId: string | null,
  over: Partial<RolloutInput> = {},
): RolloutInput {
  const name = sets.find((set) => set.id === newId)?.name ?? 'web-new';
  return {
    name: 'web',
    spec,
    generation: 1,
    paused: false,
    pauseReason: '',
    deleting: false,
    status: emptyStatus,
    newReplicaSet: { id: newId as ReplicaSetId | null, name },
    replicaSets: sets,
    rollout: null,
    restoring: false,
    stableRevision: null,
    lastFailure: () => '',
    waiting: () => 0,
    nowMs: 0,
    ...over,
  };
}

/** Sizes after a decision, by replica set id; a created one stands under `new`. */
export function sizesAfter(input: RolloutInput, decision = planRollout(input)): Record<string, number> {
  const sizes = input.replicaSets.map((set) => {
    const write = decision.replicas.find(({ id }) => id === set.id);
    return [set.id, write?.replicas ?? set.replicas] as const;
  });
  const created = decision.createReplicaSet;
  return Object.fromEntries(created ? [...sizes, ['new', created.replicas] as const] : sizes);
}

export function isIdle(decision: RolloutDecision): boolean {
  return (
    decision.replicas.length === 0 &&
    decision.createReplicaSet === null &&
    decision.rollout === null &&
    decision.action === null &&
    decision.forget.length === 0
  );
}

/**
 * Called with every decision that changes something, and with what the deployment comes to before and after it, once its
 * tasks have followed.
 */
export type Observer = (before: RolloutInput, decision: RolloutDecision, after: RolloutInput) => void;

/** When tasks follow a decision: before the next one, or only when there is none any more. */
export type Obedience = 'at once' | 'later';

/** A deployment that obeys decisions, and whose tasks do what a test says. */
export class CountedDeployment {
  input: RolloutInput;
  events: RolloutEvent[] = [];
  readonly observe: Observer;
  readonly obedience: Obedience;

  constructor(input: RolloutInput, observe: Observer = () => {}, obedience: Obedience = 'at once') {
    this.input = input;
    this.observe = observe;
    this.obedience = obedience;
  }

  set(id: string): ReplicaSetCounts {
    const found = this.input.replicaSets.find((set) => set.id === id);
    if (!found) throw new Error(`no replica set ${id}`);
    return found;
  }

  sizes(): Record<string, number> {
    return Object.fromEntries(this.input.replicaSets.map((set) => [set.id, set.replicas]));
  }

  change(over: Partial<RolloutInput>): void {
    this.input = { ...this.input, ...over };
  }

  /** Edits one replica set's counts. */
  count(id: string, edit: (set: ReplicaSetCounts) => Partial<ReplicaSetCounts>): void {
    const replicaSets = this.input.replicaSets.map((set) => (set.id === id ? { ...set, ...edit(set) } : set));
    this.change({ replicaSets });
  }

  /** Everything that runs is available, and everything that stops has stopped. */
  allWell(): void {
    for (const { id } of this.input.replicaSets) {
      this.count(id, (set) => ({ ready: set.active, available: set.active, terminating: 0 }));
    }
  }

  /** A new template: its replica set does not exist yet, the rollout before it has ended. */
  startRollout(toRevision: number, stableRevision: number | null): void {
    const newReplicaSet = { id: null, name: `web-s${toRevision}` };
    const { nowMs, spec } = this.input;
    const rollout = aRollout(toRevision, {
      stepStartedAtMs: nowMs,
      lastProgressAtMs: nowMs,
      replicas: spec.replicas,
    });
    this.change({ newReplicaSet, rollout, stableRevision, generation: this.input.generation + 1 });
  }

  /** Decides and obeys until nothing changes. */
  settle(): void {
    for (let round = 0; round < 100; round += 1) {
      const before = this.input;
      const decision = planRollout(before);
      const isStill = isIdle(decision) && isSame(decision.status, before.status);
      if (!isStill) this.obey(decision);
      if (!isStill) this.observe(followed(before), decision, followed(this.input));
      if (isStill || this.obedience === 'at once') this.input = followed(this.input);
      if (isStill && isSame(this.input, before)) return;
    }
    throw new Error(`still deciding after 100 rounds: ${JSON.stringify(this.input)}`);
  }

  private obey(decision: RolloutDecision): void {
    this.events.push(...decision.events);
    this.change({ status: decision.status });
    this.writeSizes(decision);
    this.writeRollout(decision);
  }

  private writeSizes({ replicas, createReplicaSet, forget }: RolloutDecision): void {
    const written = this.input.replicaSets
      .filter((set) => !forget.includes(set.id))
      .map((set) => ({ ...set, ...replicas.find(({ id }) => id === set.id) }));
    this.change({ replicaSets: written });
    if (createReplicaSet) this.create(createReplicaSet);
  }

  private create(size: NonNullable<RolloutDecision['createReplicaSet']>): void {
    const { name } = this.input.newReplicaSet;
    const id = name.slice('web-'.length);
    const set = { ...aSet(id, 0), name, ...size };
    this.change({
      newReplicaSet: { id: set.id, name },
      replicaSets: [...this.input.replicaSets, set],
    });
  }

  private writeRollout({ rollout, action }: RolloutDecision): void {
    const { rollout: open } = this.input;
    const next = open && rollout ? { ...open, ...rollout } : open;
    this.change({ rollout: next?.endedAtMs === null ? next : null });
    if (action?.type === 'pause') this.change({ paused: true, pauseReason: action.reason });
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

const followed = (input: RolloutInput): RolloutInput => ({
  ...input,
  replicaSets: input.replicaSets.map(obeyed),
});

/** What the replica planner does: start what is missing, stop what is too many, the least useful first. */
function obeyed(set: ReplicaSetCounts): ReplicaSetCounts {
  const surplus = set.active - set.replicas;
  if (surplus <= 0) return { ...set, active: set.replicas };
  return {
    ...set,
    active: set.replicas,
    ready: Math.min(set.ready, set.replicas),
    available: Math.min(set.available, set.replicas),
    terminating: set.terminating + surplus,
  };
}
