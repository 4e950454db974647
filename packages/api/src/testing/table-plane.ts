import {
  type AgentStream,
  type ControlPlane,
  createMemoryVault,
  inTurns,
  type NodeUsage,
  type OpenTerminal,
  type UsageListener,
} from '@gantry/controlplane';
import {
  createEngine,
  createReplica,
  emptySnapshot,
  type Holes,
  type Ladder,
  type LargerHole,
  type NodeRefusal,
  type Shape,
  type WhyNot,
} from '@gantry/engine';
import {
  type Actor,
  type AgentRequest,
  type Change,
  type Command,
  type CommandReply,
  type Commit,
  err,
  type NodeId,
  noResources,
  ok,
  type Rejection,
  type Result,
  rejection,
  type SealedValue,
  type SecretParts,
  type TableName,
  type Tables,
  type TaskId,
  type TaskUsage,
} from '@gantry/model';
import type { PastLog } from '../past/past-log.ts';

type Listener = (commit: Commit) => void;

/**
 * A control plane without an engine: the test writes the records, and sees the commands that came in. What doors do
 * with commits, refusals and streams is tested on it; what commands do, on the real one.
 */
export class TablePlane implements ControlPlane {
  readonly #replica = createReplica(emptySnapshot());
  readonly view = this.#replica.view;
  readonly submitted: { command: Command; actor: Actor; commandId: string | undefined }[] = [];
  readonly requests: AgentRequest[] = [];
  /** What the next commands are answered with. */
  answer: Result<CommandReply, Rejection> | Error = ok({
    object: 'default/web',
    revision: 1,
    deploymentRevision: 1,
    changed: true,
    message: 'done',
    intent: null,
  });
  /** What the next streams are. */
  stream: () => Result<AgentStream, Rejection> = () =>
    err(rejection('unavailable', 'The node is not connected.'));
  nowMs = 1_000_000;
  ringSize = 1_000;
  readonly #commits: Commit[] = [];
  readonly #ring: Commit[] = [];
  readonly #listeners = new Set<Listener>();

  commit(...changes: Change[]): Commit {
    const commit = { revision: this.view.revision + 1, atMs: this.nowMs, changes };
    this.#replica.apply(commit);
    this.#commits.push(commit);
    this.#ring.push(commit);
    if (this.#ring.length > this.ringSize) this.#ring.shift();
    for (const listener of [...this.#listeners]) listener(commit);
    return commit;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async submit(command: Command, actor: Actor, commandId?: string): Promise<Result<CommandReply, Rejection>> {
    this.submitted.push({ command, actor, commandId });
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }

  refusalOf(): null {
    return null;
  }

  readonly vault = createMemoryVault();

  sealSecret(parts: SecretParts): Result<Record<string, SealedValue>, Rejection> {
    const seal = (key: string, value: string) => this.vault.seal({ ...parts, key }, Buffer.from(value));
    const entries = Object.entries(parts.data).map(([key, value]) => [key, seal(key, value?.value ?? '')]);
    return ok(Object.fromEntries(entries));
  }

  tellExecutor(): void {}

  hearExecutors(): () => void {
    return () => {};
  }

  plan(): Result<never, Rejection> {
    return err(rejection('unavailable', 'There is no engine here.'));
  }

  ladder(): Ladder {
    return { total: noResources, rungs: [], offerTimeoutMs: 30_000 };
  }

  /** As the real engine says it of the records. */
  whyNot(task: TaskId): WhyNot | null {
    return createEngine(this.#replica.snapshot()).whyNot(task, this.nowMs);
  }

  async holes(shape: Shape): Promise<Holes> {
    return inTurns(createEngine(this.#replica.snapshot()).holes(shape));
  }

  async largerHole(shape: Shape): Promise<LargerHole | null> {
    return inTurns(createEngine(this.#replica.snapshot()).largerHole(shape));
  }

  refusedBy(node: NodeId): NodeRefusal[] {
    return createEngine(this.#replica.snapshot()).refusedBy(node, this.nowMs);
  }

  subscribe(afterRevision: number, onCommit: Listener): (() => void) | null {
    const oldest = this.#ring[0]?.revision ?? this.view.revision + 1;
    if (afterRevision + 1 < oldest) return null;
    for (const commit of this.#ring) if (commit.revision > afterRevision) onCommit(commit);
    this.#listeners.add(onCommit);
    return () => this.#listeners.delete(onCommit);
  }

  /** It has no nodes to ask. */
  async lookBefore(): Promise<void> {}

  async lookAtRevisions(): Promise<void> {}

  openTerminals: OpenTerminal[] = [];
  terminals(): readonly OpenTerminal[] {
    return this.openTerminals;
  }

  openStream(request: AgentRequest): Result<AgentStream, Rejection> {
    this.requests.push(request);
    return this.stream();
  }

  readonly #usage = new Map<NodeId, NodeUsage>();
  readonly #usageListeners = new Set<UsageListener>();

  /** As an agent's heartbeat tells it. */
  measure(nodeId: string, tasks: readonly (Omit<TaskUsage, 'taskId'> & { taskId: string })[]): void {
    const usage: NodeUsage = {
      cpuMillisUsed: tasks.reduce((sum, { cpuMillis }) => sum + cpuMillis, 0),
      memoryBytesUsed: tasks.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
      tasks: tasks.map((one) => ({ ...one, taskId: one.taskId as TaskId })),
    };
    this.#usage.set(nodeId as NodeId, usage);
    for (const listener of this.#usageListeners) listener(nodeId as NodeId, usage);
  }

  usageOf(nodeId: NodeId): NodeUsage | null {
    return this.#usage.get(nodeId) ?? null;
  }

  hearUsage(listener: UsageListener): () => void {
    this.#usageListeners.add(listener);
    return () => this.#usageListeners.delete(listener);
  }

  isConnected(): boolean {
    return false;
  }

  now(): number {
    return this.nowMs;
  }

  async historyAfter(afterRevision: number, limit: number): Promise<Commit[]> {
    return this.#ring.filter(({ revision }) => revision > afterRevision).slice(0, limit);
  }

  /** Remembers every commit since the beginning. */
  readonly log: PastLog = {
    commits: async (after, limit) => this.#commits.slice(after, after + limit),
    revisionAt: async (atMs) => {
      const commit = this.#commits.findLast((one) => one.atMs <= atMs);
      return { revision: commit?.revision ?? 0, oldest: 0 };
    },
    stateAt: async (revision) => {
      const replica = createReplica(emptySnapshot());
      for (const commit of this.#commits.slice(0, revision)) replica.apply(commit);
      return replica.snapshot();
    },
    recordAt: async <T extends TableName>(table: T, key: string, revision: number) => {
      const changes = this.#commits.slice(0, revision).flatMap((one) => one.changes);
      const written = changes.findLast((change) => change.table === table && change.key === key);
      return (written?.value ?? null) as Tables[T] | null;
    },
    removals: async (table, { after, upTo, limit }) => {
      const last = new Map<string, Tables[TableName]>();
      const removed: { key: string; value: Tables[TableName] }[] = [];
      for (const { revision, changes } of this.#commits.slice(0, upTo))
        for (const change of changes.filter((one) => one.table === table)) {
          const was = last.get(change.key);
          if (change.value !== null) last.set(change.key, change.value);
          else if (was !== undefined && revision > after) removed.push({ key: change.key, value: was });
        }
      return removed.slice(0, limit);
    },
  };

  async stateAt(): Promise<Result<never, Rejection>> {
    return err(rejection('gone', 'Nothing of the past is kept here.'));
  }
}
