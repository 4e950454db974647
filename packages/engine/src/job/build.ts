import type { JobPlan, JobRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { byCreation } from '../state/record-key.ts';
import { forgetOldRuns, isOver } from './runs.ts';

type Build = Extract<JobPlan, { kind: 'build' }>;

/**
 * Gives queued builds an executor each, the oldest first, while fewer than `executors` are at work. An executor leaves
 * with its build: when nothing is queued, nothing runs (rule JB11).
 */
export function planBuild(draft: Draft, job: JobRecord, plan: Build): null {
  const runs = draft.state.runsOf(job.id).sort((a, b) => byCreation(a.id, b.id));
  const queued = runs.filter(({ state }) => state === 'queued');
  const atWork = runs.filter((run) => run.state !== 'queued' && !isOver(run));
  const free = job.spec.suspended ? 0 : Math.max(0, plan.executors - atWork.length);
  for (const run of queued.slice(0, free))
    draft.put('jobs', { ...run, state: 'waiting', reason: 'Created', message: 'It has an executor.' });
  const [busy, waiting] = [atWork.length + Math.min(free, queued.length), Math.max(0, queued.length - free)];
  draft.update('jobs', job, { active: busy, ...stateOf(job, { busy, waiting }) });
  forgetOldRuns(draft, runs, plan);
  return null;
}

function stateOf(
  { spec }: JobRecord,
  { busy, waiting }: { busy: number; waiting: number },
): Pick<JobRecord, 'state' | 'reason' | 'message'> {
  const counts = `${busy} ${busy === 1 ? 'build runs' : 'builds run'}, ${waiting} ${waiting === 1 ? 'waits' : 'wait'}.`;
  if (spec.suspended) {
    return {
      state: 'suspended',
      reason: 'Suspended',
      message: `No build is begun until it is resumed: ${counts}`,
    };
  }
  return busy + waiting === 0
    ? { state: 'idle', reason: 'Idle', message: 'Nothing is queued, so no executor runs.' }
    : { state: 'running', reason: 'Running', message: counts };
}
