import type { Act, Actor, Commit, NodeId, Rejection, Result, Snapshot, TaskId } from '@gantry/model';
import { Agenda } from './agenda.ts';
import { type Bounds, defaultBounds } from './bounds.ts';
import { Draft } from './draft.ts';
import { holesOf } from './hole/holes.ts';
import { largerHoleOf } from './hole/larger-hole.ts';
import { type CommitFacts, checkCommit } from './invariants/index.ts';
import { Leases } from './leases.ts';
import { ladderOf } from './offer/ladder.ts';
import { refusedByNode } from './offer/refused-by-node.ts';
import { whyNotOf } from './offer/why-not.ts';
import { linesOf } from './plan-ahead/moves.ts';
import { planAhead } from './plan-ahead/plan-ahead.ts';
import { RecentPlans } from './plan-ahead/recent-plans.ts';
import type {
  Engine,
  Holes,
  Ladder,
  LargerHole,
  NodeRefusal,
  Plan,
  Shape,
  StepInput,
  StepResult,
  View,
  WhyNot,
} from './port.ts';
import { State } from './state/state.ts';
import { runStep } from './step.ts';

export interface EngineOptions {
  bounds?: Partial<Bounds>;
  /** Records are frozen, so that whoever edits one fails, and every step is held against the invariants. */
  development?: boolean;
}

/** @param snapshot the state to go on from: a store's newest, or `emptySnapshot()`. */
export function createEngine(snapshot: Snapshot, options: EngineOptions = {}): Engine {
  return new RecordEngine(snapshot, options);
}

class RecordEngine implements Engine {
  readonly #state: State;
  readonly #bounds: Bounds;
  readonly #agenda = new Agenda();
  readonly #leases: Leases;
  readonly #plans: RecentPlans;
  readonly #isDevelopment: boolean;
  #lastStepAtMs: number | null = null;
  /** The step that is neither adopted nor discarded yet. */
  #step: { draft: Draft; commit: Commit | null } | null = null;

  constructor(snapshot: Snapshot, { bounds, development = false }: EngineOptions) {
    this.#bounds = { ...defaultBounds, ...bounds };
    this.#state = State.load(snapshot, { freezes: development });
    this.#isDevelopment = development;
    this.#leases = new Leases(this.#bounds.leaseMs);
    this.#plans = new RecentPlans(this.#bounds.recentPlans);
    this.#markAll();
  }

  get view(): View {
    return this.#state;
  }

  step({ inputs, nowMs }: StepInput): StepResult {
    if (this.#step !== null)
      throw new Error('The last step must be adopted or discarded before the next one.');
    this.#excuseStall(nowMs);
    this.#agenda.begin();
    const [agenda, leases, plans] = [this.#agenda, this.#leases, this.#plans];
    const draft = Draft.begin(this.#state, { agenda, leases, plans, bounds: this.#bounds, nowMs });
    this.#step = { draft, commit: null };
    const answers = runStep(draft, inputs);
    const changes = draft.state.changes();
    const commit = changes.length === 0 ? null : { revision: draft.revision, atMs: nowMs, changes };
    this.#step.commit = commit;
    if (this.#isDevelopment && commit !== null)
      assertInvariants({ before: this.#state, commit, after: draft.state });
    return { commit, answers, wakeAtMs: agenda.wakeAtMs, more: !agenda.isClean };
  }

  adopt(): void {
    const { draft, commit } = this.#takeStep();
    if (commit !== null) draft.state.mergeDown(commit);
  }

  discard(): void {
    this.#takeStep();
    this.#agenda.goBack();
  }

  plan(command: Act, actor: Actor, nowMs: number): Result<Plan, Rejection> {
    const plan = planAhead(this.#state, { command, actor, nowMs, bounds: this.#bounds });
    if (plan.ok) this.#plans.keep(plan.value.hash, linesOf(plan.value.waves));
    return plan;
  }

  ladder(): Ladder {
    const ladder = ladderOf(this.#state, this.#agenda.offers.filters);
    return { ...ladder, offerTimeoutMs: this.#bounds.offerTimeoutMs };
  }

  whyNot(task: TaskId, nowMs: number): WhyNot | null {
    return whyNotOf(this.#state, { taskId: task, nowMs });
  }

  refusedBy(node: NodeId, nowMs: number): NodeRefusal[] {
    return refusedByNode(this.#state, { nodeId: node, nowMs });
  }

  holes(shape: Shape): Generator<void, Holes> {
    return holesOf(this.#state, shape);
  }

  largerHole(shape: Shape): Generator<void, LargerHole | null> {
    return largerHoleOf(this.#state, shape);
  }

  snapshot(): Snapshot {
    return this.#state.snapshot();
  }

  /** After a load everything is looked at: planners read what is, not what happened. */
  #markAll(): void {
    for (const { id } of this.#state.all('deployments')) this.#agenda.markDeployment(id);
    for (const { id } of this.#state.all('jobs')) this.#agenda.markJob(id);
    for (const { id } of this.#state.all('nodes')) {
      this.#agenda.markNode(id);
      this.#agenda.offers.markNode(id);
    }
    for (const { id } of this.#state.all('frameworks')) this.#agenda.offers.markFramework(id);
    for (const id of this.#state.index('waitingTasks').keys()) this.#agenda.markWaiting(id);
    for (const { id } of this.#state.find('waitingIntents', 'all')) this.#agenda.markIntent(id);
  }

  /** A step that comes later than it was asked for was held up itself, and could not hear the agents meanwhile. */
  #excuseStall(nowMs: number): void {
    this.#leases.begin(nowMs);
    const { wakeAtMs } = this.#agenda;
    const isLate = wakeAtMs !== null && nowMs - wakeAtMs > this.#bounds.stallMs;
    if (isLate && this.#lastStepAtMs !== null) this.#leases.extend(nowMs - this.#lastStepAtMs);
    this.#lastStepAtMs = nowMs;
  }

  #takeStep(): { draft: Draft; commit: Commit | null } {
    if (this.#step === null) throw new Error('There is no step to adopt or discard.');
    const step = this.#step;
    this.#step = null;
    return step;
  }
}

function assertInvariants(facts: CommitFacts): void {
  const broken = checkCommit(facts);
  if (broken.length > 0)
    throw new Error(`Revision ${facts.commit.revision} breaks invariants: ${broken.join('; ')}`);
}
