import { type Change, type FrameworkId, hasEnded, type NodeId, type TaskRecord } from '@gantry/model';
import { OfferFilters } from './offer-filters.ts';

/** What has to be looked at for frameworks from outside: themselves, and nodes with something to offer. */
export class OfferAgenda {
  readonly filters = new OfferFilters();
  readonly #frameworks = new Set<FrameworkId>();
  readonly #nodes = new Set<NodeId>();
  /** A framework wants more than before, or the shares are others: every node is worth a look. */
  #everywhere = false;
  #before = { frameworks: [] as FrameworkId[], nodes: [] as NodeId[], everywhere: false };

  get isClean(): boolean {
    return this.#frameworks.size === 0 && !this.hasOfferings;
  }

  get hasOfferings(): boolean {
    return this.#everywhere || this.#nodes.size > 0;
  }

  markFramework(id: FrameworkId): void {
    this.#frameworks.add(id);
  }

  markNode(id: NodeId): void {
    this.#nodes.add(id);
  }

  markEverywhere(): void {
    this.#everywhere = true;
  }

  /** Marks what a write concerns. */
  note({ table, key, value }: Change, before: object | null): void {
    if (table === 'frameworks') this.markFramework(key as FrameworkId);
    if (table === 'roles') this.markEverywhere();
    if (table !== 'tasks') return;
    const task = value ?? (before as TaskRecord);
    const isOver = value === null || hasEnded(value.state);
    if (isOver && task.deploymentId === null && task.jobId === null) this.markFramework(task.frameworkId);
  }

  takeFramework(): FrameworkId | null {
    for (const first of this.#frameworks) {
      this.#frameworks.delete(first);
      return first;
    }
    return null;
  }

  /** The nodes with something to offer; null: all. */
  takeNodes(): NodeId[] | null {
    const nodes = this.#everywhere ? null : [...this.#nodes];
    this.#everywhere = false;
    this.#nodes.clear();
    return nodes;
  }

  begin(): void {
    this.#before = {
      frameworks: [...this.#frameworks],
      nodes: [...this.#nodes],
      everywhere: this.#everywhere,
    };
    this.filters.begin();
  }

  goBack(): void {
    const { frameworks, nodes, everywhere } = this.#before;
    this.#frameworks.clear();
    for (const id of frameworks) this.#frameworks.add(id);
    this.#nodes.clear();
    for (const id of nodes) this.#nodes.add(id);
    this.#everywhere = everywhere;
    this.filters.goBack();
  }
}
