import {
  addResources,
  type FrameworkId,
  type NodeRecord,
  noResources,
  type OfferId,
  type OfferRecord,
  type Resources,
  type TaskId,
  type TaskRecord,
} from '@gantry/model';
import type { Draft } from '../draft.ts';
import { clientKey } from '../state/derived.ts';
import { freeOf } from '../state/holdings.ts';
import { holdingFor, reservedIn } from '../state/reservations.ts';
import { forgetOldestOffers } from './ended-offers.ts';
import { builtInFramework } from './framework.ts';

type Launched = Pick<TaskRecord, 'id' | 'frameworkId' | 'role' | 'jobId'>;

/**
 * The offers that the built-in frameworks took in one round: for each node and client one, with all that was free there
 * when it was made (rule OF3).
 */
export class AcceptedOffers {
  readonly #draft: Draft;
  readonly #open = new Map<string, OfferRecord>();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Counts the task, and what it takes, among those launched from the node's offer to its client; before it takes its room. */
  open(node: NodeRecord, task: Launched, needs: Resources): void {
    const key = `${node.id} ${clientKey(task.frameworkId, task.role)}`;
    const offer = this.#open.get(key) ?? this.#make(node, task);
    const used = addResources(offer.used ?? noResources, needs);
    this.#open.set(key, { ...offer, used, taskIds: [...offer.taskIds, task.id as TaskId] });
  }

  #make(node: NodeRecord, { frameworkId, role, jobId }: Launched): OfferRecord {
    const { nowMs, state } = this.#draft;
    const resources = freeOf(node, holdingFor(state, node.id, { role, jobId }));
    return {
      id: this.#draft.newId('offer') as OfferId,
      frameworkId,
      role,
      nodeId: node.id,
      resources,
      ports: node.ports,
      reserved: reservedIn(state, { nodeId: node.id, role, resources }),
      state: 'accepted',
      createdAtMs: nowMs,
      endedAtMs: nowMs,
      taskIds: [],
      reason: '',
    };
  }

  /** Writes them, and counts them for their frameworks. */
  close(): void {
    for (const offer of this.#open.values()) this.#draft.put('offers', offer);
    const byClient = Map.groupBy(this.#open.values(), (offer) => clientKey(offer.frameworkId, offer.role));
    for (const [first, ...others] of byClient.values())
      this.#count(first!.frameworkId, first!.role, 1 + others.length);
    forgetOldestOffers(this.#draft);
  }

  #count(id: FrameworkId, role: string, made: number): void {
    const framework = builtInFramework(this.#draft, id, role);
    this.#draft.put('frameworks', {
      ...framework,
      offersMade: framework.offersMade + made,
      offersAccepted: framework.offersAccepted + made,
    });
  }
}
