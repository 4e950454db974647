import type { JobRecord, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { letGo, roomInTime, timesIn } from '../offer/gathered.ts';
import { FoundOfAlike } from '../place/alike.ts';
import { refusalOfNode } from '../place/filters.ts';
import { classOf, type TaskClass } from '../place/task-class.ts';
import { jobCohort } from '../state/cohort.ts';
import { isGathering } from '../state/gathering.ts';
import { byCreation } from '../state/record-key.ts';
import { aboutJob, record } from '../timeline.ts';

/**
 * Has a gang that has waited long keep the room that it finds: one gang at a time, of those that could ever fit the one
 * that waits longest, and for a bounded time (rule JB15). Returns when to look at it again.
 */
export function planGathering(draft: Draft, job: JobRecord, live: readonly TaskRecord[]): number | null {
  const sinceMs = waitsSince(live);
  if (sinceMs === null) {
    stopGathering(draft, job);
    return null;
  }
  if (isGathering(draft.state, job.id, draft.nowMs)) return job.gathersUntilMs!;
  giveUp(draft, job);
  const mayAtMs = mayGatherAt(draft, job, sinceMs);
  if (mayAtMs > draft.nowMs) return mayAtMs;
  const other = gathering(draft);
  if (other !== null) return other.gathersUntilMs!;
  if (!couldFit(draft, job)) return looksAgainAt(draft, sinceMs);
  const first = longestWaiting(draft);
  if (first === job.id) begin(draft, job);
  else draft.agenda.markJob(first);
  return first === job.id ? draft.nowMs + draft.bounds.gathersForMs : null;
}

/** It waits for room no more, or not now: what it gathered is everybody's again, and the next may gather. */
export function stopGathering(draft: Draft, job: JobRecord): JobRecord {
  if ((job.gathersUntilMs ?? null) === null) return job;
  letGo(draft, job.id);
  for (const { id } of draft.state.find('openGangs', 'all')) draft.agenda.markJob(id);
  return draft.update('jobs', job, { gathersUntilMs: null });
}

/** Its time is over, and it rests. */
function giveUp(draft: Draft, job: JobRecord): void {
  if (draft.state.index('reservationsByJob').isEmpty(job.id)) return;
  letGo(draft, job.id);
  const message = 'What it gathered was not enough in time; others have their turn before it gathers again.';
  record(draft, aboutJob(job), 'JobStopsGathering', message);
}

function begin(draft: Draft, job: JobRecord): void {
  const { gathersForMs } = draft.bounds;
  draft.update('jobs', job, { gathersUntilMs: draft.nowMs + gathersForMs });
  draft.agenda.markWaiting(jobCohort(job.id, job.part));
  const message = `It has waited for room long: what it finds is kept for it, for ${gathersForMs / 1000} s at most.`;
  record(draft, aboutJob(job), 'JobGathers', message);
}

/** Since when all of its ranks wait for room; null: they do not. */
function waitsSince(live: readonly TaskRecord[]): number | null {
  const [first] = live;
  const isWaiting = live.every(({ state, desired }) => state === 'pending' && desired === 'running');
  return first === undefined || !isWaiting ? null : Math.max(first.createdAtMs, first.notBeforeAtMs ?? 0);
}

/**
 * The longer it has waited in vain the later: a schedule may leave hundreds behind that no node will ever have room for.
 * At the same moments for all gangs, so that one look does for those that are alike.
 */
function looksAgainAt({ bounds, nowMs }: Draft, sinceMs: number): number {
  const { gathersAgainAfterMs, gathersForMs } = bounds;
  const afterMs = Math.min(Math.max(gathersAgainAfterMs, nowMs - sinceMs), 10 * gathersForMs);
  return Math.ceil((nowMs + afterMs) / gathersAgainAfterMs) * gathersAgainAfterMs;
}

function mayGatherAt({ bounds }: Draft, { gathersUntilMs }: JobRecord, sinceMs: number): number {
  const restedAtMs = typeof gathersUntilMs === 'number' ? gathersUntilMs + bounds.gathersAgainAfterMs : 0;
  return Math.max(sinceMs + bounds.gathersAfterMs, restedAtMs);
}

function gathering(draft: Draft): JobRecord | null {
  const gangs = draft.state.find('openGangs', 'all');
  return gangs.find(({ id }) => isGathering(draft.state, id, draft.nowMs)) ?? null;
}

/** Of those that may gather now. */
function longestWaiting(draft: Draft): JobRecord['id'] {
  const gangs = draft.state.find('openGangs', 'all').flatMap((job) => {
    const sinceMs = waitsSince(draft.state.find('liveTasksByJobPart', jobCohort(job.id, job.part)));
    const mayNow = sinceMs !== null && mayGatherAt(draft, job, sinceMs) <= draft.nowMs;
    return mayNow ? [{ job, sinceMs }] : [];
  });
  gangs.sort((a, b) => a.sinceMs - b.sinceMs || byCreation(a.job.id, b.job.id));
  // Whether it could fit takes a look at every node, so only those are asked that could be the one.
  return gangs.find(({ job }) => couldFit(draft, job))!.job.id;
}

/** Of which gangs a step found that they could fit. By step, not by draft: each job is planned in a part of its own. */
const found = new WeakMap<object, FoundOfAlike<boolean>>();

/** Whether the nodes would have room for all of it once what ends by itself has ended: otherwise it waits in vain. */
function couldFit(draft: Draft, { id, part }: JobRecord): boolean {
  const taskClass = classOf(draft.state, jobCohort(id, part));
  if (taskClass === null || taskClass.together === null) return false;
  const known = found.get(draft.step) ?? new FoundOfAlike<boolean>();
  found.set(draft.step, known);
  const fits = known.get(taskClass) ?? hasRoomFor(draft, taskClass, taskClass.together);
  known.set(taskClass, fits);
  return fits;
}

function hasRoomFor({ state }: Draft, taskClass: TaskClass, ranks: number): boolean {
  let left = ranks;
  for (const node of state.all('nodes')) {
    if (refusalOfNode(node, taskClass) === null)
      left -= timesIn(roomInTime(state, node, taskClass), taskClass.needs.resources);
    if (left <= 0) return true;
  }
  return false;
}
