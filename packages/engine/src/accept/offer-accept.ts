import {
  addResources,
  type CommandOf,
  fitsIn,
  hashTemplate,
  type NodeRecord,
  noResources,
  type OfferId,
  type OfferRecord,
  ok,
  type Rejection,
  type Resources,
  type Result,
  subtractResources,
  type TaskId,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { figure } from '../figure.ts';
import { endOffer } from '../offer/end-offer.ts';
import { mayBeOffered } from '../offer/offerable.ts';
import { lesser } from '../offer/quota.ts';
import { setAside } from '../offer/set-aside.ts';
import { assignPorts } from '../place/ports.ts';
import { blankTask } from '../plan/replica-set.ts';
import { groupAnnotation } from '../state/framework-marks.ts';
import { needsOf } from '../state/template-needs.ts';
import { aboutTask, record } from '../timeline.ts';
import { type Acceptance, accepted, refuse } from './answer.ts';
import { findFramework } from './find-framework.ts';
import { executorsFor, type Making } from './launch-executors.ts';

/** Where tasks of frameworks from outside are. */
const namespace = 'default';

/** Launches tasks of offers, all or none; what is left of the offers is free again (rules OF). */
export function acceptOffers(draft: Draft, command: CommandOf<'offer.accept'>): Acceptance {
  const found = findFramework(draft, command.framework);
  if (!found.ok) return found;
  const held = findOffers(draft, command);
  if (!held.ok) return held;
  const { node, offers } = held.value;
  const executors = executorsFor(draft, command, node.id);
  if (!executors.ok) return executors;
  const makings: Making[] = [...executors.value.missing, ...command.launches];
  const pool = offers.reduce((sum, { resources }) => addResources(sum, resources), noResources);
  const wanted = makings.reduce(
    (sum, { template }) => addResources(sum, needsOf(template).resources),
    noResources,
  );
  if (!fitsIn(wanted, pool))
    return refuse('conflict', 'The tasks want more than the offers hold; launch fewer, or smaller ones.');
  const ports = portsFor(draft, makings, { node, offers });
  if (ports === null)
    return refuse('conflict', 'The tasks want host ports that the offers do not hold; take other ones.');
  const volumes = volumesLeft(draft, makings, offers);
  if (typeof volumes === 'string')
    return refuse('conflict', `The tasks want volume ${volumes}, which the offers do not hold for them.`);
  const taskIds = makings.map(() => draft.newId('task') as TaskId);
  endOffers(draft, { offers, taskIds, wanted, pool, volumes }, command.refuseSeconds);
  const carriers = new Map(executors.value.there);
  for (const [index, making] of makings.entries()) {
    const id = taskIds[index]!;
    put(draft, making, { id, offer: offers[0]!, node, hostPorts: ports[index]!, carriers });
    if (making.executorId !== undefined) carriers.set(making.executorId, id);
  }
  return accepted(
    command.framework,
    `${figure(command.launches.length)} tasks are launched on ${node.name}.`,
  );
}

type Held = { node: NodeRecord; offers: OfferRecord[] };

/** The offers, which have to be the framework's, outstanding, of one node and for one role. */
function findOffers(draft: Draft, command: CommandOf<'offer.accept'>): Result<Held, Rejection> {
  if (command.offers.length === 0) return refuse('invalid', 'No offers specified');
  const offers: OfferRecord[] = [];
  const seen = new Set<OfferId>();
  for (const id of command.offers) {
    const offer = draft.state.get('offers', id);
    if (seen.has(id)) return refuse('invalid', `Duplicate offer ${id} in offer list`);
    if (offer?.state !== 'outstanding' || offer.frameworkId !== command.framework)
      return refuse('gone', `Offer ${id} is no longer valid`);
    seen.add(id);
    offers.push(offer);
  }
  const [{ nodeId, role }] = offers as [OfferRecord, ...OfferRecord[]];
  if (offers.some((offer) => offer.nodeId !== nodeId))
    return refuse('invalid', 'Aggregated offers must belong to one single agent');
  if (offers.some((offer) => offer.role !== role))
    return refuse('invalid', 'Aggregated offers must be allocated to one single role');
  const node = draft.state.get('nodes', nodeId);
  return node !== undefined && mayBeOffered(node)
    ? ok({ node, offers })
    : refuse('unavailable', `Agent ${nodeId} takes no tasks now`);
}

/** Each launch's host ports in turn; null: some are not to be had of the offers. */
function portsFor(draft: Draft, launches: readonly Making[], { node, offers }: Held): number[][] | null {
  const ranges = offers.flatMap(({ ports }) => ports);
  const used = [...draft.state.holdingOf(node.id).ports];
  const all: number[][] = [];
  for (const { template } of launches) {
    const ports = assignPorts(needsOf(template).ports, { ranges, used });
    if (ports === null) return null;
    used.push(...ports);
    all.push(ports);
  }
  return all;
}

/** What the tasks leave of the offers' volumes. A string: one that a task cannot have, as none of them holds it, or no more. */
function volumesLeft(
  draft: Draft,
  launches: readonly Making[],
  offers: readonly OfferRecord[],
): string[] | string {
  const left = new Set(offers.flatMap(({ volumes = [] }) => volumes));
  for (const { template } of launches) {
    for (const name of needsOf(template).volumes) {
      const volume = draft.state.volume(namespace, name);
      if (volume === undefined || !left.delete(volume.id)) return name;
    }
  }
  return [...left];
}

/** What the tasks do not take is not offered to this framework again at once. */
function endOffers(
  draft: Draft,
  {
    offers,
    taskIds,
    wanted,
    pool,
    volumes,
  }: { offers: OfferRecord[]; taskIds: TaskId[]; wanted: Resources; pool: Resources; volumes: string[] },
  refuseSeconds: number,
): void {
  setAside(draft, offers[0]!, { resources: subtractResources(pool, wanted), volumes, refuseSeconds });
  const state = taskIds.length === 0 ? 'declined' : 'accepted';
  let left = wanted;
  for (const offer of offers) {
    const used = lesser(offer.resources, left);
    left = subtractResources(left, used);
    endOffer(draft, offer, { state, taskIds, used });
  }
}

function put(
  draft: Draft,
  { name, template, labels, group, frameworkData, executor, executorId }: Making,
  of: {
    id: TaskId;
    offer: OfferRecord;
    node: NodeRecord;
    hostPorts: number[];
    carriers: ReadonlyMap<string, TaskId>;
  },
): void {
  const hash = hashTemplate(template);
  if (draft.state.get('templates', hash) === undefined) draft.put('templates', { hash, template });
  const task = draft.put('tasks', {
    ...blankTask,
    id: of.id,
    namespace,
    name: `${name}-${of.id.slice(1)}`,
    frameworkId: of.offer.frameworkId,
    deploymentId: null,
    replicaSetId: null,
    role: of.offer.role,
    templateHash: hash,
    revision: 0,
    nodeId: of.node.id,
    state: 'assigned',
    createdAtMs: draft.nowMs,
    assignedAtMs: draft.nowMs,
    notBeforeAtMs: null,
    hostPorts: of.hostPorts,
    replaces: null,
    failuresInARow: 0,
    labels,
    annotations: group === null ? {} : { [groupAnnotation]: group },
    frameworkData,
    ...(executorId === undefined ? {} : { executor: executorId }),
    ...(executor === undefined ? {} : { carrier: of.carriers.get(executor.id)! }),
  });
  record(draft, aboutTask(task), 'Scheduled', `Assigned to ${of.node.name} by its framework.`);
}
