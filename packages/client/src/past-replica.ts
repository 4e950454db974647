import type { NodeLoad, PastCommit, PastPart, Stretch, TaskCounts } from '@gantry/api';
import type { Connection } from './connection.ts';
import { EntityStore, ValueStore } from './entity-store.ts';
import { countChanges, type PastChange, PastTrack } from './past-track.ts';
import type { Replica, ScopeStatus } from './replica.ts';
import { type ScopeUpdate, TableSet, type TableStores } from './table-set.ts';

/** Where the past comes from. */
export interface PastSource {
  around(atMs: number): Promise<Stretch>;
  play(
    input: { scopes: string[]; from: number; to: number },
    observer: {
      /** Once, and again when a lost connection is there again: what came before is then sent anew. */
      onStarted(): void;
      onData(part: PastPart): void;
      onError(error: unknown): void;
      onComplete(): void;
    },
  ): { unsubscribe(): void };
}

/** What of the past is shown. */
export interface PastMoment {
  /** The moment that was asked for last. */
  askedAtMs: number;
  /** What is shown: a revision, when it was made, and the moments of the next ones. null before the first. */
  shown: { revision: number; atMs: number } | null;
  /** Another part of the past is on its way; what is shown is of another moment. */
  waiting: boolean;
  /** Why it cannot be shown; null while all is well. */
  error: unknown;
}

export interface PastOptions {
  source: PastSource;
  /** At most one part of the past is asked for in this time, and always the one that was wanted last. */
  askEveryMs?: number;
}

/** A replica that stands at a moment of the past, and is moved to others. */
export interface PastReplica extends Replica {
  readonly moment: ValueStore<PastMoment>;
  /** Shows the state as of a moment: at once when it is near, or when it has come. The last call wins. */
  seek(atMs: number): void;
  /** Instant of the commit before (-1) or after (1) the one that is shown; null at either end of what is kept. */
  neighbour(by: 1 | -1): number | null;
}

const pastConnection: Connection = { state: 'live', dataAtMs: null, ageMs: 0 };
const notReady: ScopeStatus = Object.freeze({ ready: false, revision: null, error: null });

export function createPastReplica(options: PastOptions): PastReplica {
  return new StretchReplica(options);
}

