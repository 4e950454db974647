import { hasJobEnded, type JobId, type JobRecord } from '@gantry/model';
import { earliest } from '../agenda.ts';
import type { Draft } from '../draft.ts';
import { isOpenGang } from '../state/gathering.ts';
import { aboutJob, record } from '../timeline.ts';
import { planBatch } from './batch.ts';
import { planBuild } from './build.ts';
import { planCron } from './cron.ts';
import { endJob } from './end-job.ts';
import { planDeletion } from './forget-job.ts';
import { planGang } from './gang.ts';
import { stopGathering } from './gather.ts';
import { liveTasksOf, stopTasks } from './job-tasks.ts';

/** Decides about one job (rules JB). A bug that throws here holds this job alone (rule EN4). */
export function planJob(draft: Draft, id: JobId): void {
  const job = settled(draft, draft.state.get('jobs', id));
  if (job === undefined || job.quarantine !== null) {
    draft.agenda.setAlarm(id, null);
    return;
  }
  const part = draft.part();
  try {
    draft.agenda.setAlarm(id, decide(part, job));
    part.keep();
  } catch (error) {
    const message = `Planning failed and waits for the next change of this job: ${String(error)}`;
    draft.put('jobs', { ...job, quarantine: message });
    draft.agenda.setAlarm(id, null);
    record(draft, aboutJob(job), 'Quarantined', message);
  }
}

/** A gang that is not to start now keeps no room for itself (rule JB15). */
function settled(draft: Draft, job: JobRecord | undefined): JobRecord | undefined {
  return job === undefined || isOpenGang(job) ? job : stopGathering(draft, job);
}

/** Returns when to look at it again by time. Its own writes have it looked at until nothing is left to decide. */
function decide(draft: Draft, job: JobRecord): number | null {
  if (job.deletingAtMs !== null) return planDeletion(draft, job);
  if (hasJobEnded(job.state)) return afterEnd(draft, job);
  if ('run' in job.spec.plan) return planParent(draft, job);
  if (job.state === 'queued') return null;
  if (job.spec.suspended) return hold(draft, job);
  const deadlineAtMs = deadlineOf(job);
  if (deadlineAtMs !== null && deadlineAtMs <= draft.nowMs) {
    const message = `It took longer than its deadline of ${job.spec.activeDeadlineSeconds} s.`;
    endJob(draft, job, { state: 'failed', reason: 'DeadlineExceeded', message });
    return null;
  }
  const { plan } = job.spec;
  return earliest(
    deadlineAtMs,
    plan.kind === 'batch' ? planBatch(draft, job, plan) : planGang(draft, job, plan),
  );
}

function planParent(draft: Draft, job: JobRecord): number | null {
  const { plan } = job.spec;
  if (plan.kind === 'cron') return planCron(draft, job, plan);
  return plan.kind === 'build' ? planBuild(draft, job, plan) : null;
}

function deadlineOf({ startedAtMs, spec: { activeDeadlineSeconds } }: JobRecord): number | null {
  if (startedAtMs === null || activeDeadlineSeconds === null) return null;
  return startedAtMs + activeDeadlineSeconds * 1000;
}

/** Its record stays for a while; its last tasks may still be stopping. */
function afterEnd(draft: Draft, job: JobRecord): number | null {
  draft.update('jobs', job, { active: liveTasksOf(draft, job).length });
  const { keepForSeconds } = job.spec;
  if (keepForSeconds === null) return null;
  const goesAtMs = job.finishedAtMs! + keepForSeconds * 1000;
  if (goesAtMs > draft.nowMs) return goesAtMs;
  draft.update('jobs', draft.state.get('jobs', job.id)!, { deletingAtMs: draft.nowMs });
  return null;
}

/** Nothing of it runs until it is resumed (rule JB4). */
function hold(draft: Draft, job: JobRecord): null {
  stopTasks(draft, job, { reason: 'Suspended', message: `Job ${job.name} is suspended.` });
  const active = liveTasksOf(draft, job).length;
  const message = active > 0 ? 'Suspended; its tasks are stopping.' : 'Suspended until it is resumed.';
  draft.update('jobs', job, { state: 'suspended', reason: 'Suspended', message, active, startedAtMs: null });
  return null;
}
