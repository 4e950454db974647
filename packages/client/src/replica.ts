import type { ChangesMessage, ClusterCounts, NodeLoad, TaskCounts } from '@gantry/api';
import { type Connection, connectionOf } from './connection.ts';
import { EntityStore, ValueStore } from './entity-store.ts';
import { type LastSeen, lastSeenOf, type TellingTasks } from './last-seen.ts';
import { nextFrame } from './next-frame.ts';
import { type ChangesSource, ScopePosition } from './scope-position.ts';
import { type ScopeUpdate, TableSet, type TableStores } from './table-set.ts';

export interface ReplicaOptions {
  source: ChangesSource;
  /** Calls back soon, once: when to apply what came in. Default: the next animation frame, or 16 ms. */
  schedule?: (apply: () => void) => void;
  /** Local clock, in milliseconds. */
  now?: () => number;
  /** How long to wait before a stream that ended or failed is opened again. */
  retryMs?: number;
  /** What the last visit left: shown, with its age, until the scope `deployments` has come. */
  last?: LastSeen | null;
}

/** Whether a scope can be shown: until `ready`, an empty table says nothing. */
export interface ScopeStatus {
  ready: boolean;
  /** Cluster revision that it shows; with 0 and not `ready`, the part of it that tells how things were at the last visit. */
  revision: number | null;
  /** Why its stream cannot be opened; null while all is well. */
  error: unknown;
}

/** A part of the cluster's state on this side, kept up to date. */
export interface Replica {
  readonly tables: TableStores;
  /** Cluster-wide task counts; null before anything of the scopes `cluster` and `deployments` was told. */
  readonly counts: ValueStore<TaskCounts | null>;
  /** What each node carries, by node id. With the scope `cluster`. */
  readonly loads: EntityStore<NodeLoad>;
  readonly connection: ValueStore<Connection>;
  /** Keeps a scope up to date until the returned function is called as often as `watch` was. */
  watch(scope: string): () => void;
  status(scope: string): ValueStore<ScopeStatus>;
  /** What the next visit can begin with; null: nothing was told yet, or it is closed. */
  lastSeen(telling: TellingTasks): LastSeen | null;
  /** Opens all streams again at once, as after a person pressed Retry. */
  reconnect(): void;
  close(): void;
}

const connectionCheckMs = 1_000;

export function createReplica(options: ReplicaOptions): Replica {
  return new LiveReplica(options);
}

interface Watch {
  scope: string;
  users: number;
  position: ScopePosition;
  /** Id of the last message that was taken: where to go on. */
  lastId: string | null;
  stream: { unsubscribe(): void } | null;
  retry: ReturnType<typeof setTimeout> | null;
  /** It was started over, and has not come to a whole state since. */
  startedOver: boolean;
}

class LiveReplica implements Replica {
  readonly tables: TableStores;
  readonly counts = new ValueStore<TaskCounts | null>(null);
  readonly loads = new EntityStore<NodeLoad>();
  readonly connection: ValueStore<Connection>;
  readonly #source: ChangesSource;
  readonly #schedule: (apply: () => void) => void;
  readonly #now: () => number;
  readonly #retryMs: number;
  readonly #tableSet = new TableSet();
  readonly #watches = new Map<string, Watch>();
  readonly #statuses = new Map<string, ValueStore<ScopeStatus>>();
  readonly #startedAtMs: number;
  readonly #clock: ReturnType<typeof setInterval>;
  #queue: { watch: Watch; id: string; message: ChangesMessage; atMs: number }[] = [];
  #scheduled = false;
  #heardAtMs: number | null = null;
  #dataAtMs: number | null = null;
  #disconnected = false;

  constructor({
    source,
    schedule = nextFrame,
    now = Date.now,
    retryMs = 1_000,
    last = null,
  }: ReplicaOptions) {
    this.#source = source;
    this.#schedule = schedule;
    this.#now = now;
    this.#retryMs = retryMs;
    this.tables = this.#tableSet.stores;
    this.#startedAtMs = now();
    if (last !== null) this.#begin(last);
    this.connection = new ValueStore(this.#connectionNow());
    this.#clock = setInterval(() => this.#updateConnection(), connectionCheckMs);
  }

  watch(scope: string): () => void {
    const watch = this.#watches.get(scope) ?? this.#newWatch(scope);
    watch.users += 1;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      watch.users -= 1;
      if (watch.users === 0) this.#end(watch);
    };
  }

  status(scope: string): ValueStore<ScopeStatus> {
    const status = this.#statuses.get(scope) ?? new ValueStore<ScopeStatus>(notReady);
    this.#statuses.set(scope, status);
    return status;
  }

