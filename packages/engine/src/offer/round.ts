import {
  addResources,
  multiplyResources,
  type NodeRecord,
  noResources,
  type Resources,
  type TaskRecord,
  type Unplaced,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { FoundOfAlike } from '../place/alike.ts';
import type { BestNodes } from '../place/best-nodes.ts';
import { missingFor } from '../place/missing.ts';
import { assignPorts } from '../place/ports.ts';
import { bindVolumes } from '../plan/bind-volumes.ts';
import { noteSightings } from '../plan/sighting.ts';
import { clientKey } from '../state/derived.ts';
import { isGathering } from '../state/gathering.ts';
import { aboutTask, record } from '../timeline.ts';
import { AcceptedOffers } from './accepted-offers.ts';
import { Allocator, type Client } from './allocator.ts';
import { letGo } from './gathered.ts';
import { Quotas } from './quota.ts';
import { takeBack } from './take-back.ts';
import { findRoomForAll } from './together.ts';
import { recordUnplaced } from './unplaced.ts';
import { findWaiting, type Waiting } from './waiting.ts';

/** What waits of one client, and the nodes for its first class. */
interface Queue {
  waiting: Waiting[];
  nodes: BestNodes | null;
}

/**
 * Offers free resources to the built-in frameworks, client by client as fairness has it, and has them answer at once:
 * task by task, each to the best node. What one took of a node in this round is one accepted offer (rules OF).
 */
export function offerRound(draft: Draft): void {
  const waiting = findWaiting(draft);
  if (waiting.length === 0) return;
  const queues = new Map<Client, Queue>();
  const quotas = new Quotas(draft.state);
  const offers = new AcceptedOffers(draft);
  const means: Means = { offers, quotas, noRoom: new FoundOfAlike() };
  startGathered(draft, waiting, means);
  const allocator = allocatorFor(draft, waiting, queues);
  for (let client = allocator.next(); client !== null && !draft.isFull; client = allocator.next()) {
    const given = launchNext(draft, queues.get(client)!, means);
    if (given === null) allocator.retire(client);
    else {
      allocator.give(client, given);
      quotas.take(client.role, given);
    }
  }
  if (draft.isFull) postpone(draft, queues);
  offers.close();
}

/** The gang that gathers room goes before all others: what comes free is for it first (rule JB15). */
function startGathered(draft: Draft, waiting: Waiting[], means: Means): void {
  const at = waiting.findIndex(({ taskClass }) => isGathering(draft.state, taskClass.jobId, draft.nowMs));
  const [gang] = at < 0 ? [] : waiting.splice(at, 1);
  if (gang === undefined) return;
  const given = launchTogether(draft, gang, means);
  if (given !== null) means.quotas.take(gang.taskClass.role, given);
}

/** One client for each framework and role with something to place. */
function allocatorFor(draft: Draft, waiting: readonly Waiting[], queues: Map<Client, Queue>): Allocator {
  const byClient = Map.groupBy(waiting, ({ taskClass }) => clientKey(taskClass.frameworkId, taskClass.role));
  for (const [key, queue] of byClient) {
    const { role, frameworkId: framework } = queue[0]!.taskClass;
    const taken = draft.state.derived.takenBy(key);
    queues.set({ role, framework, taken }, { waiting: queue, nodes: null });
  }
  const weights = new Map(Array.from(draft.state.all('roles'), ({ name, weight }) => [name, weight]));
  return new Allocator({ clients: [...queues.keys()], weights, total: draft.state.derived.total });
}

/** Launches the client's next task or gang; returns what it takes. null: nothing of it waits that fits anywhere. */
function launchNext(draft: Draft, queue: Queue, means: Means): Resources | null {
  for (let first = queue.waiting[0]; first !== undefined; first = queue.waiting[0]) {
    const given =
      first.taskClass.together === null
        ? launchOne(draft, first, { queue, ...means })
        : launchTogether(draft, first, means);
    if (given !== null) return given;
    queue.waiting.shift();
    queue.nodes = null;
  }
  return null;
}

/** A config, secret or volume that they name is not there: they wait for it, whatever room there is (rule CF1). */
const isMissingSomething = (draft: Draft, { taskClass }: Waiting): boolean =>
  missingFor(draft.state, taskClass) !== null;

/** What a round gives from, and within. */
interface Means {
  offers: AcceptedOffers;
  quotas: Quotas;
  /** Why the nodes have no room for gangs that were tried in it. */
  noRoom: FoundOfAlike<() => Unplaced>;
}

/** The role may not take as much as the class wants next: its tasks wait, and say so (rule OF11). */
function isOverQuota(draft: Draft, first: Waiting, { quotas }: Means): boolean {
  const { needs, role, together } = first.taskClass;
  const wanted = multiplyResources(needs.resources, together ?? 1);
  const message = quotas.whyNot(role, wanted);
  if (message === null) return false;
  const nodes = draft.state.count('nodes');
  recordUnplaced(draft, first, () => ({ reasons: [{ code: 'quota', nodes, message }], message }));
  return true;
}

function launchOne(
  draft: Draft,
  first: Waiting,
  { queue, ...means }: Means & { queue: Queue },
): Resources | null {
  if (first.tasks.length === 0 || isOverQuota(draft, first, means)) return null;
  queue.nodes ??= first.nodesIn(draft.state);
  const isBlocked = isMissingSomething(draft, first);
  const node = isBlocked ? null : queue.nodes.next();
  if (node !== null) return launch(draft, first, { task: first.tasks.shift()!, node, offers: means.offers });
  if (isBlocked || !takeBack(draft, first)) recordUnplaced(draft, first);
  return null;
}

/** All in this step, or none (rule JB8). */
function launchTogether(draft: Draft, first: Waiting, means: Means): Resources | null {
  const { together } = first.taskClass;
  // Some of them are gone already: whoever made them sees to that.
  if (first.tasks.length !== together) return null;
  if (isMissingSomething(draft, first)) {
    letGo(draft, first.taskClass.jobId);
    recordUnplaced(draft, first);
    return null;
  }
  if (isOverQuota(draft, first, means)) {
    letGo(draft, first.taskClass.jobId);
    return null;
  }
  const nodes = findRoomForAll(draft, first, means.noRoom);
  if (nodes === null) return null;
  const tasks = first.tasks.splice(0);
  letGo(draft, first.taskClass.jobId);
  return tasks.reduce(
    (sum, task, index) =>
      addResources(sum, launch(draft, first, { task, node: nodes[index]!, offers: means.offers })),
    noResources,
  );
}

function launch(
  draft: Draft,
  { taskClass: { needs, template } }: Waiting,
  { task, node, offers }: { task: TaskRecord; node: NodeRecord; offers: AcceptedOffers },
): Resources {
  offers.open(node, task, needs.resources);
  draft.put('tasks', assigned(task, node, { draft, ports: needs.ports }));
  bindVolumes(draft, task, { node, names: needs.volumes });
  noteSightings(draft, task, template);
  record(draft, aboutTask(task), 'Scheduled', `Assigned to ${node.name}.`);
  return needs.resources;
}

function assigned(
  task: TaskRecord,
  node: NodeRecord,
  { draft, ports }: { draft: Draft; ports: readonly number[] },
): TaskRecord {
  const used = draft.state.holdingOf(node.id).ports;
  return {
    ...task,
    state: 'assigned',
    nodeId: node.id,
    assignedAtMs: draft.nowMs,
    hostPorts: assignPorts(ports, { ranges: node.ports, used })!,
    unplaced: null,
  };
}

/** The step's budget is used up: the rest is tried in the next one. */
function postpone(draft: Draft, queues: ReadonlyMap<Client, Queue>): void {
  for (const { waiting } of queues.values()) {
    for (const { taskClass, tasks } of waiting) if (tasks.length > 0) draft.agenda.markWaiting(taskClass.key);
  }
}
