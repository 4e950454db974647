import {
  type DeploymentRecord,
  type ReplicaSetRecord,
  type RolloutRecord,
  shortHash,
  type TaskRecord,
} from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import {
  findNewReplicaSet,
  type ReplicaSetCounts,
  type RolloutInput,
  stableRevision,
} from '../rollout/index.ts';
import { strategyOf } from '../state/effective-strategy.ts';
import { byCreation } from '../state/record-key.ts';
import { isActive } from '../state/task-counts.ts';
import { availableTasks } from './availability-of.ts';

/** The name a replica set has: that of its deployment and its template's short hash. */
export function replicaSetName({
  name,
  templateHash,
}: Pick<DeploymentRecord, 'name' | 'templateHash'>): string {
  return `${name}-${shortHash(templateHash)}`;
}

/** Reads from the state all that a rollout is decided from. `nextAtMs`: when a task turns available by time alone. */
export function rolloutInput(
  draft: Draft,
  deployment: DeploymentRecord,
): { input: RolloutInput; nextAtMs: number | null } {
  const { id, name, spec, generation, paused, pauseReason, status, deletingAtMs, templateHash } = deployment;
  const sets = draft.state.replicaSetsOf(id);
  const counted = sets.map((set) => countSet(draft, deployment, set));
  const newSet = findNewReplicaSet(sets, templateHash);
  const rollout = draft.state.findOne('openRollouts', id) ?? null;
  const input: RolloutInput = {
    ...{ name, generation, paused, pauseReason, status },
    spec: { ...spec, strategy: strategyOf(draft.state, deployment) },
    deleting: deletingAtMs !== null,
    newReplicaSet: { id: newSet?.id ?? null, name: newSet?.name ?? replicaSetName(deployment) },
    replicaSets: counted.map(({ counts }) => counts),
    rollout,
    restoring: isRestoring(draft, deployment, rollout),
    stableRevision: keptStableRevision(draft, deployment),
    lastFailure: () => (newSet === null ? '' : lastFailure(draft, newSet)),
    waiting: () => (newSet === null ? 0 : waitingTasks(draft, newSet)),
    nowMs: draft.nowMs,
  };
  return { input, nextAtMs: earliest(...counted.map(({ nextAtMs }) => nextAtMs)) };
}

function countSet(
  draft: Draft,
  deployment: DeploymentRecord,
  set: ReplicaSetRecord,
): { counts: ReplicaSetCounts; nextAtMs: number | null } {
  const { active, ready, terminating } = draft.state.countsOf(set.id);
  const { available, nextAtMs } = availableTasks(draft, deployment, set);
  return { counts: { ...set, active, ready, available, terminating }, nextAtMs };
}

function isRestoring(draft: Draft, { id }: DeploymentRecord, rollout: RolloutRecord | null): boolean {
  if (rollout === null) return false;
  const revision = draft.state.revisionsOf(id).find(({ number }) => number === rollout.toRevision);
  return revision !== undefined && revision.restoredFrom !== null;
}

function keptStableRevision(draft: Draft, { id }: DeploymentRecord): number | null {
  const stable = stableRevision(draft.state.rolloutsOf(id));
  return draft.state.revisionsOf(id).some(({ number }) => number === stable) ? stable : null;
}

/** The newest failure of a task of the replica set, in words: a probe that fails now, or else an end by itself. */
function lastFailure(draft: Draft, { id }: ReplicaSetRecord): string {
  // Sorted, as the order in an index is not the same after a load.
  const failing = draft.state
    .find('liveTasksByReplicaSet', id)
    .filter((task) => task.probeFailures > 0 && !task.ready && task.message !== '')
    .sort((a, b) => byCreation(a.id, b.id));
  const failed = draft.state
    .find('endedTasksByReplicaSet', id)
    .filter(({ state }) => state === 'failed')
    .sort((a, b) => endOf(b) - endOf(a) || byCreation(b.id, a.id));
  const [worst] = [...failing, ...failed];
  return worst === undefined ? '' : toldOf(draft, worst);
}

function waitingTasks(draft: Draft, { id }: ReplicaSetRecord): number {
  const live = draft.state.find('liveTasksByReplicaSet', id);
  return live.filter((task) => isActive(task) && task.nodeId === null).length;
}

/** Part of a sentence, so without a full stop. */
function toldOf(draft: Draft, { nodeId, message, reason }: TaskRecord): string {
  const node = nodeId === null ? undefined : draft.state.get('nodes', nodeId);
  return `${(message || reason).replace(/\.$/, '')}${node === undefined ? '' : ` on ${node.name}`}`;
}

const endOf = ({ finishedAtMs, createdAtMs }: TaskRecord) => finishedAtMs ?? createdAtMs;
