import type { TaskRecord } from '@gantry/model';
import type { Tone } from '../../shared/tone.ts';
import { isFailingChecks } from '../../shared/verdict.ts';

/** One stage of a container's life, with how long it took or has taken. */
export interface Stage {
  name: string;
  tone: Tone;
  fromAtMs: number | null;
  toAtMs: number | null;
  state: 'past' | 'now' | 'ahead';
  /** What is known of its time: how long it took, only when it first began, or only how long it can have been at most. */
  said: 'took' | 'first' | 'atMost';
}

interface Moment {
  name: string;
  tone: Tone;
  atMs: number | null;
  said?: Stage['said'];
}

const endWords: Partial<Record<TaskRecord['state'], { word: string; tone: Tone }>> = {
  succeeded: { word: 'Finished', tone: 'stopped' },
  failed: { word: 'Failed', tone: 'failed' },
  stopped: { word: 'Stopped', tone: 'stopped' },
  lost: { word: 'Lost', tone: 'unknown' },
};

/** More would leave no room for their names. */
const mostInitStages = 3;

/** What runs before the program: each a stage of its own, or all of them one where they are many. */
function initMoments({ initContainers = [] }: TaskRecord): Moment[] {
  const tone: Tone = 'progress';
  const stages = initContainers.map(({ name, startedAtMs }) => ({
    name: `Init: ${name}`,
    atMs: startedAtMs,
    tone,
  }));
  if (stages.length <= mostInitStages) return stages;
  return [{ name: `${stages.length} init containers`, atMs: stages[0]!.atMs, tone }];
}

/** Not told as if it went on where every answer so far was a failure. */
function checksMoment(task: TaskRecord): Moment {
  const atMs = task.startedAtMs;
  return isFailingChecks(task)
    ? { name: 'Failing its checks', atMs, tone: 'degraded' }
    : { name: 'Passing checks', atMs, tone: 'progress' };
}

/** Ready since it first was, whatever its readiness did later; one that is not any more is so since after it last turned ready. */
function readyMoments({ state, ready, firstReadyAtMs, readyAtMs }: TaskRecord): Moment[] {
  const isLost = state === 'running' && !ready && readyAtMs !== null;
  const first: Moment = { name: 'Ready', atMs: firstReadyAtMs ?? readyAtMs, tone: 'running' };
  if (!isLost) return [first];
  return [
    { ...first, said: 'first' },
    { name: 'Not ready', atMs: readyAtMs, tone: 'degraded', said: 'atMost' },
  ];
}

/** From wanted to gone, as far as it came. Each stage begins where the one before it ended. */
export function lifeOf(task: TaskRecord): Stage[] {
  const end = endWords[task.state];
  const moments: Moment[] = [
    { name: 'Waiting for a node', atMs: task.createdAtMs, tone: 'pending' },
    { name: 'Getting ready to start', atMs: task.assignedAtMs, tone: 'progress' },
    ...initMoments(task),
    checksMoment(task),
    ...readyMoments(task),
  ];
  const reached = moments.filter((moment) => moment.atMs !== null);
  const stages = moments.map((moment): Stage => {
    const index = reached.indexOf(moment);
    const next = reached[index + 1];
    const toAtMs = next?.atMs ?? task.finishedAtMs;
    const state = index < 0 ? 'ahead' : next !== undefined || end !== undefined ? 'past' : 'now';
    return {
      name: moment.name,
      tone: moment.tone,
      fromAtMs: moment.atMs,
      toAtMs: index < 0 ? null : toAtMs,
      state,
      said: moment.said ?? 'took',
    };
  });
  if (end === undefined) return stages;
  const lived = stages.filter((stage) => stage.state !== 'ahead');
  const { finishedAtMs } = task;
  return [
    ...lived,
    {
      ...{ name: end.word, tone: end.tone, state: 'now', said: 'took' },
      ...{ fromAtMs: finishedAtMs, toAtMs: finishedAtMs },
    },
  ];
}
