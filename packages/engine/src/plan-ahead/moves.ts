import type { TaskRecord } from '@gantry/model';
import type { Plan, PlanMove } from '../port.ts';
import type { State } from '../state/state.ts';
import type { Moment, TaskChange } from './virtual-run.ts';

type Wave = Plan['waves'][number];

/** Puts the moves of a run into waves: a new one begins where a move had to wait for a task to become ready. */
export function wavesOf(moments: readonly Moment[], end: State): Wave[] {
  const waves: Wave[] = [];
  let hasWaited = true;
  for (const { atMs, afterReady, taskChanges, ready, total } of moments) {
    hasWaited ||= afterReady;
    const moves = taskChanges.flatMap((change) => moveOf(change, { atMs, end }) ?? []);
    const last = waves.at(-1);
    if (moves.length > 0 && (hasWaited || last === undefined)) {
      waves.push({ atMs, moves, ready, total });
      hasWaited = false;
    } else if (last !== undefined) {
      waves[waves.length - 1] = { ...last, moves: [...last.moves, ...moves], ready, total };
    }
  }
  return waves;
}

/** What one task's change is as a move; null: none. */
function moveOf({ before, after }: TaskChange, { atMs, end }: { atMs: number; end: State }): PlanMove | null {
  const { name: taskName, revision } = after;
  const nodeName = (task: TaskRecord) =>
    task.nodeId === null ? null : (end.get('nodes', task.nodeId)?.name ?? null);
  const isStopped = after.desired === 'stopped' && before !== null && before.desired === 'running';
  if (isStopped) return { taskName, fromNode: nodeName(after), toNode: null, action: 'stop', revision, atMs };
  if (after.desired === 'stopped') return null;
  if (after.nodeId !== null && (before === null || before.nodeId === null)) {
    return { taskName, fromNode: null, toNode: nodeName(after), action: 'start', revision, atMs };
  }
  const beginsToWait = after.state === 'pending' && before === null;
  return beginsToWait ? { taskName, fromNode: null, toNode: null, action: 'wait', revision, atMs } : null;
}

/**
 * The plan's moves as lines without ids of tasks to come, and without times: what makes two plans the same. Ids follow
 * from the revision in which a task is made, and any other change of the cluster moves that on.
 */
export function linesOf(waves: readonly Wave[]): string[] {
  const toCome = new Set<string>();
  for (const { action, taskName } of waves.flatMap(({ moves }) => moves))
    if (action !== 'stop') toCome.add(taskName);
  return waves.flatMap(({ moves }, index) =>
    moves.map((move) => `wave ${index + 1}: ${lineOf(move, toCome)}`).sort(),
  );
}

function lineOf(
  { action, taskName, fromNode, toNode, revision }: PlanMove,
  toCome: ReadonlySet<string>,
): string {
  switch (action) {
    case 'stop': {
      const on = fromNode ?? 'no node';
      if (toCome.has(taskName)) return `stop revision ${revision} on ${on}`;
      return `stop ${taskName} (revision ${revision}) on ${on}`;
    }
    case 'start':
      return `start revision ${revision} on ${toNode}`;
    case 'wait':
      return `revision ${revision} finds no place`;
  }
}
