import {
  addResources,
  type FrameworkId,
  type NodeRecord,
  noResources,
  type OfferRecord,
  type Resources,
  subtractResources,
  type TaskRecord,
  type VolumeRecord,
} from '@gantry/model';
import { cohortOf } from './cohort.ts';
import {
  emptyHolding,
  holdsRoom,
  type NodeHolding,
  withOffer,
  withoutOffer,
  withoutTask,
  withTask,
} from './holdings.ts';
import type { Layers } from './layers.ts';
import { roomOf } from './reserved-volumes.ts';
import { isActive, noTasks, recount, type TaskCounts } from './task-counts.ts';

/** Who takes resources: a framework on behalf of a role. */
export const clientKey = (frameworkId: FrameworkId, role: string) => `${frameworkId}/${role}`;

const totalKey = 'all';

/** Keeps the sums up with the records, and reads them. */
export class Derived {
  readonly #layers: Layers;
  readonly #needs: (task: TaskRecord) => Resources;

  constructor(layers: Layers, needs: (task: TaskRecord) => Resources) {
    this.#layers = layers;
    this.#needs = needs;
  }

  holdingOf(nodeId: string): NodeHolding {
    return this.#layers.read('holdings').get(nodeId) ?? emptyHolding;
  }

  countsOf(cohort: string): TaskCounts {
    return this.#layers.read('counts').get(cohort) ?? noTasks;
  }

  takenBy(client: string): Resources {
    return this.#layers.read('taken').get(client) ?? noResources;
  }

  get total(): Resources {
    return this.#layers.read('total').get(totalKey) ?? noResources;
  }

  /** Active tasks of a replica set, or part of a job, on a node. */
  tasksOn(cohort: string, nodeId: string): number {
    return this.#layers.read('spread').count(cohort, nodeId);
  }

  /** Active tasks of a replica set, or part of a job, by node. */
  spreadOf(cohort: string): ReadonlyMap<string, number> {
    return this.#layers.read('spread').of(cohort);
  }

  nodeChanged(before: NodeRecord | null, after: NodeRecord | null): void {
    if (before?.resources === after?.resources) return;
    const less = subtractResources(this.total, before?.resources ?? noResources);
    this.#layers.write('total').set(totalKey, addResources(less, after?.resources ?? noResources));
    if (after === null && before !== null) this.#layers.write('holdings').delete(before.id);
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

  volumeChanged(before: VolumeRecord | null, after: VolumeRecord | null): void {
    this.#holdVolume(before, subtractResources);
    this.#holdVolume(after, addResources);
  }

  #holdVolume(volume: VolumeRecord | null, change: typeof addResources): void {
    const room = roomOf(volume);
    if (room === null) return;
    const holding = this.holdingOf(room.nodeId);
    const resources = change(holding.resources, room.resources);
    this.#layers.write('holdings').set(room.nodeId, { ...holding, resources });
  }

  #recount(before: TaskRecord | null, after: TaskRecord | null): void {
    const cohort = cohortOf((after ?? before)!);
    if (cohort === null) return;
    const counts = this.countsOf(cohort);
    const next = recount(counts, before, after);
    if (next !== counts) this.#layers.write('counts').set(cohort, next);
  }

  #respread(before: TaskRecord | null, after: TaskRecord | null): void {
    const [was, is] = [placeOf(before), placeOf(after)];
    if (was?.nodeId === is?.nodeId) return;
    const spread = this.#layers.write('spread');
    if (was !== null) spread.change(was.owner, was.nodeId, -1);
    if (is !== null) spread.change(is.owner, is.nodeId, 1);
  }

  #take(task: TaskRecord): void {
    const needs = this.#needs(task);
    this.#layers.write('holdings').set(task.nodeId!, withTask(this.holdingOf(task.nodeId!), task, needs));
    this.#changeTaken(task, needs, addResources);
  }

  #release(task: TaskRecord): void {
    const needs = this.#needs(task);
    this.#layers.write('holdings').set(task.nodeId!, withoutTask(this.holdingOf(task.nodeId!), task, needs));
    this.#changeTaken(task, needs, subtractResources);
  }

  #holdOffer(offer: OfferRecord, { isTaken }: { isTaken: boolean }): void {
    const holding = this.holdingOf(offer.nodeId);
    const next = isTaken ? withOffer(holding, offer) : withoutOffer(holding, offer);
    this.#layers.write('holdings').set(offer.nodeId, next);
    this.#changeTaken(offer, offer.resources, isTaken ? addResources : subtractResources);
  }

  #changeTaken(
    { frameworkId, role }: Pick<TaskRecord, 'frameworkId' | 'role'>,
    by: Resources,
    change: typeof addResources,
  ): void {
    const client = clientKey(frameworkId, role);
    this.#layers.write('taken').set(client, change(this.takenBy(client), by));
  }
}

/** Where an active task counts for its cohort's spread. */
function placeOf(task: TaskRecord | null): { owner: string; nodeId: string } | null {
  const owner = task === null ? null : cohortOf(task);
  if (task === null || task.nodeId === null || owner === null || !isActive(task)) return null;
  return { owner, nodeId: task.nodeId };
}