class StretchReplica implements PastReplica {
  readonly tables: TableStores;
  readonly counts = new ValueStore<TaskCounts | null>(null);
  readonly loads = new EntityStore<NodeLoad>();
  readonly connection = new ValueStore<Connection>(pastConnection);
  readonly moment = new ValueStore<PastMoment>({ askedAtMs: 0, shown: null, waiting: false, error: null });
  readonly #source: PastSource;
  readonly #askEveryMs: number;
  readonly #tableSet = new TableSet();
  readonly #users = new Map<string, number>();
  readonly #statuses = new Map<string, ValueStore<ScopeStatus>>();
  /** Of the scopes that have come for the stretch. */
  #tracks = new Map<string, PastTrack>();
  #stretch: Stretch | null = null;
  #revision = 0;
  /** Rises with every move: what is written later is newer, whichever way time went. */
  #turn = 0;
  #asking: { cancel(): void } | null = null;
  #lastAskAtMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor({ source, askEveryMs = 100 }: PastOptions) {
    this.#source = source;
    this.#askEveryMs = askEveryMs;
    this.tables = this.#tableSet.stores;
  }

  seek(atMs: number): void {
    this.#tell({ askedAtMs: atMs });
    const near = this.#stretch === null ? null : revisionIn(this.#stretch, atMs);
    if (near !== null && this.#hasAllScopes()) this.#showAt(near);
    else this.#ask();
  }

  neighbour(by: 1 | -1): number | null {
    const stretch = this.#stretch;
    if (stretch === null) return null;
    const at = stretch.atMs[this.#revision - stretch.from + by];
    if (at !== undefined) return at;
    const isEnd = by < 0 ? stretch.isOldest : stretch.isNewest;
    const edge = by < 0 ? stretch.atMs[0] : stretch.atMs.at(-1);
    return isEnd || edge === undefined ? null : edge + by;
  }

  watch(scope: string): () => void {
    this.#users.set(scope, (this.#users.get(scope) ?? 0) + 1);
    if (!this.#tracks.has(scope) && this.#stretch !== null) this.#ask();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const users = (this.#users.get(scope) ?? 1) - 1;
      if (users > 0) this.#users.set(scope, users);
      else this.#drop(scope);
    };
  }

  status(scope: string): ValueStore<ScopeStatus> {
    const status = this.#statuses.get(scope) ?? new ValueStore<ScopeStatus>(notReady);
    this.#statuses.set(scope, status);
    return status;
  }

  /** The past is no place for the next visit to begin. */
  lastSeen(): null {
    return null;
  }

  /** Asks again, as after a person pressed Retry. */
  reconnect(): void {
    this.#ask();
  }

  close(): void {
    this.#closed = true;
    this.#asking?.cancel();
    this.#asking = null;
  }

  #hasAllScopes(): boolean {
    return [...this.#users.keys()].every((scope) => this.#tracks.has(scope));
  }

  #isShowing(stretch: Stretch): boolean {
    return revisionIn(stretch, this.moment.get().askedAtMs) !== null && this.#hasAllScopes();
  }

  #drop(scope: string): void {
    this.#users.delete(scope);
    this.#tracks.delete(scope);
    this.#tableSet.drop(scope);
    this.status(scope).set(notReady);
  }

  /** One question at a time: the one under way is left to end, and what is wanted by then is asked next. */
  #ask(): void {
    this.#tell({ waiting: true });
    if (this.#asking !== null || this.#closed) return;
    const waitMs = Math.max(0, this.#lastAskAtMs + this.#askEveryMs - performance.now());
    const timer = setTimeout(() => void this.#fetch(), waitMs);
    this.#asking = { cancel: () => clearTimeout(timer) };
  }

  async #fetch(): Promise<void> {
    this.#lastAskAtMs = performance.now();
    const { askedAtMs } = this.moment.get();
    try {
      const known = this.#stretch;
      const isNear = known !== null && revisionIn(known, askedAtMs) !== null;
      const stretch = isNear ? known : await this.#source.around(askedAtMs);
      const missing = [...this.#users.keys()].filter((scope) => !isNear || !this.#tracks.has(scope));
      const tracks = await this.#play(missing, stretch);
      if (this.#closed) return;
      this.#asking = null;
      // Meanwhile something near was wanted again, and is shown.
      if (!isNear && known !== null && this.#isShowing(known)) return this.#tell({ waiting: false });
      this.#take(stretch, isNear ? new Map([...this.#tracks, ...tracks]) : tracks);
    } catch (error) {
      this.#asking = null;
      if (!this.#closed) this.#tell({ error, waiting: false });
    }
  }

  #play(scopes: string[], { from, to }: Stretch): Promise<Map<string, PastTrack>> {
    if (scopes.length === 0) return Promise.resolve(new Map());
    return new Promise((resolve, reject) => {
      let collected = new Collector(from);
      const stream = this.#source.play(
        { scopes, from, to },
        {
          onStarted: () => {
            collected = new Collector(from);
          },
          onData: (part) => collected.take(part),
          onError: reject,
          onComplete: () => resolve(collected.tracks()),
        },
      );
      this.#asking = {
        cancel: () => {
          stream.unsubscribe();
          reject(new Error('The past is not looked at any more.'));
        },
      };
    });
  }

  #take(stretch: Stretch, tracks: Map<string, PastTrack>): void {
    const isOther = stretch !== this.#stretch;
    const before = isOther ? new Set<string>() : new Set(this.#tracks.keys());
    this.#stretch = stretch;
    this.#tracks = new Map([...tracks].filter(([scope]) => this.#users.has(scope)));
    const { askedAtMs } = this.moment.get();
    // Meanwhile something else may be wanted: this is shown all the same, so that scrubbing shows the way.
    const revision = revisionIn(stretch, askedAtMs) ?? stretch.revision;
    const isWanted = revisionIn(stretch, askedAtMs) !== null || isBeyond(stretch, askedAtMs);
    this.#apply(revision, (scope) => !before.has(scope));
    const isDone = isWanted && this.#hasAllScopes();
    this.#tell({ shown: this.#shown(), waiting: !isDone, error: null });
    if (!isDone) this.#ask();
  }

  #showAt(revision: number): void {
    this.#apply(revision, () => false);
    this.#tell({ shown: this.#shown(), waiting: false, error: null });
  }

  #apply(revision: number, isWhole: (scope: string) => boolean): void {
    this.#turn += 1;
    this.#revision = revision;
    const updates: ScopeUpdate[] = [];
    for (const [scope, track] of this.#tracks) {
      const whole = isWhole(scope);
      const changes = whole ? track.startAt(revision) : track.moveTo(revision);
      if (scope === 'cluster') this.#count(changes, whole);
      const records = changes.filter(isRecord);
      if (whole || records.length > 0) updates.push({ scope, revision: this.#turn, changes: records, whole });
    }
    this.#tableSet.apply(updates);
    for (const scope of this.#tracks.keys()) this.status(scope).set({ ready: true, revision, error: null });
  }

  #count(changes: readonly PastChange[], whole: boolean): void {
    const loads = changes.filter((change) => change.table === 'loads');
    const here = new Set(loads.map(({ key }) => key));
    const gone = whole ? [...this.loads.keys()].filter((key) => !here.has(key)) : [];
    this.loads.applyBatch([...gone.map((key) => ({ key, value: null })), ...loads]);
    for (const change of changes) if (change.table === 'counts') this.counts.set(change.value);
  }

  #shown(): { revision: number; atMs: number } {
    const { from, atMs } = this.#stretch!;
    return { revision: this.#revision, atMs: atMs[this.#revision - from] ?? 0 };
  }

  #tell(change: Partial<PastMoment>): void {
    const last = this.moment.get();
    const next = { ...last, ...change };
    const same = next.shown?.revision === last.shown?.revision && next.waiting === last.waiting;
    if (same && next.askedAtMs === last.askedAtMs && next.error === last.error) return;
    this.moment.set(next);
  }
}

