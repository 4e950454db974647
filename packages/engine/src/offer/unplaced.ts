import type { Unplaced } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { explain } from '../place/explain.ts';
import { isSame } from '../same.ts';
import { record } from '../timeline.ts';
import type { Waiting } from './waiting.ts';

/** With more of a kind than this, only a change of the counts is written, not of the amounts in the sentences. */
const mostExact = 20;

/** In a larger cluster, what waits is not explained anew each time that some node changes. */
const mostNodesExplained = 256;

/** Writes onto each task of a class why no node takes it. What is known already is not written again (rule PL10). */
export function recordUnplaced(
  draft: Draft,
  { taskClass, tasks, isRetry }: Waiting,
  why: () => Unplaced = () => explain(draft.state, taskClass),
): void {
  const isExplained = tasks.every((task) => task.unplaced !== null);
  if (isRetry && isExplained && draft.state.count('nodes') > mostNodesExplained) return;
  const unplaced = why();
  if (tasks[0]!.unplaced === null) record(draft, taskClass.about, 'FailedScheduling', unplaced.message);
  for (const task of tasks) {
    if (task.unplaced !== null && isKnown(task.unplaced, unplaced, tasks.length)) continue;
    draft.put('tasks', { ...task, unplaced });
  }
}

function isKnown(before: Unplaced, now: Unplaced, tasks: number): boolean {
  if (tasks <= mostExact) return isSame(before, now);
  const countsOf = ({ reasons }: Unplaced) => reasons.map(({ code, nodes }) => `${code}=${nodes}`).join(' ');
  return countsOf(before) === countsOf(now);
}
