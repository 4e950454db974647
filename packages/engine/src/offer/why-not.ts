import { hasEnded, type NodeRecord, noResources, type TaskId, type TaskRecord } from '@gantry/model';
import { placesOf } from '../place/best-nodes.ts';
import { phraseOfOne, refusalBy } from '../place/explain.ts';
import type { Refusal } from '../place/filters.ts';
import { missingFor } from '../place/missing.ts';
import { classOf, type TaskClass } from '../place/task-class.ts';
import type { NodeVerdict, WhyNot } from '../port.ts';
import { waitingKeyOf } from '../state/cohort.ts';
import type { State } from '../state/state.ts';
import { fixesFor } from './fixes.ts';
import { type Asking, type NearMiss, nearMiss, roomOn } from './near-miss.ts';
import { classAt } from './waiting.ts';

/** What each node says to a waiting task now, by the filters that place it (rule PL11). null: the engine does not place it. */
export function whyNotOf(state: State, { taskId, nowMs }: { taskId: TaskId; nowMs: number }): WhyNot | null {
  const task = state.get('tasks', taskId);
  const taskClass = task === undefined ? null : classOfWaiting(state, task, nowMs);
  if (taskClass === null) return null;
  const wants = taskClass.needs.resources;
  const missing = missingFor(state, taskClass);
  const nodes = state.count('nodes');
  if (missing !== null) return { nodes, fits: 0, missing, wants, groups: [], nearest: null, fixes: [] };
  const asking = { taskClass, places: placesOf(state, taskClass) };
  const { fits, groups, misses } = askAll(state, asking);
  const nearest = leastOf(misses);
  return {
    ...{ nodes, fits, missing, wants },
    groups: Array.from(groups, ([code, verdicts]) => ({ code, verdicts })).sort(
      (a, b) => b.verdicts.length - a.verdicts.length || (a.code < b.code ? -1 : 1),
    ),
    nearest: nearest && nearestOf(state, nearest, taskClass),
    fixes: fits > 0 ? [] : fixesFor(state, { ...asking, misses, nearest }),
  };
}

/** null: it waits for no node, or not for the engine. */
export function classOfWaiting(state: State, task: TaskRecord, nowMs: number): TaskClass | null {
  const key = waitingKeyOf(task);
  if (task.nodeId !== null || hasEnded(task.state) || key === null) return null;
  const taskClass = classOf(state, key);
  return taskClass && classAt(taskClass, { oldest: task, nowMs });
}

function askAll(state: State, asking: Asking) {
  const groups = new Map<string, NodeVerdict[]>();
  const misses: NearMiss[] = [];
  let fits = 0;
  for (const node of state.all('nodes')) {
    const refusal = refusalBy(state, node, asking);
    if (refusal === null) {
      fits += 1;
      continue;
    }
    const verdict = verdictOf(state, node, { refusal, taskClass: asking.taskClass });
    const group = groups.get(refusal.code);
    if (group === undefined) groups.set(refusal.code, [verdict]);
    else group.push(verdict);
    const miss = nearMiss(state, node, asking);
    if (miss !== null) misses.push(miss);
  }
  return { fits, groups, misses };
}

const verdictOf = (
  state: State,
  node: NodeRecord,
  { refusal, taskClass }: { refusal: Refusal; taskClass: TaskClass },
): NodeVerdict => ({
  nodeId: node.id,
  node: node.name,
  message: phraseOfOne(refusal, taskClass),
  lacks: isOfRoom(refusal) ? roomOn(state, node, taskClass).lacks : noResources,
});

const isOfRoom = ({ code }: Refusal): boolean =>
  code === 'cpu' || code === 'memory' || code === 'disk' || code === 'gpus';

/** Of equals, the node that joined first. */
const leastOf = (misses: readonly NearMiss[]): NearMiss | null =>
  misses.reduce<NearMiss | null>(
    (best, miss) => (best === null || miss.ratio < best.ratio ? miss : best),
    null,
  );

function nearestOf(state: State, { node, free }: NearMiss, taskClass: TaskClass): WhyNot['nearest'] {
  const refusal = refusalBy(state, node, { taskClass, places: placesOf(state, taskClass) });
  return refusal && { ...verdictOf(state, node, { refusal, taskClass }), free };
}
