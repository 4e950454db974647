import type { JobRecord, RunPlan, TaskRecord } from '@gantry/model';
import { whyOf } from '../accept/task-events.ts';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { figure } from '../figure.ts';
import { isKnownToHaveEnded, removeTask } from '../plan/reaper.ts';
import { stopTask } from '../plan/stop-task.ts';
import { backoffDelayMs } from '../rollout/index.ts';
import { jobCohort } from '../state/cohort.ts';
import { byCreation } from '../state/record-key.ts';
import { aboutJob, record } from '../timeline.ts';
import { endJob } from './end-job.ts';
import { planGathering } from './gather.ts';
import { makeTask, tasksOfPart } from './job-tasks.ts';
import { writeProgress } from './progress.ts';

type Gang = Extract<RunPlan, { kind: 'gang' }>;

/** All ranks at once or none; when one comes to nothing, all stop, and then perhaps all try again (rules JB8, JB9). */
export function planGang(draft: Draft, job: JobRecord, plan: Gang): number | null {
  const { live, succeeded, broken } = tasksOfPart(draft, job);
  if (succeeded.length === plan.ranks) {
    const message = `All ${plan.ranks} ranks succeeded.`;
    endJob(draft, { ...job, succeeded: plan.ranks }, { state: 'succeeded', reason: 'Completed', message });
    return null;
  }
  if (broken.length > 0)
    return live.length > 0 ? stopRest(draft, job, live) : endTry(draft, job, { plan, broken });
  const ranks = live.length + succeeded.length === 0 ? startAll(draft, job, plan, null) : live;
  return oversee(draft, job, { plan, live: ranks, succeeded: succeeded.length });
}

function startAll(draft: Draft, job: JobRecord, plan: Gang, notBeforeAtMs: number | null): TaskRecord[] {
  return Array.from({ length: plan.ranks }, (_, index) =>
    makeTask(draft, job, {
      partName: '',
      part: job.part,
      index,
      templateHash: plan.template,
      nearby: null,
      replaces: null,
      failuresInARow: job.failed,
      notBeforeAtMs,
    }),
  );
}

function oversee(
  draft: Draft,
  job: JobRecord,
  { plan, live, succeeded }: { plan: Gang; live: TaskRecord[]; succeeded: number },
): number | null {
  const waitsUntilMs = startDeadline(plan, live);
  if (waitsUntilMs !== null && waitsUntilMs <= draft.nowMs) {
    const why = live[0]!.unplaced?.message ?? '';
    const message = `There was no room for all ${plan.ranks} ranks within ${plan.startDeadlineSeconds} s. ${why}`;
    endJob(draft, job, { state: 'failed', reason: 'StartDeadlineExceeded', message: message.trim() });
    return null;
  }
  const message = `${figure(succeeded)} of ${figure(plan.ranks)} ranks are done.`;
  const current = writeProgress(draft, job, { active: live.length, succeeded, message }, live);
  return earliest(waitsUntilMs, planGathering(draft, current, live));
}

/** Until when its ranks wait for room; null: they have some, or wait as long as it takes. */
function startDeadline({ startDeadlineSeconds }: Gang, live: readonly TaskRecord[]): number | null {
  const [first] = live;
  if (startDeadlineSeconds === null || first === undefined || first.state !== 'pending') return null;
  return Math.max(first.createdAtMs, first.notBeforeAtMs ?? 0) + startDeadlineSeconds * 1000;
}

function stopRest(draft: Draft, job: JobRecord, live: readonly TaskRecord[]): null {
  const culprit = culpritOf(tasksOfPart(draft, job).broken);
  const message = `Rank ${culprit.jobIndex} ${endOf(culprit)} One that ends stops all.`;
  const running = live.filter(({ desired }) => desired === 'running');
  for (const task of running) stopTask(draft, task, { reason: 'GangStopped', message, graceSeconds: null });
  draft.update('jobs', job, {
    active: live.length,
    reason: 'Stopping',
    message: `${message} They are stopping.`,
  });
  return null;
}

/** The one that ended first of those that nobody told to stop for another's sake. */
function culpritOf(broken: readonly TaskRecord[]): TaskRecord {
  const own = broken.filter(({ reason }) => reason !== 'GangStopped');
  const candidates = own.length > 0 ? own : broken;
  return candidates.reduce((first, task) => (endedAt(task) < endedAt(first) ? task : first));
}

const endedAt = ({ finishedAtMs }: TaskRecord) => finishedAtMs ?? 0;
const endOf = (task: TaskRecord) => `${task.state}: ${whyOf(task)}`;

/** Why a rank came to nothing that is nobody's failure: the gang is tried again without it counting. */
const movingReasons: ReadonlySet<string> = new Set(['Drained', 'Suspended', 'GangStopped']);

const isFailure = ({ state, desired, reason }: TaskRecord) =>
  state !== 'lost' && (desired === 'running' || !movingReasons.has(reason));

/** Nothing of the try is left: another one, or it is given up. */
function endTry(
  draft: Draft,
  job: JobRecord,
  { plan, broken }: { plan: Gang; broken: readonly TaskRecord[] },
): number | null {
  const culprit = culpritOf(broken);
  const why = `Rank ${culprit.jobIndex} ${endOf(culprit)}`;
  const failed = job.failed + Number(isFailure(culprit));
  const lastFailure = isFailure(culprit) ? why : job.lastFailure;
  const current = { ...job, failed, lastFailure };
  if (failed > job.spec.retries) {
    const tries = job.spec.retries === 0 ? '' : ` It was tried ${failed} times.`;
    const message = `${why} All ranks were stopped.${tries}`;
    endJob(draft, current, { state: 'failed', reason: 'BackoffLimitExceeded', message });
    return null;
  }
  const delayMs = failed > job.failed ? backoffDelayMs(job.spec.backoff, failed) : 0;
  const next = draft.put('jobs', { ...current, part: job.part + 1 });
  const live = startAll(draft, next, plan, delayMs === 0 ? null : draft.nowMs + delayMs);
  record(draft, aboutJob(job), 'JobRetried', `${why} All ranks are tried again.`);
  forgetOldTries(draft, next);
  return oversee(draft, next, { plan, live, succeeded: 0 });
}

/** Earlier tries whose tasks are kept to be looked at. */
const keptTries = 5;

function forgetOldTries(draft: Draft, { id, part }: JobRecord): void {
  const cohort = jobCohort(id, part - keptTries - 1);
  const { state } = draft;
  const tasks = [
    ...state.find('succeededTasksByJobPart', cohort),
    ...state.find('brokenTasksByJobPart', cohort),
  ];
  for (const task of tasks.sort((a, b) => byCreation(a.id, b.id)))
    if (isKnownToHaveEnded(draft, task)) removeTask(draft, task);
}
