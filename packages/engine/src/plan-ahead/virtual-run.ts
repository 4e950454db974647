import {
  type Act,
  type Actor,
  type Change,
  type DeploymentId,
  type FrameworkId,
  hasEnded,
  type JobRecord,
  noResources,
  type Rejection,
  type Resources,
  type Result,
  resourceKinds,
  subtractResources,
  type TaskRecord,
} from '@gantry/model';
import type { Acceptance, Accepted } from '../accept/answer.ts';
import { acceptAct } from '../accept/command.ts';
import { isJobCommand } from '../accept/job-command.ts';
import { Agenda, earliest } from '../agenda.ts';
import type { Bounds } from '../bounds.ts';
import { Draft } from '../draft.ts';
import { Leases } from '../leases.ts';
import { deploymentsFrameworkId, frameworkOfJob } from '../offer/framework.ts';
import { isFromOutside } from '../offer/offer-out.ts';
import { planUntilClean } from '../planning.ts';
import { clientKey } from '../state/derived.ts';
import type { State } from '../state/state.ts';
import { PretendedAgents } from './pretended-agents.ts';
import { RecentPlans } from './recent-plans.ts';

export interface Question {
  command: Act;
  actor: Actor;
  nowMs: number;
  bounds: Bounds;
}

/** One task's record before and after a moment of the run. */
export interface TaskChange {
  before: TaskRecord | null;
  after: TaskRecord;
}

/** Tasks of what a command moves that are ready, and all of them until they have ended. */
export interface Counts {
  ready: number;
  total: number;
}

/** What the run was like at one moment. */
export interface Moment extends Counts {
  atMs: number;
  /** A task became ready just before: what follows had to wait for it. */
  afterReady: boolean;
  taskChanges: TaskChange[];
}

export interface Run {
  accepted: Accepted;
  /** The state that all of it leads to. */
  end: State;
  /** Deployments whose tasks it moves. */
  deployments: ReadonlySet<DeploymentId>;
  moments: Moment[];
  /** What there was when it began, of what the first moment counts. */
  countsBefore: Counts;
  extraResources: Resources;
  /** Not followed to its end: it went on for too long. */
  isCutOff: boolean;
  /** What it leaves of the job that the command names, as tasks that have not ended. */
  jobTasks: readonly TaskRecord[];
}

/** A plan is followed so far: in moments, and in virtual time. */
const mostMoments = 20_000;
const mostMs = 4 * 3_600_000;

/** Plays a command to its end on a fork of the state: the real planners, pretended agents, virtual time. */
export function playCommand(state: State, question: Question): Result<Run, Rejection> {
  const fork = state.layer();
  const agents = new PretendedAgents(state);
  const context = {
    agenda: new Agenda(),
    // Nobody is given up in a plan: it assumes that all goes well.
    leases: new Leases(Number.POSITIVE_INFINITY),
    plans: new RecentPlans(0),
    bounds: { ...question.bounds, writesPerStep: Number.POSITIVE_INFINITY },
  };
  const draft = Draft.begin(fork, { ...context, nowMs: question.nowMs });
  holdOffersBack(draft);
  const acceptance = acceptIn(draft, question);
  if (!acceptance.ok) return acceptance;
  const run = new Following({ fork, agents, context, before: state, nowMs: question.nowMs });
  for (const id of targetsOf(question.command, draft.state)) run.follow(id);
  run.followJob(jobOf(question.command, draft.state));
  run.take(draft, { afterReady: false });
  return { ok: true, value: run.toTheEnd(acceptance.value) };
}

/**
 * Nothing more is offered to frameworks from outside: what they would do with it nobody knows, and a plan that waits for
 * something else would go from one unanswered offer to the next.
 */
function holdOffersBack(draft: Draft): void {
  for (const framework of draft.state.all('frameworks'))
    if (isFromOutside(framework) && framework.active)
      draft.update('frameworks', framework, { active: false });
}

function acceptIn(draft: Draft, { command, actor }: Question): Acceptance {
  const part = draft.part(actor);
  const acceptance = acceptAct(part, command);
  part.keep();
  return acceptance;
}

/** The deployments that a command names, whose tasks may be under way already. */
function targetsOf(command: Act, state: State): DeploymentId[] {
  if (command.type === 'acts.together') return command.acts.flatMap((one) => targetsOf(one, state));
  if (!('namespace' in command) || !/^(deployment|rollout)\./.test(command.type)) return [];
  const deployment = state.deployment(command.namespace, command.name);
  return deployment === undefined ? [] : [deployment.id];
}

/** The job that a command names; it may come to be by it. */
function jobOf(command: Act, state: State): JobRecord | null {
  if (!isJobCommand(command)) return null;
  return state.job(command.namespace, command.name) ?? null;
}

type Context = Pick<Question, 'bounds'> & { agenda: Agenda; leases: Leases; plans: RecentPlans };

interface RunParts {
  fork: State;
  agents: PretendedAgents;
  context: Context;
  /** The state as it is, and the moment of the question. */
  before: State;
  nowMs: number;
}

class Following {
  readonly #of: RunParts;
  readonly #moments: Moment[] = [];
  readonly #deployments = new Set<DeploymentId>();
  #job: JobRecord | null = null;
  #mostTaken: Resources = noResources;
  #countsBefore: Counts | null = null;

  constructor(of: RunParts) {
    this.#of = of;
  }

