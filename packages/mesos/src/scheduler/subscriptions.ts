import type { ControlPlane } from '@gantry/controlplane';
import type {
  Change,
  Commit,
  FrameworkId,
  NodeId,
  NodeRecord,
  OfferRecord,
  TaskId,
  TaskRecord,
} from '@gantry/model';
import type { InverseAnswer } from './inverse-offers.ts';
import type { Subscription } from './subscription.ts';

/** The open event streams, one a framework, and what each commit means for them. */
export class Subscriptions {
  readonly #plane: ControlPlane;
  readonly #streams = new Map<FrameworkId, { stream: Subscription; sinceRevision: number }>();
  readonly #unreachable = new Set<NodeId>();
  /** Nodes that will be away. */
  readonly #announced = new Set<NodeId>();
  readonly #unsubscribe: () => void;

  constructor(plane: ControlPlane) {
    this.#plane = plane;
    for (const { id, status, unavailable } of plane.view.all('nodes')) {
      if (status === 'unreachable') this.#unreachable.add(id);
      if (unavailable) this.#announced.add(id);
    }
    const unsubscribe = plane.subscribe(plane.view.revision, (commit) => this.#hear(commit));
    if (unsubscribe === null) throw new Error('The newest revision cannot be subscribed to.');
    const unhear = plane.hearExecutors((executor, data) => this.#hearExecutor(executor, data));
    this.#unsubscribe = () => {
      unsubscribe();
      unhear();
    };
  }

  get(id: string): Subscription | undefined {
    return this.#streams.get(id as FrameworkId)?.stream;
  }

  /** From now on this is the framework's stream; one that it had before ends. */
  open(stream: Subscription): void {
    this.get(stream.frameworkId)?.end('Framework failed over');
    this.#streams.set(stream.frameworkId, { stream, sinceRevision: this.#plane.view.revision });
  }

  /** Asks the framework about what it has on nodes that will be away. */
  askAbout(stream: Subscription): void {
    stream.inverseOffers.look(this.#announced);
  }

  /** What frameworks answered about a node that will be away. */
  answersOn(nodeId: NodeId): { frameworkId: FrameworkId; answer: InverseAnswer }[] {
    return [...this.#streams].flatMap(([frameworkId, { stream }]) => {
      const answer = stream.inverseOffers.answerOn(nodeId);
      return answer === null ? [] : [{ frameworkId, answer }];
    });
  }

  /** False: the framework has another stream by now. */
  drop(stream: Subscription): boolean {
    stream.stop();
    if (this.get(stream.frameworkId) !== stream) return false;
    return this.#streams.delete(stream.frameworkId);
  }

  close(): void {
    this.#unsubscribe();
    for (const { stream } of this.#streams.values()) stream.end(null);
    this.#streams.clear();
  }

  #hearExecutor({ frameworkId, nodeId, executor = '' }: TaskRecord, data: string): void {
    const message = { agent_id: { value: nodeId ?? '' }, executor_id: { value: executor }, data };
    this.get(frameworkId)?.send({ type: 'MESSAGE', message });
  }

  #hear({ revision, changes }: Commit): void {
    const offers = new Map<Subscription, OfferRecord[]>();
    for (const change of changes) {
      if (change.table === 'nodes') this.#hearOfNode(change);
      else this.#hearOf(change, { revision, offers });
    }
    // What is taken back comes first: its room may be in what is offered now.
    for (const [stream, made] of offers) stream.offer(made);
    this.#askAll(changes);
  }

  #askAll(changes: readonly Change[]): void {
    const wasAnnounced = this.#announced.size > 0;
    const nodes = changes.filter((change) => change.table === 'nodes');
    for (const { key, value } of nodes) {
      if (value?.unavailable) this.#announced.add(key as NodeId);
      else this.#announced.delete(key as NodeId);
    }
    if (!wasAnnounced && this.#announced.size === 0) return;
    const told = changes.flatMap(({ table, value }) => (table === 'tasks' ? (value?.frameworkId ?? []) : []));
    for (const [id, { stream }] of this.#streams)
      if (nodes.length > 0 || told.includes(id)) this.askAbout(stream);
  }

  #hearOf(change: Change, of: { revision: number; offers: Map<Subscription, OfferRecord[]> }): void {
    if (change.table === 'frameworks') this.#hearOfFramework(change);
    if (change.table === 'tasks' && change.value === null) this.#forgetTask(change.key as TaskId);
    if ((change.table !== 'tasks' && change.table !== 'offers') || change.value === null) return;
    const known = this.#streams.get(change.value.frameworkId);
    if (known === undefined || known.sinceRevision >= of.revision) return;
    const { stream } = known;
    if (change.table === 'tasks') stream.observe(change.value);
    else if (change.value.state !== 'outstanding') stream.offerEnded(change.value);
    else of.offers.set(stream, [...(of.offers.get(stream) ?? []), change.value]);
  }

  #forgetTask(id: TaskId): void {
    for (const { stream } of this.#streams.values()) stream.updates.forget(id);
  }

  #hearOfFramework({ key, value }: Extract<Change, { table: 'frameworks' }>): void {
    if (value === null || value.completedAtMs === null) return;
    const stream = this.get(key);
    this.#streams.delete(key as FrameworkId);
    stream?.end('Framework has been removed');
  }

  #hearOfNode({ key, value }: Extract<Change, { table: 'nodes' }>): void {
    const isLost = value?.status === 'unreachable';
    if (value === null || this.#unreachable.has(key as NodeId) === isLost) {
      if (value === null) this.#unreachable.delete(key as NodeId);
      return;
    }
    this.#tellOfNode(value, isLost);
  }

  #tellOfNode(node: NodeRecord, isLost: boolean): void {
    if (isLost) this.#unreachable.add(node.id);
    else this.#unreachable.delete(node.id);
    for (const { stream } of this.#streams.values()) {
      if (isLost) stream.nodeLost(node, this.#plane.now());
      else stream.nodeBack(node, this.#plane.now());
    }
  }
}
