import type { TaskRecord, Unplaced } from '@gantry/model';
import { isFailingChecks } from '@gantry/model/task-verdict';
import { formatPlural } from './format/quantity.ts';
import { asSentence } from './format/sentence.ts';
import { formatClock } from './format/time.ts';

type Told = Pick<
  TaskRecord,
  | 'state'
  | 'desired'
  | 'ready'
  | 'readyAtMs'
  | 'probeFailures'
  | 'unplaced'
  | 'message'
  | 'failuresInARow'
  | 'notBeforeAtMs'
>;

/** Why a container is as it is; empty when there is nothing to say. */
export function taskSentence(task: Told): string {
  const { state, unplaced, message, failuresInARow, notBeforeAtMs } = task;
  if (unplaced !== null) return unplaced.message;
  if (isFailingChecks(task)) return failingSentence(task);
  if (message === '' && isUnready(task)) return unreadySentence(task);
  if (message !== '' || state !== 'pending' || failuresInARow === 0) return asSentence(message);
  const failures = `${formatPlural(failuresInARow, 'failure')} in a row`;
  // When first: a table has room for no more.
  return notBeforeAtMs === null
    ? `${failures}.`
    : `Next try at ${formatClock(notBeforeAtMs)}, after ${failures}.`;
}

/** The same for a cell or a tile, whose end is cut: what stands in the way first, without the count of all nodes. */
export function taskWords(task: Told): string {
  return task.unplaced === null ? taskSentence(task) : unplacedWords(task.unplaced);
}

/** `3 lack CPU (wants 900, most free is 0.58 on node-2); 1 is cordoned`. */
export const unplacedWords = ({ reasons, message }: Unplaced): string =>
  reasons.map((reason) => reason.message).join('; ') || message;

const isUnready = ({ state, desired, ready }: Told): boolean =>
  state === 'running' && desired === 'running' && !ready;

/** How often first: a table has room for no more. */
const failingSentence = ({ probeFailures, message }: Told): string =>
  `${formatPlural(probeFailures, 'failed check')} so far. ${asSentence(message)}`.trimEnd();

/** Of one whose agent says no more of it. */
const unreadySentence = ({ readyAtMs }: Told): string =>
  readyAtMs === null ? 'Its checks have not passed yet.' : 'Its checks fail.';