  toTheEnd(accepted: Accepted): Run {
    let isCutOff = false;
    for (let nextMs = this.#nextMs(); nextMs !== null; nextMs = this.#nextMs()) {
      isCutOff = this.#moments.length >= mostMoments || nextMs - this.#of.nowMs > mostMs;
      if (isCutOff) break;
      this.#step(nextMs);
    }
    const { fork, before } = this.#of;
    const extraResources = positive(subtractResources(this.#mostTaken, this.#takenIn(before)));
    return {
      accepted,
      end: fork,
      deployments: this.#deployments,
      moments: this.#moments,
      countsBefore: this.#countsBefore ?? this.#countsIn(before),
      extraResources,
      isCutOff,
      jobTasks: this.#jobTasksIn(fork),
    };
  }

  /** Time goes on while anything is under way on a node, or a rollout waits for time alone. */
  #nextMs(): number | null {
    const { agents, context, fork } = this.#of;
    if (agents.nextAtMs !== null) return earliest(agents.nextAtMs, finite(context.agenda.wakeAtMs));
    const isWaiting =
      !fork.index('drainingNodes').isEmpty('all') ||
      [...this.#deployments].some((id) => fork.findOne('openRollouts', id) !== undefined);
    return isWaiting ? finite(context.agenda.wakeAtMs) : null;
  }

  #step(nowMs: number): void {
    const { fork, agents, context } = this.#of;
    const draft = Draft.begin(fork, { ...context, nowMs });
    const afterReady = agents.report(draft);
    context.agenda.wake(nowMs);
    this.take(draft, { afterReady });
  }

  /** Counts a deployment's tasks from now on, and sees to those that are under way. */
  follow(id: DeploymentId | null): void {
    if (id === null || this.#deployments.has(id)) return;
    this.#deployments.add(id);
    const { fork, agents, nowMs } = this.#of;
    for (const set of fork.replicaSetsOf(id)) {
      for (const task of fork.find('liveTasksByReplicaSet', set.id)) agents.watch(task, fork, nowMs);
    }
  }

  /** Counts a job's tasks, and those of its runs. */
  followJob(job: JobRecord | null): void {
    this.#job = job;
    const { fork, agents, nowMs } = this.#of;
    for (const task of this.#jobTasksIn(fork)) agents.watch(task, fork, nowMs);
  }

  #jobTasksIn(state: State): TaskRecord[] {
    if (this.#job === null) return [];
    const { id } = this.#job;
    return [id, ...state.runsOf(id).map((run) => run.id)]
      .flatMap((one) => state.tasksOfJob(one))
      .filter(({ state }) => !hasEnded(state));
  }

  /** Plans what is up, and notes what it leads to. */
  take(draft: Draft, { afterReady }: { afterReady: boolean }): void {
    const { fork, agents, before } = this.#of;
    planUntilClean(draft);
    const taskChanges = draft.state.changes().flatMap((change) => taskChange(change, fork));
    draft.state.mergeDown({ revision: draft.revision, atMs: draft.nowMs });
    for (const change of taskChanges) {
      if (isMoved(change)) this.follow(change.after.deploymentId);
      agents.watch(change.after, fork, draft.nowMs);
    }
    this.#mostTaken = larger(this.#mostTaken, this.#takenIn(fork));
    this.#countsBefore ??= this.#countsIn(before);
    this.#moments.push({ atMs: draft.nowMs, afterReady, taskChanges, ...this.#countsIn(fork) });
  }

  /** What all tasks take of the framework that the command is about. */
  #takenIn(state: State): Resources {
    return takenIn(state, this.#job === null ? deploymentsFrameworkId : frameworkOfJob(state, this.#job));
  }

  #countsIn(state: State): Counts {
    let [ready, total] = [0, 0];
    for (const id of this.#deployments) {
      for (const set of state.replicaSetsOf(id)) {
        const counts = state.countsOf(set.id);
        ready += counts.ready;
        total += counts.active + counts.terminating;
      }
    }
    const ofJob = this.#jobTasksIn(state);
    ready += ofJob.filter((task) => task.ready).length;
    return { ready, total: total + ofJob.length };
  }
}

function taskChange(change: Change, below: State): TaskChange[] {
  if (change.table !== 'tasks' || change.value === null) return [];
  return [{ before: below.get('tasks', change.key) ?? null, after: change.value }];
}

/** One that waits as it did, for another reason now, is none of the plan's. */
const isMoved = ({ before, after }: TaskChange) =>
  before === null ||
  before.nodeId !== after.nodeId ||
  before.desired !== after.desired ||
  before.state !== after.state;

const finite = (atMs: number | null) => (atMs === Number.POSITIVE_INFINITY ? null : atMs);

function takenIn(state: State, id: FrameworkId): Resources {
  const framework = state.get('frameworks', id);
  return (framework?.roles ?? []).reduce<Resources>((sum, role) => {
    const taken = state.derived.takenBy(clientKey(id, role));
    return combine(sum, taken, (a, b) => a + b);
  }, noResources);
}

function combine(a: Resources, b: Resources, by: (a: number, b: number) => number): Resources {
  return Object.fromEntries(
    resourceKinds.map((kind) => [kind, by(a[kind], b[kind])]),
  ) as unknown as Resources;
}

const larger = (a: Resources, b: Resources) => combine(a, b, Math.max);
const positive = (resources: Resources) => larger(resources, noResources);
