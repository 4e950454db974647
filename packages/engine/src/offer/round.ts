import type { NodeRecord, OfferId, OfferRecord, Resources, TaskId, TaskRecord } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { missingFor } from '../place/missing.ts';
import { assignPorts } from '../place/ports.ts';
import { bindVolumes } from '../plan/bind-volumes.ts';
import { noteSightings } from '../plan/sighting.ts';
import { clientKey } from '../state/derived.ts';
import { freeOf } from '../state/holdings.ts';
import { aboutTask, record } from '../timeline.ts';
import { Allocator, type Client } from './allocator.ts';
import { forgetOldestOffers } from './ended-offers.ts';
import { deploymentsFramework, deploymentsFrameworkId } from './framework.ts';
import { takeBack } from './take-back.ts';
import { recordUnplaced } from './unplaced.ts';
import { findWaiting, type Waiting } from './waiting.ts';

/**
 * Offers free resources to the deployments framework, role by role as fairness has it, and has it answer at once: task
 * by task, each to the best node. What it took of a node in this round is one accepted offer (rules OF).
 */
export function offerRound(draft: Draft): void {
  const waiting = findWaiting(draft);
  if (waiting.length === 0) return;
  const queues = new Map<Client, Waiting[]>();
  const allocator = allocatorFor(draft, waiting, queues);
  const offers = new Offers(draft);
  for (let client = allocator.next(); client !== null && !draft.isFull; client = allocator.next()) {
    const given = launchNext(draft, queues.get(client)!, offers);
    if (given === null) allocator.retire(client);
    else allocator.give(client, given);
  }
  if (draft.isFull) postpone(draft, queues);
  offers.close();
}

/** One client for each role with something to place. */
function allocatorFor(draft: Draft, waiting: readonly Waiting[], queues: Map<Client, Waiting[]>): Allocator {
  const byRole = Map.groupBy(waiting, ({ taskClass }) => taskClass.deployment.spec.role);
  for (const [role, queue] of byRole) {
    const taken = draft.state.derived.takenBy(clientKey(deploymentsFrameworkId, role));
    queues.set({ role, framework: deploymentsFrameworkId, taken }, queue);
  }
  const weights = new Map(Array.from(draft.state.all('roles'), ({ name, weight }) => [name, weight]));
  return new Allocator({ clients: [...queues.keys()], weights, total: draft.state.derived.total });
}

/** Launches the role's next task; returns what it takes. null: nothing of the role waits that fits anywhere. */
function launchNext(draft: Draft, queue: Waiting[], offers: Offers): Resources | null {
  for (let first = queue[0]; first !== undefined; first = queue[0]) {
    const isBlocked = isMissingSomething(draft, first);
    const node = first.tasks.length === 0 || isBlocked ? null : first.nodes.next();
    if (node !== null) return launch(draft, first, { node, offers });
    queue.shift();
    if (first.tasks.length > 0 && (isBlocked || !takeBack(draft, first))) recordUnplaced(draft, first);
  }
  return null;
}

/** A config, secret or volume that they name is not there: they wait for it, whatever room there is (rule CF1). */
const isMissingSomething = (draft: Draft, { taskClass }: Waiting): boolean =>
  missingFor(draft.state, { ...taskClass, namespace: taskClass.deployment.namespace }) !== null;

function launch(
  draft: Draft,
  { taskClass, tasks }: Waiting,
  { node, offers }: { node: NodeRecord; offers: Offers },
): Resources {
  const task = tasks.shift()!;
  const { needs } = taskClass;
  offers.open(node, task);
  const used = draft.state.holdingOf(node.id).ports;
  draft.put('tasks', {
    ...task,
    state: 'assigned',
    nodeId: node.id,
    assignedAtMs: draft.nowMs,
    hostPorts: assignPorts(needs.ports, { ranges: node.ports, used })!,
    unplaced: null,
  });
  bindVolumes(draft, task, { node, names: needs.volumes });
  noteSightings(draft, task, taskClass.template);
  record(draft, aboutTask(task), 'Scheduled', `Assigned to ${node.name}.`);
  return needs.resources;
}

/** The step's budget is used up: the rest is tried in the next one. */
function postpone(draft: Draft, queues: ReadonlyMap<Client, Waiting[]>): void {
  for (const queue of queues.values()) {
    for (const { taskClass, tasks } of queue)
      if (tasks.length > 0) draft.agenda.markWaiting(taskClass.replicaSet.id);
  }
}

/** The offers of one round: for each node and role one, with all that was free there when it was made. */
class Offers {
  readonly #draft: Draft;
  readonly #open = new Map<string, OfferRecord>();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Counts the task among those launched from the node's offer to its role; before it takes its room. */
  open(node: NodeRecord, task: TaskRecord): void {
    const key = `${node.id}/${task.role}`;
    const offer = this.#open.get(key) ?? this.#make(node, task.role);
    this.#open.set(key, { ...offer, taskIds: [...offer.taskIds, task.id as TaskId] });
  }

  #make(node: NodeRecord, role: string): OfferRecord {
    const { nowMs, state } = this.#draft;
    return {
      id: this.#draft.newId('offer') as OfferId,
      frameworkId: deploymentsFrameworkId,
      role,
      nodeId: node.id,
      resources: freeOf(node, state.holdingOf(node.id)),
      ports: node.ports,
      state: 'accepted',
      createdAtMs: nowMs,
      endedAtMs: nowMs,
      taskIds: [],
      reason: '',
    };
  }

  /** Writes them, and counts them for the framework. */
  close(): void {
    for (const offer of this.#open.values()) this.#draft.put('offers', offer);
    const roles = new Map(Array.from(this.#open.values(), (offer) => [offer.role, offer]));
    for (const role of roles.keys()) this.#count(role);
    forgetOldestOffers(this.#draft);
  }

  #count(role: string): void {
    const framework = deploymentsFramework(this.#draft, role);
    const made = [...this.#open.values()].filter((offer) => offer.role === role).length;
    this.#draft.put('frameworks', {
      ...framework,
      offersMade: framework.offersMade + made,
      offersAccepted: framework.offersAccepted + made,
    });
  }
}
