import type { ControlPlane } from '@gantry/controlplane';
import type { Commit, NodeId } from '@gantry/model';
import { Latch } from './latch.ts';
import { asStreamed, concerns, eventsAbout, recordsIn, type Scope, type StreamedChange } from './scope.ts';

/** What can be followed: the control plane, or a stretch of its past that is played again. */
export type Followed = Pick<ControlPlane, 'view' | 'subscribe'>;

/** What one subscriber has yet to be told: the newest change of each record, whatever happened in between. */
export interface Batch {
  from: number;
  to: number;
  changes: StreamedChange[];
  /** Nodes whose load may differ. */
  touchedNodes: NodeId[];
}

/**
 * One subscriber's coalescing queue. Its size is bounded by the records in its scopes, and by `maxPending`: beyond
 * that it forgets everything and `lost` says that only a fresh snapshot helps.
 */
export class Feed {
  readonly #plane: Followed;
  readonly #scopes: readonly Scope[];
  readonly #maxPending: number;
  readonly #pending = new Map<string, StreamedChange>();
  readonly #touchedNodes = new Set<NodeId>();
  #told = 0;
  #heard = 0;
  #stop: (() => void) | null = null;
  readonly #news = new Latch();
  #lost = true;

  constructor(plane: Followed, options: { scopes: readonly Scope[]; maxPending: number }) {
    this.#plane = plane;
    this.#scopes = options.scopes;
    this.#maxPending = options.maxPending;
  }

  get lost(): boolean {
    return this.#lost;
  }

  get #dirty(): boolean {
    return this.#heard > this.#told || this.#lost;
  }

  /** Goes on after a revision that the subscriber has. False: the control plane no longer remembers that far. */
  resume(afterRevision: number): boolean {
    this.close();
    if (afterRevision > this.#plane.view.revision) return false;
    this.#told = afterRevision;
    this.#heard = afterRevision;
    this.#lost = false;
    this.#stop = this.#plane.subscribe(afterRevision, (commit) => this.#hear(commit));
    if (this.#stop === null) this.#lost = true;
    return !this.#lost;
  }

  /** Everything in the scopes as it is now; what is taken afterwards goes on from there. */
  restart(): { revision: number; records: StreamedChange[] } {
    const { view } = this.#plane;
    const records = new Map<string, StreamedChange>();
    for (const scope of this.#scopes) {
      for (const record of recordsIn(view, scope)) records.set(keyOf(record), record);
    }
    if (!this.resume(view.revision)) throw new Error('The newest revision cannot be subscribed to.');
    return { revision: view.revision, records: [...records.values()] };
  }

  /** What is pending, which is then told. */
  take(): Batch {
    const batch = {
      from: this.#told,
      to: this.#heard,
      changes: [...this.#pending.values()],
      touchedNodes: [...this.#touchedNodes],
    };
    this.#forget();
    this.#told = this.#heard;
    return batch;
  }

  /** Gives up on deltas: what is pending is dropped, and the next thing to send is a snapshot. */
  lose(): void {
    this.close();
    this.#lost = true;
    this.#news.open();
  }

  /** Resolves when there is something to tell, after `timeoutMs`, or when the subscriber is gone. */
  async changed(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#dirty) await this.#news.wait(timeoutMs, signal);
  }

  close(): void {
    this.#stop?.();
    this.#stop = null;
    this.#forget();
  }

  #forget(): void {
    this.#pending.clear();
    this.#touchedNodes.clear();
  }

  #hear(commit: Commit): void {
    this.#heard = commit.revision;
    for (const change of commit.changes) {
      const streamed = asStreamed(change);
      if (streamed !== null) this.#queue(streamed);
    }
    if (this.#pending.size > this.#maxPending) this.lose();
    this.#news.open();
  }

  #queue(change: StreamedChange): void {
    if ((change.table === 'tasks' || change.table === 'offers') && change.value?.nodeId) {
      this.#touchedNodes.add(change.value.nodeId);
    }
    if (!this.#concerns(change)) return;
    this.#pending.set(keyOf(change), change);
    if (change.value === null) this.#withdrawEventsAbout(change.key);
  }

  /** Events leave a narrow scope with the object they are about, unless another scope shows them still. */
  #withdrawEventsAbout(objectId: string): void {
    for (const event of eventsAbout(this.#plane.view, objectId)) {
      if (this.#concerns(event)) continue;
      const gone = { table: 'events', key: event.key, value: null } as const;
      if (this.#concerns(gone)) this.#pending.set(keyOf(gone), gone);
    }
  }

  #concerns(change: StreamedChange): boolean {
    return this.#scopes.some((scope) => concerns(this.#plane.view, scope, change));
  }
}

const keyOf = (change: StreamedChange) => `${change.table}/${change.key}`;
