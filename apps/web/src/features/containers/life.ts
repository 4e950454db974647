import type { TaskRecord } from '@gantry/model';
import type { Tone } from '../../shared/tone.ts';

/** One stage of a container's life, with how long it took or has taken. */
export interface Stage {
  name: string;
  tone: Tone;
  fromAtMs: number | null;
  toAtMs: number | null;
  state: 'past' | 'now' | 'ahead';
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
function initMoments({ initContainers = [] }: TaskRecord) {
  const tone: Tone = 'progress';
  const stages = initContainers.map(({ name, startedAtMs }) => ({
    name: `Init: ${name}`,
    atMs: startedAtMs,
    tone,
  }));
  if (stages.length <= mostInitStages) return stages;
  return [{ name: `${stages.length} init containers`, atMs: stages[0]!.atMs, tone }];
}

/** From wanted to gone, as far as it came. Each stage begins where the one before it ended. */
export function lifeOf(task: TaskRecord): Stage[] {
  const end = endWords[task.state];
  const moments = [
    { name: 'Waiting for a node', atMs: task.createdAtMs, tone: 'pending' as Tone },
    { name: 'Getting ready to start', atMs: task.assignedAtMs, tone: 'progress' as Tone },
    ...initMoments(task),
    { name: 'Passing checks', atMs: task.startedAtMs, tone: 'progress' as Tone },
    { name: 'Ready', atMs: task.readyAtMs, tone: 'running' as Tone },
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
    };
  });
  if (end === undefined) return stages;
  const lived = stages.filter((stage) => stage.state !== 'ahead');
  return [
    ...lived,
    { name: end.word, tone: end.tone, fromAtMs: task.finishedAtMs, toAtMs: task.finishedAtMs, state: 'now' },
  ];
}
