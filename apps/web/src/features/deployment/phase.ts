import type { TaskRecord } from '@gantry/model';
import { bySeverity, type Tone } from '../../shared/tone.ts';
import { isLive, taskVerdict } from '../../shared/verdict.ts';

export const phases = ['waiting', 'placed', 'starting', 'checking', 'ready'] as const;
export type Phase = (typeof phases)[number];

export const phaseWords: Record<Phase, string> = {
  waiting: 'Waiting',
  placed: 'Placed',
  starting: 'Starting',
  checking: 'Checking',
  ready: 'Ready',
};

/** What waits for a node is told as everywhere else, not as if it went on. */
export const phaseTones: Record<Phase, Tone> = {
  waiting: 'pending',
  placed: 'progress',
  starting: 'progress',
  checking: 'progress',
  ready: 'running',
};

export function phaseOf(task: TaskRecord): Phase {
  if (task.state === 'pending') return 'waiting';
  if (task.state === 'assigned') return 'placed';
  if (task.state === 'preparing' || task.state === 'starting') return 'starting';
  return task.ready ? 'ready' : 'checking';
}

/** How many tasks of a revision are in each phase on their way to being ready. */
export function phaseCounts(tasks: readonly TaskRecord[], revision: number): Record<Phase, number> {
  const counts: Record<Phase, number> = { waiting: 0, placed: 0, starting: 0, checking: 0, ready: 0 };
  for (const task of tasks) {
    if (task.revision === revision && isLive(task) && task.desired === 'running') counts[phaseOf(task)] += 1;
  }
  return counts;
}

/** Of those that are checked, how many fail, or do again: what is told of all of them then is no progress. */
export const failingChecks = (tasks: readonly TaskRecord[], revision: number): number =>
  tasks.filter((task) => task.revision === revision && isFailing(task)).length;

const isFailing = (task: TaskRecord): boolean =>
  task.state === 'running' && !task.ready && taskVerdict(task).tone === 'degraded';

/** How those that are checked are told, as so many of them fail. */
export function checkingLook(checking: number, failing: number): { tone: Tone; word: string } {
  if (failing === 0) return { tone: phaseTones.checking, word: phaseWords.checking };
  // A phone has room for no more.
  return { tone: 'degraded', word: failing < checking ? `${failing} failing` : 'Failing' };
}

/** Live tasks by revision, the newest first, each group in the order in which they were made. */
export function tasksByRevision(tasks: readonly TaskRecord[]): [number, TaskRecord[]][] {
  const groups = Map.groupBy(tasks.filter(isLive), (task) => task.revision);
  return [...groups]
    .sort(([a], [b]) => b - a)
    .map(([revision, group]) => [revision, group.sort((a, b) => a.createdAtMs - b.createdAtMs)]);
}

/** Those that there is room for: when some have to be left out, those in trouble stay. Otherwise the order is kept. */
export function shownFirst(tasks: readonly TaskRecord[], most: number): readonly TaskRecord[] {
  if (tasks.length <= most) return tasks;
  const byTone = Map.groupBy(tasks, (task) => taskVerdict(task).tone);
  const tones = [...byTone.keys()].sort(bySeverity);
  return tones.flatMap((tone) => byTone.get(tone)!.slice(0, most)).slice(0, most);
}
