import type { Container, TaskState } from '@gantry/model';
import type { ObservedContainer } from '@gantry/runtime';
import { initStatus, initStep, isUnderWay } from './init-steps.ts';
import { type ContainerProbes, isReady, probeKinds, probeOf } from './probe-state.ts';
import { findEnd, type TaskEnd } from './task-end.ts';
import type { Trouble } from './trouble.ts';

/**
 * What to do next for one task: a pure step from everything known about it to one action and its status. It looks only
 * at how things are, never at how they came to be, so a restarted agent goes on where the old one was.
 * All times are on the clock's `elapsedMs` axis. Carrying the actions out is task-runner.ts.
 */

/** Bringing images, artifacts and volumes to the node. */
export type Preparation = { state: 'wanted' } | { state: 'done' } | { state: 'failed'; trouble: Trouble };

export interface ContainerFacts {
  name: string;
  /** null for a container whose task the agent was never told of. */
  container: Container | null;
  observed: ObservedContainer | null;
  /** It ran at some time: not observing it now means that it is gone. */
  wasStarted: boolean;
  /** null while it does not run. */
  probes: ContainerProbes | null;
}

export interface TaskFacts {
  /** `unassigned`: the control plane, asked in full, did not name it. */
  wanted: 'running' | 'stopped' | 'unassigned';
  notBeforeMs: number | null;
  /** What a stop may take, unless the cause of the stop says otherwise. */
  graceMs: number;
  containers: ContainerFacts[];
  /** Those that run before them, in order. */
  initContainers: ContainerFacts[];
  /** What the one of them that failed said last; null: not read yet. */
  lastLine: string | null;
  preparation: Preparation;
  /** Everything it needs is known. Not so after the agent's restart: secrets are never kept on the node. */
  mayStart: boolean;
  /** The words of a preparation in progress. */
  progress: string;
  startTrouble: Trouble | null;
  /** The stop or removal that failed. */
  stopTrouble: Trouble | null;
  /** What is being carried out now. */
  busy: 'prepare' | 'start' | 'stop' | 'remove' | null;
  /** When the stop that is being carried out will have killed everything. */
  stopByMs: number | null;
  /** The first cause, once it was found. */
  end: TaskEnd | null;
  /** The machine booted since the task was started. */
  rebooted: boolean;
  /** Its end is durable elsewhere, or nobody waits for it: what is left may be removed. */
  forget: boolean;
}

export type TaskAction =
  | { type: 'prepare' }
  /** Gives up the preparation in progress. */
  | { type: 'abandon' }
  /** Of all containers in their order, those before the program first. */
  | { type: 'start'; index: number }
  | { type: 'stop'; graceMs: number }
  | { type: 'remove' }
  /** Nothing to do before this time; null: before something changes. */
  | { type: 'wait'; untilMs: number | null };

export interface TaskStatus {
  state: TaskState;
  ready: boolean;
  reason: string;
  message: string;
}

export interface TaskStep {
  action: TaskAction;
  status: TaskStatus;
  end: TaskEnd | null;
}

/** One action and the status that holds meanwhile. The same facts and time always give the same step. */
export function stepTask(facts: TaskFacts, nowMs: number): TaskStep {
  const end = facts.end ?? findEnd(facts);
  return end === null ? advance(facts, nowMs) : finish(facts, end, nowMs);
}

function finish(facts: TaskFacts, end: TaskEnd, nowMs: number): TaskStep {
  const stopping = { state: 'stopping', ready: false, reason: end.reason, message: end.message } as const;
  if (facts.busy === 'prepare') return { action: { type: 'abandon' }, status: stopping, end };
  // A container that is just being started cannot be stopped yet, and nobody may hear that the task is over.
  if (facts.busy === 'start') return { action: forever, status: stopping, end };
  if (everyContainer(facts).some(isAlive))
    return { action: stopAction(facts, end, nowMs), status: stopping, end };
  const action: TaskAction = facts.forget ? onceCalm(facts, { type: 'remove' }, nowMs) : forever;
  return { action, status: { ...stopping, state: end.state }, end };
}

/** Stops, or stops sooner than a stop under way would; a longer grace than that is not given back. */
function stopAction(facts: TaskFacts, end: TaskEnd, nowMs: number): TaskAction {
  const graceMs = Math.min(
    end.graceMs ?? facts.graceMs,
    facts.wanted === 'running' ? Infinity : facts.graceMs,
  );
  const isUnderWay = facts.busy === 'stop' && facts.stopByMs !== null && nowMs + graceMs >= facts.stopByMs;
  return isUnderWay ? forever : onceCalm(facts, { type: 'stop', graceMs }, nowMs);
}

