import { type OfferRecord, type Resources, subtractResources } from '@gantry/model';
import type { Draft } from '../draft.ts';
import { refusalOfNode, refusalOfRoom } from '../place/filters.ts';
import { clientKey } from '../state/derived.ts';
import { byCreation } from '../state/record-key.ts';
import { holdingFor } from '../state/reservations.ts';
import { dominantShare } from './allocator.ts';
import { rescind } from './end-offer.ts';
import type { Waiting } from './waiting.ts';

/**
 * Takes back offers that stand in the way of tasks that wait: an offer is a question, and a task that wants the room
 * now is an answer. A framework with a smaller share than theirs keeps its offers for a moment, to answer first. True:
 * some were taken back, and the tasks are tried again on those nodes.
 */
export function takeBack(draft: Draft, { taskClass, tasks }: Waiting): boolean {
  const offers = inTheWay(draft, taskClass);
  let left = tasks.length;
  let retryAtMs: number | null = null;
  const ownShare = shareOf(draft, taskClass.frameworkId, taskClass.role);
  for (const offer of offers) {
    if (left <= 0) break;
    const isOld = offer.createdAtMs + draft.bounds.offerGraceMs <= draft.nowMs;
    if (!isOld && shareOf(draft, offer.frameworkId, offer.role) <= ownShare) {
      retryAtMs = Math.min(
        retryAtMs ?? Number.POSITIVE_INFINITY,
        offer.createdAtMs + draft.bounds.offerGraceMs,
      );
      continue;
    }
    rescind(draft, offer, `Tasks of ${taskClass.about.objectName} wait for its room.`);
    left -= timesIn(taskClass.needs.resources, offer.resources);
  }
  if (retryAtMs !== null) draft.agenda.setAlarm(taskClass.key, retryAtMs);
  return left < tasks.length;
}

/** Offers on nodes that could take a task of the class without them, the oldest first. */
function inTheWay(draft: Draft, taskClass: Waiting['taskClass']): OfferRecord[] {
  const { state } = draft;
  const found: OfferRecord[] = [];
  for (const nodeId of state.index('outstandingOffersByNode').keys()) {
    const node = state.get('nodes', nodeId)!;
    if (refusalOfNode(node, taskClass) !== null) continue;
    const offers = state.find('outstandingOffersByNode', nodeId);
    const holding = holdingFor(state, node.id, taskClass);
    const resources = offers.reduce(
      (sum, offer) => subtractResources(sum, offer.resources),
      holding.resources,
    );
    if (refusalOfRoom(node, { ...holding, resources }, taskClass) === null) found.push(...offers);
  }
  return found.sort((a, b) => a.createdAtMs - b.createdAtMs || byCreation(a.id, b.id));
}

function shareOf(draft: Draft, framework: OfferRecord['frameworkId'], role: string): number {
  const weight = draft.state.get('roles', role)?.weight ?? 1;
  return dominantShare(
    draft.state.derived.takenBy(clientKey(framework, role)),
    draft.state.derived.total,
    weight,
  );
}

/** How many of the wanted fit into what an offer held; at least one, as the node was found to have room with it. */
function timesIn(wanted: Resources, offered: Resources): number {
  const kinds = ['cpuMillis', 'memoryBytes', 'diskBytes', 'gpus'] as const;
  const times = kinds.flatMap((kind) => (wanted[kind] > 0 ? [Math.floor(offered[kind] / wanted[kind])] : []));
  return Math.max(1, Math.min(...times));
}
