import type { DeploymentRecord, TaskRecord } from '@gantry/model';
import type { State } from '../state/state.ts';
import type { Run } from './virtual-run.ts';

/** What a person should know before confirming. */
export function warningsOf({ end, deployments, isCutOff, jobTasks }: Run): string[] {
  const warnings = [...deployments].flatMap((id) => {
    const deployment = end.get('deployments', id);
    return deployment === undefined ? [] : deploymentWarnings(end, deployment);
  });
  warnings.push(...jobWarnings(jobTasks));
  return isCutOff
    ? [...warnings, 'It takes too long to be followed to its end; the plan stops before it.']
    : warnings;
}

/** Of a job that is submitted, resumed or run: what would not start. */
function jobWarnings(tasks: readonly TaskRecord[]): string[] {
  const waiting = tasks.filter(({ state, unplaced }) => state === 'pending' && unplaced !== null);
  if (waiting.length === 0) return [];
  return [`${tasksOf(waiting.length)} would find no place: ${waiting[0]!.unplaced!.message}`];
}

function deploymentWarnings(end: State, deployment: DeploymentRecord): string[] {
  return [
    ...unplacedWarnings(end, deployment),
    ...unreachableWarnings(end, deployment),
    ...rolloutWarnings(end, deployment),
  ];
}

const tasksOf = (count: number) => `${count} ${count === 1 ? 'task' : 'tasks'}`;

function unplacedWarnings(end: State, { id, name }: DeploymentRecord): string[] {
  return end.replicaSetsOf(id).flatMap((set) => {
    const waiting = end.find('waitingTasks', set.id).filter(({ unplaced }) => unplaced !== null);
    if (waiting.length === 0) return [];
    return [`${tasksOf(waiting.length)} of ${name} would find no place: ${waiting[0]!.unplaced!.message}`];
  });
}

function unreachableWarnings(end: State, { id, name }: DeploymentRecord): string[] {
  const nodes = new Map<string, number>();
  for (const set of end.replicaSetsOf(id)) {
    for (const { nodeId } of end.find('liveTasksByReplicaSet', set.id)) {
      const node = nodeId === null ? undefined : end.get('nodes', nodeId);
      if (node?.status === 'unreachable') nodes.set(node.name, (nodes.get(node.name) ?? 0) + 1);
    }
  }
  return Array.from(
    nodes,
    ([node, count]) => `${tasksOf(count)} of ${name} are on node ${node}, which is unreachable.`,
  );
}

function rolloutWarnings(end: State, { id, name, paused, status }: DeploymentRecord): string[] {
  if (paused) return [`Deployment ${name} is paused: its rollout starts when it is resumed.`];
  const rollout = end.findOne('openRollouts', id);
  if (rollout === undefined) return [];
  const isStuck = status.conditions.some(({ reason }) => reason === 'ProgressDeadlineExceeded');
  if (isStuck) return [`The rollout of ${name} would come to a standstill: ${rollout.message}`];
  return rollout.message === '' ? [] : [`The rollout of ${name} would wait: ${rollout.message}`];
}
