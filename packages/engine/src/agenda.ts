import {
  type Change,
  type DeploymentId,
  type FrameworkId,
  hasEnded,
  type IntentId,
  type JobId,
  type JobRecord,
  type NodeId,
  type OfferRecord,
  type TaskRecord,
  type VolumeRecord,
} from '@gantry/model';
import { Alarms } from './alarms.ts';
import { OfferAgenda } from './offer/offer-agenda.ts';
import { waitingKeyOf } from './state/cohort.ts';
import { roomOf } from './state/reserved-volumes.ts';

/**
 * What the planners have to look at again: marked by every write, so that no planner relies on having seen an event.
 * Held in memory only; after a load everything is on it. A step that is discarded leaves it as it was.
 */
export class Agenda {
  readonly #deployments = new Set<DeploymentId>();
  readonly #nodes = new Set<NodeId>();
  readonly #jobs = new Set<JobId>();
  readonly #intents = new Set<IntentId>();
  /** Nodes that changed, or have more or less room than before: what waits is tried on them again. */
  readonly #changedNodes = new Set<NodeId>();
  /** Replica sets, and parts of jobs, with tasks to place that were not tried yet. */
  readonly #waiting = new Set<string>();
  readonly #alarms = new Alarms();
  /** What concerns frameworks from outside. */
  readonly offers = new OfferAgenda();
  #before: {
    deployments: DeploymentId[];
    nodes: NodeId[];
    jobs: JobId[];
    intents: IntentId[];
    changedNodes: NodeId[];
    waiting: string[];
  } = {
    deployments: [],
    nodes: [],
    jobs: [],
    intents: [],
    changedNodes: [],
    waiting: [],
  };

  get isClean(): boolean {
    return (
      this.#deployments.size === 0 &&
      this.#nodes.size === 0 &&
      this.#jobs.size === 0 &&
      this.#intents.size === 0 &&
      this.#changedNodes.size === 0 &&
      this.#waiting.size === 0 &&
      this.offers.isClean
    );
  }

  get hasPlacements(): boolean {
    return this.#changedNodes.size > 0 || this.#waiting.size > 0;
  }

  get wakeAtMs(): number | null {
    return this.#alarms.nextAtMs;
  }

  markDeployment(id: DeploymentId): void {
    this.#deployments.add(id);
  }

  /** It was just looked at until nothing was left to decide: what it wrote itself is no reason to look again. */
  clearDeployment(id: DeploymentId): void {
    this.#deployments.delete(id);
  }

  markIntent(id: IntentId): void {
    this.#intents.add(id);
  }

  markJob(id: JobId): void {
    this.#jobs.add(id);
  }

  markNode(id: NodeId): void {
    this.#nodes.add(id);
  }

  markRoom(id: NodeId): void {
    this.#changedNodes.add(id);
    this.offers.markNode(id);
  }

  markWaiting(key: string): void {
    this.#waiting.add(key);
  }

  /** Marks what a write concerns. */
  note(change: Change, before: object | null): void {
    const { table, key, value } = change;
    this.offers.note(change, before);
    switch (table) {
      case 'deployments':
        this.markDeployment(key as DeploymentId);
        break;
      case 'replicaSets':
      case 'rollouts':
        this.markDeployment((value ?? (before as NonNullable<typeof value>)).deploymentId);
        break;
      case 'tasks':
        this.#noteTask(value, before as TaskRecord | null);
        break;
      case 'nodes':
        this.markNode(key as NodeId);
        this.markRoom(key as NodeId);
        break;
      case 'jobs':
        this.#noteJob(value, before as JobRecord | null);
        break;
      case 'intents':
        this.markIntent(key as IntentId);
        break;
      case 'reservations':
        this.markRoom((value ?? (before as NonNullable<typeof value>)).nodeId);
        break;
      case 'volumes':
        this.#noteVolume(value, before as VolumeRecord | null);
        break;
      case 'offers':
        this.#noteOffer(value, before as OfferRecord | null);
        break;
    }
  }

  /** One of reserved disk takes room of its node, and is offered to others with it. */
  #noteVolume(after: VolumeRecord | null, before: VolumeRecord | null): void {
    const room = roomOf(after) ?? roomOf(before);
    if (room !== null) this.markRoom(room.nodeId as NodeId);
  }

  /** A run concerns the job that made it. */
  #noteJob(after: JobRecord | null, before: JobRecord | null): void {
    const { id, parentId } = (after ?? before)!;
    this.markJob(id);
    if (parentId !== null) this.markJob(parentId);
  }

  #noteTask(after: TaskRecord | null, before: TaskRecord | null): void {
    const { deploymentId, jobId } = (after ?? before)!;
    if (deploymentId !== null && concernsDeployment(before, after)) this.markDeployment(deploymentId);
    if (jobId !== null && concernsJob(before, after)) this.markJob(jobId);
    const waitingKey = after?.state === 'pending' && before?.state !== 'pending' ? waitingKeyOf(after) : null;
    if (waitingKey !== null) this.markWaiting(waitingKey);
    const nodeId = after?.nodeId ?? before?.nodeId ?? null;
    if (nodeId === null) return;
    const isOver = after === null || hasEnded(after.state);
    const isPlaced = before === null || before.nodeId === null;
    if (isOver) this.markNode(nodeId);
    if (isOver || isPlaced) this.markRoom(nodeId);
  }

  #noteOffer(after: OfferRecord | null, before: OfferRecord | null): void {
    if (before?.state === 'outstanding' && after?.state !== 'outstanding') this.markRoom(before.nodeId);
  }

  takeDeployment(): DeploymentId | null {
    return take(this.#deployments);
  }

  takeIntent(): IntentId | null {
    return take(this.#intents);
  }

  takeJob(): JobId | null {
    return take(this.#jobs);
  }

  takeNode(): NodeId | null {
    return take(this.#nodes);
  }

  /** All that placement has to look at, at once: it decides over all that waits together. */
  takePlacements(): { changedNodes: ReadonlySet<NodeId>; waiting: ReadonlySet<string> } {
    const placements = { changedNodes: new Set(this.#changedNodes), waiting: new Set(this.#waiting) };
    this.#changedNodes.clear();
    this.#waiting.clear();
    return placements;
  }

  /** Looks at a deployment, a node or what waits again at the latest then; null: only when something happens. */
  setAlarm(key: string, atMs: number | null): void {
    this.#alarms.set(key, atMs);
  }

  /** Puts what has come due on the agenda. Ids tell their kind by their first letter. */
  wake(nowMs: number): void {
    for (const key of this.#alarms.takeDue(nowMs)) {
      if (key.startsWith('d')) this.markDeployment(key as DeploymentId);
      else if (key.startsWith('n')) this.markNode(key as NodeId);
      else if (key.startsWith('j')) this.markJob(key as JobId);
      else if (key.startsWith('i')) this.markIntent(key as IntentId);
      else if (key.startsWith('f')) this.offers.markFramework(key as FrameworkId);
      else this.markWaiting(key);
    }
  }

  /** A step begins: what is on the agenda now is what a discard goes back to. */
  begin(): void {
    this.#before = {
      deployments: [...this.#deployments],
      nodes: [...this.#nodes],
      jobs: [...this.#jobs],
      intents: [...this.#intents],
      changedNodes: [...this.#changedNodes],
      waiting: [...this.#waiting],
    };
    this.#alarms.begin();
    this.offers.begin();
  }

  /** The step came to nothing: everything on the agenda is as it was before it. */
  goBack(): void {
    const { deployments, nodes, jobs, intents, changedNodes, waiting } = this.#before;
    refill(this.#deployments, deployments);
    refill(this.#nodes, nodes);
    refill(this.#jobs, jobs);
    refill(this.#intents, intents);
    refill(this.#changedNodes, changedNodes);
    refill(this.#waiting, waiting);
    this.#alarms.goBack();
    this.offers.goBack();
  }
}

function refill<T>(set: Set<T>, items: readonly T[]): void {
  set.clear();
  for (const item of items) set.add(item);
}

/** Whether a task counts otherwise than before. Its way from assigned to running, for one, moves no deployment. */
function concernsDeployment(before: TaskRecord | null, after: TaskRecord | null): boolean {
  if (before === null || after === null) return true;
  return (
    before.desired !== after.desired ||
    before.ready !== after.ready ||
    before.readyAtMs !== after.readyAtMs ||
    hasEnded(before.state) !== hasEnded(after.state) ||
    before.finishedAtMs !== after.finishedAtMs
  );
}

/** A job also tells whether its tasks have a place, and why not. */
function concernsJob(before: TaskRecord | null, after: TaskRecord | null): boolean {
  if (concernsDeployment(before, after)) return true;
  return before?.nodeId !== after?.nodeId || before?.unplaced !== after?.unplaced;
}

function take<T>(from: Set<T>): T | null {
  for (const first of from) {
    from.delete(first);
    return first;
  }
  return null;
}

/** The earlier of some moments, of which any may be missing. */
export function earliest(...moments: (number | null)[]): number | null {
  return moments.reduce<number | null>(
    (first, atMs) => (atMs === null ? first : first === null ? atMs : Math.min(first, atMs)),
    null,
  );
}
