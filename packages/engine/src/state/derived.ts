import {
  addResources,
  type FrameworkId,
  type NodeRecord,
  noResources,
  type OfferRecord,
  type Resources,
  subtractResources,
  type TaskRecord,
} from '@gantry/model';
import {
  emptyHolding,
  holdsRoom,
  type NodeHolding,
  withOffer,
  withoutOffer,
  withoutTask,
  withTask,
} from './holdings.ts';
import { LayeredMap } from './layered-map.ts';
import { LayeredTally } from './layered-tally.ts';
import { isActive, noTasks, recount, type TaskCounts } from './task-counts.ts';

/** Who takes resources: a framework on behalf of a role. */
export const clientKey = (frameworkId: FrameworkId, role: string) => `${frameworkId}/${role}`;

const clusterKey = 'cluster';

/** Sums over records, kept up with each write so that no reader has to scan. */
export class Derived {
  readonly #holdings: LayeredMap<NodeHolding>;
  readonly #counts: LayeredMap<TaskCounts>;
  readonly #taken: LayeredMap<Resources>;
  readonly #totals: LayeredMap<Resources>;
  /** Active tasks of a deployment by node, for spreading and for constraints. */
  readonly spread: LayeredTally;
  readonly #needs: (task: TaskRecord) => Resources;

  constructor(below: Derived | undefined, needs: (task: TaskRecord) => Resources) {
    this.#holdings = new LayeredMap(below ? below.#holdings : undefined);
    this.#counts = new LayeredMap(below ? below.#counts : undefined);
    this.#taken = new LayeredMap(below ? below.#taken : undefined);
    this.#totals = new LayeredMap(below ? below.#totals : undefined);
    this.spread = new LayeredTally(below?.spread);
    this.#needs = needs;
  }

  holdingOf(nodeId: string): NodeHolding {
    return this.#holdings.get(nodeId) ?? emptyHolding;
  }

  countsOf(replicaSetId: string): TaskCounts {
    return this.#counts.get(replicaSetId) ?? noTasks;
  }

  /** What a framework's tasks and outstanding offers for a role take in all. */
  takenBy(client: string): Resources {
    return this.#taken.get(client) ?? noResources;
  }

  /** What all registered nodes have together. */
  get total(): Resources {
    return this.#totals.get(clusterKey) ?? noResources;
  }

  nodeChanged(before: NodeRecord | null, after: NodeRecord | null): void {
    const less = subtractResources(this.total, before?.resources ?? noResources);
    this.#totals.set(clusterKey, addResources(less, after?.resources ?? noResources));
    if (after === null && before !== null) this.#holdings.delete(before.id);
  }

  taskChanged(before: TaskRecord | null, after: TaskRecord | null): void {
    this.#recount(before, after);
    this.#respread(before, after);
    const [held, holds] = [before !== null && holdsRoom(before), after !== null && holdsRoom(after)];
    if (before !== null && held && !holds) this.#release(before);
    if (after !== null && holds && !held) this.#take(after);
  }

  offerChanged(before: OfferRecord | null, after: OfferRecord | null): void {
    if (before?.state === 'outstanding') this.#holdOffer(before, { isTaken: false });
    if (after?.state === 'outstanding') this.#holdOffer(after, { isTaken: true });
  }

  mergeDown(): void {
    this.#holdings.mergeDown();
    this.#counts.mergeDown();
    this.#taken.mergeDown();
    this.#totals.mergeDown();
    this.spread.mergeDown();
  }

  #recount(before: TaskRecord | null, after: TaskRecord | null): void {
    const replicaSetId = (after ?? before)?.replicaSetId ?? null;
    if (replicaSetId === null) return;
    const counts = this.countsOf(replicaSetId);
    const next = recount(counts, before, after);
    if (next !== counts) this.#counts.set(replicaSetId, next);
  }

  #respread(before: TaskRecord | null, after: TaskRecord | null): void {
    const [was, is] = [placeOf(before), placeOf(after)];
    if (was?.nodeId === is?.nodeId) return;
    if (was !== null) this.spread.change(was.owner, was.nodeId, -1);
    if (is !== null) this.spread.change(is.owner, is.nodeId, 1);
  }

  #take(task: TaskRecord): void {
    const needs = this.#needs(task);
    this.#holdings.set(task.nodeId!, withTask(this.holdingOf(task.nodeId!), task, needs));
    const client = clientKey(task.frameworkId, task.role);
    this.#taken.set(client, addResources(this.takenBy(client), needs));
  }

  #release(task: TaskRecord): void {
    const needs = this.#needs(task);
    this.#holdings.set(task.nodeId!, withoutTask(this.holdingOf(task.nodeId!), task, needs));
    const client = clientKey(task.frameworkId, task.role);
    this.#taken.set(client, subtractResources(this.takenBy(client), needs));
  }

  #holdOffer(offer: OfferRecord, { isTaken }: { isTaken: boolean }): void {
    const holding = this.holdingOf(offer.nodeId);
    this.#holdings.set(offer.nodeId, isTaken ? withOffer(holding, offer) : withoutOffer(holding, offer));
    const client = clientKey(offer.frameworkId, offer.role);
    const change = isTaken ? addResources : subtractResources;
    this.#taken.set(client, change(this.takenBy(client), offer.resources));
  }
}

/** Where an active task counts for its deployment's spread. */
function placeOf(task: TaskRecord | null): { owner: string; nodeId: string } | null {
  if (task === null || task.nodeId === null || task.deploymentId === null || !isActive(task)) return null;
  return { owner: task.deploymentId, nodeId: task.nodeId };
}