/** The action, but not before the back-off of the one that failed has passed. */
function onceCalm({ stopTrouble, busy }: TaskFacts, action: TaskAction, nowMs: number): TaskAction {
  if (stopTrouble?.retryAtMs && nowMs < stopTrouble.retryAtMs) {
    return { type: 'wait', untilMs: stopTrouble.retryAtMs };
  }
  return busy === 'remove' ? forever : action;
}

function advance(facts: TaskFacts, nowMs: number): TaskStep {
  const step = initStep(facts);
  if (step !== null && isUnderWay(facts.initContainers[step]!))
    return going(forever, initStatus(facts, step));
  const next = step ?? everyContainer(facts).findIndex((one, at) => at >= initCount(facts) && !isAlive(one));
  // Of a task that this agent was never told of, there may be more than what was found.
  if (next === -1 && facts.containers.length > 0) return going(forever, runningStatus(facts));
  const isFresh =
    !facts.containers.some(isAlive) && !facts.initContainers.some(({ wasStarted }) => wasStarted);
  if (!facts.mayStart)
    return going(forever, status(isFresh ? 'preparing' : 'starting', 'Reconnecting', notTold));
  if (facts.preparation.state !== 'done') return prepare(facts, nowMs);
  if (isFresh && facts.notBeforeMs !== null && nowMs < facts.notBeforeMs) {
    const message = 'waits for its back-off to pass before it starts';
    return going({ type: 'wait', untilMs: facts.notBeforeMs }, status('preparing', 'BackOff', message));
  }
  return start(facts, next, nowMs);
}

function prepare({ preparation, progress, busy }: TaskFacts, nowMs: number): TaskStep {
  const trouble = preparation.state === 'failed' ? preparation.trouble : null;
  if (trouble?.retryAtMs && nowMs < trouble.retryAtMs) {
    const reason = trouble.reason === 'ImagePullFailed' ? 'ImagePullBackOff' : trouble.reason;
    return going({ type: 'wait', untilMs: trouble.retryAtMs }, status('preparing', reason, trouble.message));
  }
  return going(busy ? forever : { type: 'prepare' }, status('preparing', 'Preparing', progress));
}

function start(facts: TaskFacts, index: number, nowMs: number): TaskStep {
  const { startTrouble, busy } = facts;
  if (startTrouble?.retryAtMs && nowMs < startTrouble.retryAtMs) {
    const action: TaskAction = { type: 'wait', untilMs: startTrouble.retryAtMs };
    return going(action, status('starting', startTrouble.reason, startTrouble.message));
  }
  const starting = index < initCount(facts) ? initStatus(facts, index) : status('starting', 'Starting', '');
  return going(busy ? forever : { type: 'start', index }, starting);
}

function runningStatus({ containers }: TaskFacts): TaskStatus {
  if (containers.some(({ container }) => container === null))
    return status('running', 'Reconnecting', notTold);
  const waiting = containers.filter(({ probes }) => !probes || !isReady(probes));
  if (waiting.length === 0) return { ...failingStatus(containers), ready: true };
  return status('running', 'ContainersNotReady', waiting.map(explainWaiting).join('; '));
}

/** Ready all the same: its threshold has not been reached. People see it coming. */
function failingStatus(containers: readonly ContainerFacts[]): TaskStatus {
  const failing = containers.flatMap(({ name, container, probes }) =>
    probeKinds.flatMap((kind) => {
      const state = probes?.[kind];
      const most = container && probeOf(container, kind)?.failureThreshold;
      if (state?.streakOf !== 'failure') return [];
      return `${kind} probe of container ${name} failed ${state.streak} of ${most} times: ${state.message}`;
    }),
  );
  return status('running', failing.length > 0 ? 'ProbeFailing' : '', failing.join('; '));
}

function explainWaiting({ name, probes }: ContainerFacts): string {
  const kind = probes?.startup && probes.startup.verdict !== 'success' ? 'startup' : 'readiness';
  const answer = probes?.[kind]?.message;
  return `container ${name} waits for its ${kind} probe${answer ? `: ${answer}` : ''}`;
}

const initCount = ({ initContainers }: TaskFacts): number => initContainers.length;

/** In the order in which they start. */
const everyContainer = ({ initContainers, containers }: TaskFacts): ContainerFacts[] => [
  ...initContainers,
  ...containers,
];

export function isAlive({ observed }: ContainerFacts): boolean {
  return observed?.state === 'running';
}

const notTold = 'the agent waits to hear from the control plane what it should be';

const forever: TaskAction = { type: 'wait', untilMs: null };

function status(state: TaskState, reason: string, message: string): TaskStatus {
  return { state, ready: false, reason, message };
}

function going(action: TaskAction, taskStatus: TaskStatus): TaskStep {
  return { action, status: taskStatus, end: null };
}
