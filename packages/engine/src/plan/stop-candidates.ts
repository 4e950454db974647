import type { DeploymentRecord, NodeRecord, TaskId, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { fieldOf } from '../place/node-field.ts';
import { availability, rankForStop, type StopCandidate } from '../rollout/index.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

/** The ids of the first `count` tasks in the order in which they should be stopped. */
export function firstToStop(
  draft: Draft,
  deployment: DeploymentRecord,
  { tasks, count }: { tasks: readonly TaskRecord[]; count: number },
): TaskId[] {
  const groups = groupsOf(draft, deployment);
  const candidates = tasks.map((task) => candidateOf(draft, deployment, { task, groups }));
  return rankForStop(candidates, deployment.spec.killSelection, count);
}

/** What stopping evens out: tasks by node, or with a `killSelection` by the field of the `groupBy` constraint. */
interface Groups {
  field: string | null;
  sizeOf(group: string): number;
}

function groupsOf(draft: Draft, { id, spec, templateHash }: DeploymentRecord): Groups {
  if (spec.killSelection === 'default') return { field: null, sizeOf: draft.state.nodeCounts(id) };
  const { template } = draft.state.get('templates', templateHash)!;
  const field = template.constraints.find(({ operator }) => operator === 'groupBy')?.field ?? '';
  const sizes = new Map<string, number>();
  for (const [nodeId, count] of draft.state.spreadOf(id)) {
    const group = groupOf(field, draft.state.get('nodes', nodeId));
    sizes.set(group, (sizes.get(group) ?? 0) + count);
  }
  return { field, sizeOf: (group) => sizes.get(group) ?? 0 };
}

function groupOf(field: string | null, node: NodeRecord | undefined): string {
  if (node === undefined || field === '') return '';
  return field === null ? node.id : (fieldOf(node, field) ?? '');
}

function candidateOf(
  draft: Draft,
  { spec }: DeploymentRecord,
  { task, groups }: { task: TaskRecord; groups: Groups },
): StopCandidate {
  const node = task.nodeId === null ? undefined : draft.state.get('nodes', task.nodeId);
  const group = groupOf(groups.field, node);
  const cost = Number.parseInt(task.annotations[deletionCost] ?? '0', 10);
  return {
    id: task.id,
    phase: phaseOf(task, node),
    ready: task.ready,
    available: availability(task, spec.minReadySeconds, draft.nowMs).available,
    deletionCost: Number.isNaN(cost) ? 0 : cost,
    group,
    groupSize: node === undefined ? 0 : groups.sizeOf(group),
    readyAtMs: task.readyAtMs,
    createdAtMs: task.createdAtMs,
    restarts: task.failuresInARow,
  };
}

function phaseOf({ state }: TaskRecord, node: NodeRecord | undefined): StopCandidate['phase'] {
  if (node === undefined) return 'unassigned';
  if (node.status === 'unreachable') return 'unknown';
  return state === 'running' ? 'running' : 'pending';
}
