import { type JobPlan, type JobRecord, lastRunAtMs, nextRunAtMs } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { aboutJob, record } from '../timeline.ts';
import { endJob } from './end-job.ts';
import { forgetOldRuns, isOver, makeRun } from './runs.ts';

type Cron = Extract<JobPlan, { kind: 'cron' }>;

/** Makes a run for the newest moment that has come, as overlap and deadline allow; returns when the next one does (rule JB10). */
export function planCron(draft: Draft, job: JobRecord, plan: Cron): number | null {
  const { state } = draft;
  if (job.spec.suspended) {
    const active = state.runsOf(job.id).filter((run) => !isOver(run)).length;
    const message = 'No run is made until it is resumed.';
    const held = { state: 'suspended', reason: 'Suspended', nextScheduledAtMs: null } as const;
    draft.update('jobs', job, { ...held, message, active });
    forgetOldRuns(draft, state.runsOf(job.id), plan);
    return null;
  }
  const dueAtMs = job.nextScheduledAtMs;
  const current = dueAtMs !== null && dueAtMs <= draft.nowMs ? comeDue(draft, job, { plan, dueAtMs }) : job;
  const runs = state.runsOf(job.id);
  const active = runs.filter((run) => !isOver(run)).length;
  const next = current.nextScheduledAtMs ?? nextRunAtMs(plan, draft.nowMs);
  draft.update('jobs', current, {
    active,
    nextScheduledAtMs: next,
    state: active > 0 ? 'running' : 'idle',
    reason: active > 0 ? 'Running' : 'Scheduled',
    message: active > 0 ? `${active} ${active === 1 ? 'run is' : 'runs are'} going on.` : messageOf(next),
  });
  forgetOldRuns(draft, state.runsOf(job.id), plan);
  return next;
}

const messageOf = (nextAtMs: number | null) =>
  nextAtMs === null ? 'Its schedule has no further moment.' : 'It waits for the next moment of its schedule.';

/** Of several missed moments the newest counts; it is run, or skipped with the reason. */
function comeDue(
  draft: Draft,
  job: JobRecord,
  { plan, dueAtMs }: { plan: Cron; dueAtMs: number },
): JobRecord {
  const newestAtMs = lastRunAtMs(plan, { fromMs: dueAtMs, untilMs: draft.nowMs });
  const missed = momentsBetween(plan, dueAtMs, newestAtMs);
  const nextAtMs = nextRunAtMs(plan, draft.nowMs);
  const taken = draft.put('jobs', { ...job, lastScheduledAtMs: newestAtMs, nextScheduledAtMs: nextAtMs });
  if (missed > 0) {
    const moments =
      missed === 1 ? 'A moment' : `${missed} moments${missed === mostCounted ? ' or more' : ''}`;
    record(
      draft,
      aboutJob(job),
      'RunSkipped',
      `${moments} passed before this one; only the newest is caught up with.`,
    );
  }
  const skip = whySkipped(draft, taken, { plan, newestAtMs });
  if (skip !== null) record(draft, aboutJob(job), 'RunSkipped', skip);
  else {
    const state = 'waiting' as const;
    const name = nameAt(job, newestAtMs);
    makeRun(draft, taken, { plan, name, environment: {}, state, scheduledForAtMs: newestAtMs });
  }
  return draft.state.get('jobs', job.id)!;
}

/** Missed moments are counted so far: a clock that jumps by years must cost nothing. */
const mostCounted = 100;

function momentsBetween(plan: Cron, fromMs: number, untilMs: number): number {
  let count = 0;
  for (let atMs: number | null = fromMs; atMs !== null && atMs < untilMs && count < mostCounted; count++)
    atMs = nextRunAtMs(plan, atMs);
  return count;
}

/** Why no run is made for the moment; null: one is. Runs that are replaced are cancelled here. */
function whySkipped(
  draft: Draft,
  job: JobRecord,
  { plan, newestAtMs }: { plan: Cron; newestAtMs: number },
): string | null {
  const lateMs = draft.nowMs - newestAtMs;
  const { startDeadlineSeconds, overlap } = plan;
  if (startDeadlineSeconds !== null && lateMs > startDeadlineSeconds * 1000) {
    return `A moment was missed by ${Math.round(lateMs / 1000)} s, more than the start deadline of ${startDeadlineSeconds} s.`;
  }
  const going = draft.state.runsOf(job.id).filter((run) => !isOver(run) && run.scheduledForAtMs !== null);
  if (going.length === 0 || overlap === 'allow') return null;
  if (overlap === 'forbid') return `${going[0]!.name} still runs, and runs must not overlap.`;
  for (const run of going) {
    const message = 'The next run takes its place.';
    endJob(draft, run, { state: 'cancelled', reason: 'Replaced', message });
  }
  return null;
}

/** As Kubernetes names them: by the minute, so that a moment has one run whoever makes it. */
function nameAt({ name }: JobRecord, atMs: number): string {
  return `${name.slice(0, 50)}-${Math.floor(atMs / 60_000)}`;
}