  lastSeen(telling: TellingTasks): LastSeen | null {
    const counts = this.counts.get();
    const isTold = this.#heardAtMs !== null && this.#watches.size > 0;
    if (!isTold || this.#dataAtMs === null || counts === null) return null;
    const tasks = this.status('tasks').get().ready ? telling(this.tables.tasks.values()) : null;
    return lastSeenOf(this.tables, { atMs: this.#dataAtMs, counts, tasks });
  }

  reconnect(): void {
    for (const watch of this.#watches.values()) this.#open(watch);
  }

  close(): void {
    clearInterval(this.#clock);
    for (const watch of [...this.#watches.values()]) this.#end(watch);
  }

  /** Older than whatever will be told: at revision 0. */
  #begin({ atMs, changes, counts, tasks }: LastSeen): void {
    const kept = { revision: 0, whole: true };
    this.#tableSet.apply([
      { ...kept, scope: 'deployments', changes },
      { ...kept, scope: 'tasks', changes: tasks ?? [] },
    ]);
    if (tasks !== null) this.status('tasks').set({ ready: false, revision: 0, error: null });
    this.counts.set(counts);
    this.#dataAtMs = atMs;
    this.status('deployments').set({ ready: true, revision: 0, error: null });
  }

  #newWatch(scope: string): Watch {
    const position = new ScopePosition();
    const idle = { lastId: null, stream: null, retry: null, startedOver: false };
    const watch: Watch = { scope, users: 0, position, ...idle };
    this.#watches.set(scope, watch);
    this.#open(watch);
    return watch;
  }

  #open(watch: Watch): void {
    this.#stop(watch);
    const since = watch.lastId === null ? {} : { since: watch.lastId };
    watch.stream = this.#source.subscribe(
      { scopes: [watch.scope], ...since },
      {
        onData: ({ id, data }) => this.#receive(watch, id, data),
        onError: (error) => this.#retry(watch, error),
        onComplete: () => this.#retry(watch, null),
        onConnectionStateChange: ({ state }) => this.#transport(state !== 'pending'),
      },
    );
  }

  #stop(watch: Watch): void {
    if (watch.retry !== null) clearTimeout(watch.retry);
    watch.retry = null;
    const { stream } = watch;
    watch.stream = null;
    stream?.unsubscribe();
  }

  #end(watch: Watch): void {
    this.#stop(watch);
    this.#watches.delete(watch.scope);
    this.#queue = this.#queue.filter((one) => one.watch !== watch);
    this.#tableSet.drop(watch.scope);
    this.status(watch.scope).set(notReady);
  }

  #retry(watch: Watch, error: unknown): void {
    if (watch.stream === null || this.#watches.get(watch.scope) !== watch) return;
    const status = this.status(watch.scope);
    status.set({ ...status.get(), error });
    watch.stream = null;
    watch.retry ??= setTimeout(() => this.#open(watch), this.#retryMs);
  }

  #transport(disconnected: boolean): void {
    this.#disconnected = disconnected;
    this.#updateConnection();
  }

  #receive(watch: Watch, id: string, message: ChangesMessage): void {
    this.#heardAtMs = this.#now();
    this.#disconnected = false;
    this.#queue.push({ watch, id, message, atMs: this.#heardAtMs });
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => this.#apply());
  }

  #apply(): void {
    this.#scheduled = false;
    const queue = this.#queue;
    this.#queue = [];
    const updates: ScopeUpdate[] = [];
    for (const { watch, id, message } of queue) {
      if (watch.stream === null) continue;
      const applied = watch.position.take(message);
      if (applied === 'gap') this.#restart(watch);
      else {
        watch.lastId = id;
        if (applied) {
          watch.startedOver = false;
          updates.push({ scope: watch.scope, revision: message.revision, ...applied });
        }
        if (message.counts) this.#count(message.counts);
        this.#dataAtMs = Math.max(this.#dataAtMs ?? 0, message.atMs);
      }
    }
    this.#tableSet.apply(updates);
    for (const { scope, revision } of updates) this.status(scope).set({ ready: true, revision, error: null });
    this.#updateConnection();
  }

  /**
   * Messages are missing: start over with a snapshot. What is shown stays until it is there. Where messages go missing
   * even from the snapshot, not at once: a line that bad would be kept busy with nothing else.
   */
  #restart(watch: Watch): void {
    watch.lastId = null;
    watch.position = new ScopePosition();
    this.#stop(watch);
    if (watch.startedOver) watch.retry = setTimeout(() => this.#open(watch), this.#retryMs);
    else this.#open(watch);
    watch.startedOver = true;
  }

  #count({ tasks, nodes }: ClusterCounts): void {
    this.counts.set(tasks);
    this.loads.applyBatch(nodes.map((load) => ({ key: load.nodeId, value: load })));
  }

  #updateConnection(): void {
    const next = this.#connectionNow();
    const last = this.connection.get();
    const same = next.state === last.state && next.dataAtMs === last.dataAtMs && next.ageMs === last.ageMs;
    if (!same) this.connection.set(next);
  }

  #connectionNow(): Connection {
    return connectionOf({
      nowMs: this.#now(),
      startedAtMs: this.#startedAtMs,
      heardAtMs: this.#heardAtMs,
      dataAtMs: this.#dataAtMs,
      waitingSinceMs: this.#queue[0]?.atMs ?? null,
      disconnected: this.#disconnected,
    });
  }
}

const notReady: ScopeStatus = Object.freeze({ ready: false, revision: null, error: null });
