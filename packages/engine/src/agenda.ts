import {
  type Change,
  type DeploymentId,
  hasEnded,
  type NodeId,
  type OfferRecord,
  type TaskRecord,
} from '@gantry/model';
import { Alarms } from './alarms.ts';

/**
 * What the planners have to look at again: marked by every write, so that no planner relies on having seen an event.
 * Held in memory only; after a load everything is on it. A step that is discarded puts back what it took.
 */
export class Agenda {
  readonly #deployments = new Set<DeploymentId>();
  readonly #nodes = new Set<NodeId>();
  /** Nodes that changed or on which room came free: what waits is tried on them again. */
  readonly #roomier = new Set<NodeId>();
  /** Replica sets with tasks to place that were not tried yet. */
  readonly #waiting = new Set<string>();
  readonly #alarms = new Alarms();
  #taken: { deployments: DeploymentId[]; nodes: NodeId[]; roomier: NodeId[]; waiting: string[] } =
    nothingTaken();

  get isClean(): boolean {
    return (
      this.#deployments.size === 0 &&
      this.#nodes.size === 0 &&
      this.#roomier.size === 0 &&
      this.#waiting.size === 0
    );
  }

  get hasPlacements(): boolean {
    return this.#roomier.size > 0 || this.#waiting.size > 0;
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

  markNode(id: NodeId): void {
    this.#nodes.add(id);
  }

  markRoomier(id: NodeId): void {
    this.#roomier.add(id);
  }

  markWaiting(replicaSetId: string): void {
    this.#waiting.add(replicaSetId);
  }

  /** Marks what a write concerns. */
  note({ table, key, value }: Change, before: object | null): void {
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
        this.markRoomier(key as NodeId);
        break;
      case 'offers':
        this.#noteOffer(value, before as OfferRecord | null);
        break;
    }
  }

  #noteTask(after: TaskRecord | null, before: TaskRecord | null): void {
    const { deploymentId, replicaSetId } = (after ?? before)!;
    if (deploymentId !== null && concernsDeployment(before, after)) this.markDeployment(deploymentId);
    if (after?.state === 'pending' && replicaSetId !== null && before?.state !== 'pending') {
      this.markWaiting(replicaSetId);
    }
    const nodeId = after?.nodeId ?? before?.nodeId ?? null;
    const isOver = after === null || hasEnded(after.state);
    if (nodeId === null || !isOver) return;
    this.markNode(nodeId);
    this.markRoomier(nodeId);
  }

  #noteOffer(after: OfferRecord | null, before: OfferRecord | null): void {
    if (before?.state === 'outstanding' && after?.state !== 'outstanding') this.markRoomier(before.nodeId);
  }

  takeDeployment(): DeploymentId | null {
    return take(this.#deployments, this.#taken.deployments);
  }

  takeNode(): NodeId | null {
    return take(this.#nodes, this.#taken.nodes);
  }

  /** All that placement has to look at, at once: it decides over all that waits together. */
  takePlacements(): { roomier: ReadonlySet<NodeId>; waiting: ReadonlySet<string> } {
    const placements = { roomier: new Set(this.#roomier), waiting: new Set(this.#waiting) };
    this.#taken.roomier.push(...this.#roomier);
    this.#taken.waiting.push(...this.#waiting);
    this.#roomier.clear();
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
      else this.markWaiting(key);
    }
  }

  /** The step was adopted: what it took is done. */
  settle(): void {
    this.#taken = nothingTaken();
  }

  /** The step came to nothing: what it took is still to be done. */
  putBack(): void {
    for (const id of this.#taken.deployments) this.markDeployment(id);
    for (const id of this.#taken.nodes) this.markNode(id);
    for (const id of this.#taken.roomier) this.markRoomier(id);
    for (const id of this.#taken.waiting) this.markWaiting(id);
    this.settle();
  }
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

const nothingTaken = () => ({ deployments: [], nodes: [], roomier: [], waiting: [] });

function take<T>(from: Set<T>, taken: T[]): T | null {
  for (const first of from) {
    from.delete(first);
    taken.push(first);
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
