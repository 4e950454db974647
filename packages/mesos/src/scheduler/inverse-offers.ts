import type { View } from '@gantry/engine';
import { type FrameworkId, hasEnded, type NodeId, type NodeRecord } from '@gantry/model';
import { urlOf } from '../wire/agent.ts';
import { unavailabilityOf } from '../wire/unavailability.ts';

/** The least time for which a framework that answered is not asked again, as for offers. */
const leastQuietMs = 1_000;

export interface InverseAnswer {
  status: 'ACCEPT' | 'DECLINE';
  atMs: number;
}

/**
 * Asks one framework to give up what it has on nodes that will be away: on each of them once, and again when the time
 * that it asked for is over. Nothing follows from the answer but that operators see it.
 */
export class InverseOffers {
  readonly #of: { view: View; frameworkId: FrameworkId; send: (event: object) => void; now: () => number };
  readonly #open = new Map<NodeId, string>();
  readonly #quietUntilMs = new Map<NodeId, number>();
  readonly #answers = new Map<NodeId, InverseAnswer>();
  #made = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(of: {
    view: View;
    frameworkId: FrameworkId;
    send: (event: object) => void;
    now: () => number;
  }) {
    this.#of = of;
  }

  /** What the framework answered about the node; null: nothing yet. */
  answerOn(nodeId: NodeId): InverseAnswer | null {
    return this.#answers.get(nodeId) ?? null;
  }

  /** Asks where something is to be asked, and takes back what is not any more. */
  look(announced: ReadonlySet<NodeId>): void {
    clearTimeout(this.#timer);
    const inTheWay = this.#inTheWay(announced);
    for (const nodeId of [...this.#open.keys()]) if (!inTheWay.has(nodeId)) this.#takeBack(nodeId);
    for (const nodeId of this.#answers.keys()) if (!announced.has(nodeId)) this.#forget(nodeId);
    const asked = [...inTheWay.values()].filter(({ id }) => !this.#open.has(id) && this.#isDue(id));
    if (asked.length > 0) this.#ask(asked);
    this.#wakeFor(inTheWay, announced);
  }

  answer(ids: readonly string[], status: InverseAnswer['status'], refuseSeconds: number): void {
    for (const [nodeId, id] of [...this.#open]) {
      if (!ids.includes(id)) continue;
      const atMs = this.#of.now();
      this.#open.delete(nodeId);
      this.#answers.set(nodeId, { status, atMs });
      this.#quietUntilMs.set(nodeId, atMs + Math.max(leastQuietMs, refuseSeconds * 1000));
    }
  }

  /** It asked for offers anew: it may be asked at once. */
  revive(): void {
    this.#quietUntilMs.clear();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** Announced nodes with something of the framework on them. */
  #inTheWay(announced: ReadonlySet<NodeId>): Map<NodeId, NodeRecord> {
    const { view, frameworkId } = this.#of;
    const found = new Map<NodeId, NodeRecord>();
    if (announced.size === 0) return found;
    for (const { nodeId, state } of view.tasksOfFramework(frameworkId)) {
      if (nodeId === null || hasEnded(state) || !announced.has(nodeId)) continue;
      found.set(nodeId, view.get('nodes', nodeId)!);
    }
    return found;
  }

  #isDue = (nodeId: NodeId): boolean => (this.#quietUntilMs.get(nodeId) ?? 0) <= this.#of.now();

  #ask(nodes: readonly NodeRecord[]): void {
    const { frameworkId, send } = this.#of;
    const inverse_offers = nodes.map((node) => {
      const value = `${frameworkId}-I${++this.#made}`;
      this.#open.set(node.id, value);
      return {
        id: { value },
        framework_id: { value: frameworkId },
        agent_id: { value: node.id },
        url: urlOf(node),
        ...unavailabilityOf(node),
        resources: [],
      };
    });
    send({ type: 'INVERSE_OFFERS', inverse_offers: { inverse_offers } });
  }

  #takeBack(nodeId: NodeId): void {
    const value = this.#open.get(nodeId)!;
    this.#open.delete(nodeId);
    const rescind_inverse_offer = { inverse_offer_id: { value } };
    this.#of.send({ type: 'RESCIND_INVERSE_OFFER', rescind_inverse_offer });
  }

  #forget(nodeId: NodeId): void {
    this.#answers.delete(nodeId);
    this.#quietUntilMs.delete(nodeId);
  }

  #wakeFor(inTheWay: ReadonlyMap<NodeId, NodeRecord>, announced: ReadonlySet<NodeId>): void {
    const waiting = [...inTheWay.keys()].filter((id) => !this.#open.has(id));
    if (waiting.length === 0) return;
    const atMs = Math.min(...waiting.map((id) => this.#quietUntilMs.get(id) ?? 0));
    const look = () => this.look(announced);
    this.#timer = setTimeout(look, Math.min(Math.max(0, atMs - this.#of.now()), 2 ** 31 - 1));
  }
}
