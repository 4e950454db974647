import type { DeploymentStatus, RolloutRecord } from '@gantry/model';
import { figure } from '../figure.ts';
import { spanText } from '../span-text.ts';
import type { RolloutAction, RolloutEvent, RolloutInput, RolloutPatch } from './rollout-input.ts';
import type { StepProgress } from './scene.ts';

/** What a sync found out about the open rollout. */
export interface RolloutFacts {
  status: DeploymentStatus;
  progress: StepProgress;
  progressed: boolean;
  /** Every step is behind, every new task available, no old one alive. */
  finished: boolean;
  action: RolloutAction | null;
}

/** The open rollout as it is now: one that was paused and is no more starts its counts and deadlines again. */
export function openRollout({ rollout, paused, nowMs }: RolloutInput): RolloutRecord | null {
  if (rollout === null || paused || rollout.outcome !== 'paused') return rollout;
  const counts = { restarts: 0, probeFailures: 0, errorLines: 0 };
  return { ...rollout, ...counts, outcome: 'running', message: '', lastProgressAtMs: nowMs };
}

/** The open rollout after this sync. */
export function nextRollout(input: RolloutInput, open: RolloutRecord, facts: RolloutFacts): RolloutRecord {
  const { status, progress } = facts;
  const { outcome, message } = outcomeOf(input, open, facts);
  return {
    ...open,
    outcome,
    message,
    endedAtMs: outcome === 'running' || outcome === 'paused' ? null : input.nowMs,
    replicas: input.spec.replicas,
    lowestReady: Math.min(open.lowestReady, status.readyReplicas),
    highestTotal: Math.max(open.highestTotal, status.replicas + status.terminatingReplicas),
    step: progress.step,
    stepStartedAtMs: progress.stepStartedAtMs,
    promoted: progress.promoted,
    lastProgressAtMs: facts.progressed ? input.nowMs : open.lastProgressAtMs,
  };
}

function outcomeOf(
  input: RolloutInput,
  { toRevision }: RolloutRecord,
  { status, progress, finished, action }: RolloutFacts,
): Pick<RolloutRecord, 'outcome' | 'message'> {
  if (action !== null) {
    return { outcome: action.type === 'pause' ? 'paused' : 'rolledBack', message: action.reason };
  }
  if (input.paused) return { outcome: 'paused', message: input.pauseReason };
  if (finished) {
    const message = `Revision ${toRevision} is complete: ${figure(status.availableReplicas)} of ${figure(input.spec.replicas)} tasks are available.`;
    return { outcome: 'complete', message };
  }
  return { outcome: 'running', message: progress.waiting ?? stuckMessage(input, toRevision, status) };
}

/** '' unless the progress deadline is over. */
function stuckMessage(input: RolloutInput, toRevision: number, status: DeploymentStatus): string {
  if (!isTimedOut(status)) return '';
  const failure = input.lastFailure();
  const last = failure === '' ? '' : ` The last failure: ${failure}.`;
  const tasks = tasksWords(toRevision, { all: status.updatedReplicas, waiting: input.waiting() });
  return `No progress for ${spanText(input.spec.progressDeadlineSeconds ?? 0)}: ${tasks}, ${figure(status.availableReplicas)} of ${figure(input.spec.replicas)} tasks are available.${last}`;
}

/** `1 task of revision 2 waits for a node and 4 run`. */
function tasksWords(revision: number, { all, waiting }: { all: number; waiting: number }): string {
  const running = all - waiting;
  if (waiting === 0) return `${countOf(all, revision)} ${running === 1 ? 'runs' : 'run'}`;
  const wait = `${countOf(waiting, revision)} ${waiting === 1 ? 'waits' : 'wait'} for a node`;
  return `${wait} and ${running === 0 ? 'none runs' : `${figure(running)} ${running === 1 ? 'runs' : 'run'}`}`;
}

const countOf = (count: number, revision: number) =>
  `${figure(count)} ${count === 1 ? 'task' : 'tasks'} of revision ${revision}`;

const isTimedOut = (status: DeploymentStatus) =>
  status.conditions.some((one) => one.type === 'Progressing' && one.reason === 'ProgressDeadlineExceeded');

/** The fields of the stored rollout that differ from what it should be; null when none does. */
export function rolloutPatch(stored: RolloutRecord, next: RolloutRecord): RolloutPatch | null {
  const keys = Object.keys(next) as (keyof RolloutRecord)[];
  const changed = keys.filter((key) => stored[key] !== next[key]);
  return changed.length === 0 ? null : Object.fromEntries(changed.map((key) => [key, next[key]]));
}

/** What the timeline says about a sync's effect on the rollout. */
export function rolloutEvents(
  input: RolloutInput,
  next: RolloutRecord,
  { status, action, progress }: RolloutFacts,
): RolloutEvent[] {
  const { rollout: stored } = input;
  const events: RolloutEvent[] = [];
  if (isTimedOut(status) && !isTimedOut(input.status)) {
    const message = stuckMessage(input, next.toRevision, status);
    events.push({ reason: 'ProgressDeadlineExceeded', message });
  }
  if (action !== null) events.push(gateEvent(action));
  if (stored !== null && isStepTaken(input, stored, next)) events.push(stepEvent(input, next, progress));
  if (next.outcome === 'complete') {
    events.push({ reason: 'RolloutComplete', message: next.message });
  }
  return events;
}

function gateEvent({ reason, ...action }: RolloutAction): RolloutEvent {
  const then =
    action.type === 'pause' ? 'The rollout is paused.' : `Goes back to revision ${action.toRevision}.`;
  return { reason: 'HealthGateFailed', message: `${reason}. ${then}` };
}

/**
 * Without a stable revision the steps are passed over in silence: there was nothing to try out. Nor is there in a canary
 * that goes back.
 */
function isStepTaken(input: RolloutInput, stored: RolloutRecord, next: RolloutRecord): boolean {
  if (input.stableRevision === null) return false;
  if (input.restoring && input.spec.strategy.type === 'Canary') return false;
  return stored.step !== next.step || stored.promoted !== next.promoted;
}

function stepEvent(
  { spec }: RolloutInput,
  { step, toRevision, promoted }: RolloutRecord,
  { waiting }: StepProgress,
): RolloutEvent {
  if (waiting !== null && !promoted) return { reason: 'RolloutStep', message: waiting };
  if (spec.strategy.type === 'Canary')
    return {
      reason: 'RolloutStep',
      message: passedMessage(spec.strategy.steps.length, { step, toRevision }),
    };
  return promoted
    ? { reason: 'RolloutPromoted', message: `Revision ${toRevision} is promoted.` }
    : {
        reason: 'RolloutStep',
        message: `Revision ${toRevision} is not all available any more; it comes up again.`,
      };
}

function passedMessage(
  steps: number,
  { step, toRevision }: Pick<RolloutRecord, 'step' | 'toRevision'>,
): string {
  return step < steps
    ? `Step ${step + 1} of ${steps}: moves on with revision ${toRevision}.`
    : `All ${steps} steps are passed: every task goes to revision ${toRevision}.`;
}
