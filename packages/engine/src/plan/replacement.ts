import { type Backoff, type DeploymentRecord, hasEnded, type TaskRecord } from '@gantry/model';
import { whyOf } from '../accept/task-events.ts';
import type { Draft } from '../draft.ts';
import { figure } from '../figure.ts';
import { backoffDelayMs, failuresInARow } from '../rollout/index.ts';
import { spanText } from '../span-text.ts';
import { byCreation } from '../state/record-key.ts';
import { isActive } from '../state/task-counts.ts';
import { aboutDeployment, record } from '../timeline.ts';

export interface Replacement {
  before: TaskRecord;
  after: TaskRecord;
}

/** Reasons for which a stopped task is replaced by another: somebody wanted this one gone, not one task fewer. */
const movingReasons: ReadonlySet<string> = new Set(['Killed', 'Drained']);

/**
 * Tasks of a replica set that another one should take the place of and none does yet: first those that are gone or
 * going, the oldest first, then those that are to leave a draining node. Read from the records, so that nothing depends
 * on having seen the failure (rule RS1).
 */
export function findReplaceable(draft: Draft, replicaSetId: string): TaskRecord[] {
  const ended = draft.state.find('endedTasksByReplicaSet', replicaSetId);
  const { terminating } = draft.state.countsOf(replicaSetId);
  const live = terminating === 0 ? [] : draft.state.find('liveTasksByReplicaSet', replicaSetId);
  const gone = [...ended, ...live].filter(isReplaceable).sort((a, b) => byCreation(a.id, b.id));
  const successors = draft.state.index('successors');
  return [...gone, ...leavingTasks(draft, replicaSetId)].filter((task) => successors.isEmpty(task.id));
}

/** Active tasks on draining nodes: their replacements may come before they go (rule DR3). */
function leavingTasks(draft: Draft, replicaSetId: string): TaskRecord[] {
  return draft.state
    .find('drainingNodes', 'all')
    .filter(({ id }) => draft.state.derived.tasksOn(replicaSetId, id) > 0)
    .flatMap(({ id }) => draft.state.tasksOfNode(id))
    .filter((task) => task.replicaSetId === replicaSetId && isActive(task))
    .sort((a, b) => byCreation(a.id, b.id));
}

function isReplaceable({ state, desired, reason }: TaskRecord): boolean {
  if (state === 'lost') return true;
  return desired === 'stopped' ? movingReasons.has(reason) : hasEnded(state);
}

/** How the task that takes the place of `before` starts: how many failed in a row, and from when on (rules RS2, RS3). */
export function launchAfter(
  backoff: Backoff,
  before: TaskRecord | null,
  nowMs: number,
): { failuresInARow: number; notBeforeAtMs: number | null } {
  if (before === null || before.desired === 'stopped' || !hasEnded(before.state)) {
    return { failuresInARow: 0, notBeforeAtMs: null };
  }
  const endedAtMs = Math.min(before.finishedAtMs ?? nowMs, nowMs);
  const ranMs = before.startedAtMs === null ? 0 : endedAtMs - before.startedAtMs;
  const failures = failuresInARow(backoff, before.failuresInARow, ranMs);
  const startsAtMs = endedAtMs + backoffDelayMs(backoff, failures);
  return { failuresInARow: failures, notBeforeAtMs: startsAtMs > nowMs ? startsAtMs : null };
}

/** More than these at once are told in one line. */
const mostSingleLines = 5;

/** Tells the timeline who was replaced and why, and counts restarts for the open rollout. */
export function recordReplaced(
  draft: Draft,
  deployment: DeploymentRecord,
  replaced: readonly Replacement[],
): void {
  if (replaced.length > mostSingleLines) {
    const message = `${figure(replaced.length)} tasks were replaced. The first was ${endOf(replaced[0]!.before)}`;
    record(draft, aboutDeployment(deployment), 'Replaced', message);
  } else {
    for (const { before, after } of replaced) {
      record(draft, aboutDeployment(deployment), 'Replaced', `${endOf(before)} Replaced by ${after.name}.`);
    }
  }
  for (const { after } of replaced) recordBackoff(draft, deployment, after);
  countRestarts(draft, deployment, replaced);
}

function endOf(task: TaskRecord): string {
  if (hasEnded(task.state)) return `${task.name} ${task.state}: ${whyOf(task)}`;
  if (task.desired === 'stopped') return `${task.name} is being stopped: ${whyOf(task)}`;
  return `${task.name} leaves a node that is being drained.`;
}

function recordBackoff(
  draft: Draft,
  deployment: DeploymentRecord,
  { failuresInARow: failures, notBeforeAtMs }: TaskRecord,
): void {
  if (notBeforeAtMs === null) return;
  const seconds = Math.round((notBeforeAtMs - draft.nowMs) / 1000);
  const message = `${failures} failures in a row: the next try waits ${spanText(seconds)}.`;
  record(draft, aboutDeployment(deployment), 'BackOff', message);
}

function countRestarts(
  draft: Draft,
  { id, revision }: DeploymentRecord,
  replaced: readonly Replacement[],
): void {
  const rollout = draft.state.findOne('openRollouts', id);
  if (rollout === undefined) return;
  const restarts = replaced.filter(
    ({ after }) => after.revision === revision && after.failuresInARow > 0,
  ).length;
  draft.update('rollouts', rollout, { restarts: rollout.restarts + restarts });
}