type RecordChange = Exclude<PastChange, { table: 'loads' | 'counts' }>;
const isRecord = (change: PastChange): change is RecordChange =>
  change.table !== 'loads' && change.table !== 'counts';

/** The newest revision of a stretch that is not later than a moment; null when another stretch has it. */
export function revisionIn(stretch: Stretch, atMs: number): number | null {
  const { from, atMs: instants, isOldest, isNewest, knownUntilMs } = stretch;
  const first = instants[0] ?? 0;
  const last = instants.at(-1) ?? 0;
  if (atMs < first) return isOldest ? from : null;
  // At the very end another commit of the same instant may follow in the next stretch.
  const isKnown = atMs === last || (isNewest && atMs <= knownUntilMs);
  if (atMs >= last) return isKnown ? from + instants.length - 1 : null;
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instants[middle]! <= atMs) low = middle + 1;
    else high = middle;
  }
  return from + low - 1;
}

/** The stretch is what the server has for this moment, though it holds no commit of it. */
const isBeyond = (stretch: Stretch, atMs: number) => {
  const at = stretch.atMs[stretch.revision - stretch.from] ?? 0;
  const next = stretch.atMs[stretch.revision - stretch.from + 1];
  return at <= atMs && (next === undefined || next > atMs);
};

/** Puts together what comes part by part. */
class Collector {
  readonly #from: number;
  readonly #records = new Map<string, PastChange[]>();
  readonly #commits = new Map<string, PastCommit[]>();

  constructor(from: number) {
    this.#from = from;
  }

  take(part: PastPart): void {
    if (part.kind === 'records') {
      const records = this.#records.get(part.scope) ?? [];
      for (const change of part.changes) records.push(change);
      this.#records.set(part.scope, [...records, ...countChanges(part.counts)]);
    } else {
      this.#commits.set(part.scope, [...(this.#commits.get(part.scope) ?? []), ...part.commits]);
    }
  }

  tracks(): Map<string, PastTrack> {
    return new Map(
      Array.from(this.#records, ([scope, changes]) => {
        const start = { revision: this.#from, changes };
        return [scope, new PastTrack(start, this.#commits.get(scope) ?? [])] as const;
      }),
    );
  }
}
