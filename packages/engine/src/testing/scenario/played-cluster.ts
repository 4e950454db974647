import type { Commit, NodeDescription, NodeId, Snapshot, TaskRecord } from '@gantry/model';
import type { Bounds } from '../../bounds.ts';
import { Cluster } from '../cluster.ts';
import { type Behaviour, PlayedAgent, wellBehaved } from './played-agent.ts';

/** Told of each step that changed something, with the engine already at it. */
export type Watcher = (commit: Commit) => void;

const mostMoments = 10_000;

/** The real engine with nodes whose tasks are played, in virtual time. */
export class PlayedCluster {
  /** By image; any other behaves well. */
  readonly behaviours = new Map<string, Behaviour>();
  readonly #agents = new Map<NodeId, PlayedAgent>();
  readonly #silent = new Set<NodeId>();

  readonly #watch: Watcher;
  #bounds: Partial<Bounds> = {};
  #cluster: Cluster;

  constructor(watch: Watcher) {
    this.#watch = watch;
    this.#cluster = this.#begin();
  }

  get cluster(): Cluster {
    return this.#cluster;
  }

  #begin(snapshot?: Snapshot): Cluster {
    const onCommit = (commit: Commit) => {
      this.#tellAgents(commit);
      this.#watch(commit);
    };
    return new Cluster({ onCommit, bounds: this.#bounds, ...(snapshot ? { snapshot } : {}) });
  }

  /** Another engine from what the store would hold, as after a crash: no time passes. */
  reload(bounds: Partial<Bounds> = {}): void {
    const { nowMs } = this.#cluster;
    this.#bounds = { ...this.#bounds, ...bounds };
    this.#cluster = this.#begin(this.#cluster.engine.snapshot());
    this.#cluster.nowMs = nowMs;
    for (const id of this.#silent) this.#cluster.silence(id);
  }

  /** Time passes without a step, as when the process of the engine is stopped; then it goes on. */
  stall(durationMs: number): void {
    this.#cluster.nowMs += durationMs;
    this.#cluster.step({ kind: 'tick' });
  }

  addNode(node: NodeDescription): void {
    const id = this.cluster.join(node);
    this.#agents.set(id, new PlayedAgent());
    // What waited for it was assigned as it joined.
    for (const task of this.cluster.view.tasksOfNode(id)) this.#follow(task);
  }

  /** From now on nothing is heard of the node; its tasks go on. */
  silence(name: string): void {
    const id = this.#idOf(name);
    this.#silent.add(id);
    this.cluster.silence(id);
  }

  /** The node is back, and says what became of its tasks. */
  hear(name: string, over: Partial<NodeDescription> = {}): void {
    const id = this.#idOf(name);
    const agent = this.#agents.get(id);
    agent?.take(this.cluster.nowMs);
    this.#silent.delete(id);
    this.cluster.rejoin(id, agent?.reports ?? [], over);
    for (const task of this.cluster.view.tasksOfNode(id)) this.#follow(task);
  }

  /** Lets time pass, moment by moment: whatever is due first happens first. */
  advance(durationMs: number): void {
    const untilMs = this.cluster.nowMs + durationMs;
    for (let moments = 0; moments < mostMoments; moments += 1) {
      const nextAtMs = Math.min(untilMs, ...this.#dueMoments());
      this.cluster.advance((nextAtMs - this.cluster.nowMs) / 1000);
      this.#report();
      if (nextAtMs === untilMs) return;
    }
    throw new Error(`More than ${mostMoments} moments in ${durationMs} ms: the engine is not at rest.`);
  }

  #dueMoments(): number[] {
    const agents = this.#heard().map(([, agent]) => agent.nextAtMs);
    return [this.cluster.wakeAtMs, ...agents].filter((atMs) => atMs !== null);
  }

  #heard(): [NodeId, PlayedAgent][] {
    return [...this.#agents].filter(([id]) => !this.#silent.has(id));
  }

  /** What happened on all nodes at one moment comes in together, as in the inbox of a busy control plane. */
  #report(): void {
    const reports = this.#heard().map(([nodeId, agent]) => {
      const session = this.cluster.view.get('nodes', nodeId)?.session ?? 0;
      return { kind: 'report' as const, nodeId, session, tasks: agent.take(this.cluster.nowMs) };
    });
    const inputs = reports.filter(({ tasks }) => tasks.length > 0);
    if (inputs.length > 0) this.cluster.step(...inputs);
  }

  #tellAgents({ changes }: Commit): void {
    for (const change of changes) if (change.table === 'tasks' && change.value) this.#follow(change.value);
  }

  #follow(task: TaskRecord): void {
    const agent = task.nodeId === null ? undefined : this.#agents.get(task.nodeId);
    if (!agent || task.nodeId === null || this.#silent.has(task.nodeId)) return;
    const template = this.cluster.view.get('templates', task.templateHash)?.template;
    const image = template?.containers[0]?.image ?? '';
    agent.follow(task, this.behaviours.get(image) ?? wellBehaved, this.cluster.nowMs);
  }

  #idOf(name: string): NodeId {
    const node = this.cluster.view.nodeByName(name);
    if (!node) throw new Error(`There is no node ${name}.`);
    return node.id;
  }
}
