import type { TaskRecord } from '@gantry/model';
import { formatPlural } from '../../shared/format/quantity.ts';
import { asSentence } from '../../shared/format/sentence.ts';
import { taskSentence } from '../../shared/task-sentence.ts';
import type { Tone } from '../../shared/tone.ts';
import { isFailingChecks, isHeldUp, isLive, isUnplaced, taskVerdict } from '../../shared/verdict.ts';

export interface Trouble {
  tone: Tone;
  title: string;
  message: string;
  look: string;
  /** The container to look at. */
  task: TaskRecord;
}

/** The reason that matters most right now: no node takes it, it cannot start, it keeps failing, or its checks fail. */
export function troubleIn(tasks: readonly TaskRecord[]): Trouble | null {
  const unplaced = tasks.filter(isUnplaced);
  const [first] = unplaced;
  if (first?.unplaced) {
    const title =
      unplaced.length === 1
        ? 'A container finds no node'
        : `${formatPlural(unplaced.length, 'container')} find no node`;
    return { tone: 'pending', title, message: first.unplaced.message, look: 'Why', task: first };
  }
  const heldUp = tasks.find(isHeldUp);
  if (heldUp) {
    const title = `A container ${taskVerdict(heldUp).label.toLowerCase()}`;
    return { tone: 'failed', title, message: asSentence(heldUp.message), look: 'Look at it', task: heldUp };
  }
  const failing = tasks.findLast((task) => isLive(task) && task.failuresInARow > 0);
  if (!failing) return checksTrouble(tasks);
  const replaced = tasks.find((one) => one.id === failing.replaces);
  return {
    tone: 'failed',
    title: `It has failed ${failing.failuresInARow} times in a row`,
    message: asSentence(replaced?.message || failing.message),
    look: 'What failed',
    task: replaced ?? failing,
  };
}

const ofChecks = { tone: 'degraded', look: 'Look at it' } as const;

function checksTrouble(tasks: readonly TaskRecord[]): Trouble | null {
  const failing = tasks.filter(isFailingChecks);
  const [first] = failing;
  if (first === undefined) return null;
  if (failing.length === 1)
    return { ...ofChecks, title: 'A container fails its checks', message: taskSentence(first), task: first };
  const failures = failing.reduce((sum, { probeFailures }) => sum + probeFailures, 0);
  const message = `${formatPlural(failures, 'failed check')} of them so far. ${asSentence(first.message)}`;
  const title = `${formatPlural(failing.length, 'container')} fail their checks`;
  return { ...ofChecks, title, message: message.trimEnd(), task: first };
}
