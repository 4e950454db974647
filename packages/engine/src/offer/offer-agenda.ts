import { type Change, type FrameworkId, hasEnded, type NodeId, type TaskRecord } from '@gantry/model';
import { OfferFilters } from './offer-filters.ts';

/** What has to be looked at for frameworks from outside: themselves, and nodes with something to offer. */
export class OfferAgenda {
  readonly filters = new OfferFilters();
  readonly #frameworks = new Set<FrameworkId>();
  readonly #nodes = new Set<NodeId>();
  /** They want more than before: every node with room is worth a look for them. Others were asked before. */
  readonly #hungry = new Set<FrameworkId>();
  /** Nodes with room that was left when they were looked at last. */
  readonly #open = new Set<NodeId>();
  #openBefore: { id: NodeId; isOpen: boolean }[] = [];
  /** Roles have other weights or quotas: every node is worth a look for everybody. */
  #everywhere = false;
  #before = {
    frameworks: [] as FrameworkId[],
    nodes: [] as NodeId[],
    hungry: [] as FrameworkId[],
    everywhere: false,
  };

  get isClean(): boolean {
    return this.#frameworks.size === 0 && !this.hasOfferings;
  }

  get hasOfferings(): boolean {
    return this.#everywhere || this.#nodes.size > 0 || this.#hungry.size > 0;
  }

  markFramework(id: FrameworkId): void {
    this.#frameworks.add(id);
  }

  markNode(id: NodeId): void {
    this.#nodes.add(id);
  }

  markHungry(id: FrameworkId): void {
    this.#hungry.add(id);
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

  /** Nodes with room that somebody could still be offered. Every other one that has any is marked. */
  get openNodes(): ReadonlySet<NodeId> {
    return this.#open;
  }

  setOpen(id: NodeId, isOpen: boolean): void {
    if (this.#open.has(id) === isOpen) return;
    this.#openBefore.push({ id, isOpen: !isOpen });
    if (isOpen) this.#open.add(id);
    else this.#open.delete(id);
  }

  /** What is worth a look, at once. */
  takeOfferings(): {
    nodes: ReadonlySet<NodeId>;
    hungry: ReadonlySet<FrameworkId>;
    everywhere: boolean;
  } {
    const taken = {
      nodes: new Set(this.#nodes),
      hungry: new Set(this.#hungry),
      everywhere: this.#everywhere,
    };
    this.#nodes.clear();
    this.#hungry.clear();
    this.#everywhere = false;
    return taken;
  }

  begin(): void {
    this.#before = {
      frameworks: [...this.#frameworks],
      nodes: [...this.#nodes],
      hungry: [...this.#hungry],
      everywhere: this.#everywhere,
    };
    this.#openBefore = [];
    this.filters.begin();
  }

  goBack(): void {
    const { frameworks, nodes, hungry, everywhere } = this.#before;
    refill(this.#frameworks, frameworks);
    refill(this.#nodes, nodes);
    refill(this.#hungry, hungry);
    this.#everywhere = everywhere;
    for (const { id, isOpen } of this.#openBefore.reverse()) {
      if (isOpen) this.#open.add(id);
      else this.#open.delete(id);
    }
    this.#openBefore = [];
    this.filters.goBack();
  }
}

function refill<T>(set: Set<T>, items: readonly T[]): void {
  set.clear();
  for (const item of items) set.add(item);
}
