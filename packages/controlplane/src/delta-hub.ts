import type { Commit } from '@gantry/model';
import type { Log } from './log.ts';

type Listener = (commit: Commit) => void;

/**
 * The newest durable commits, and everybody who wants to hear of the next ones. A subscriber starts at any revision
 * that the ring still holds and misses none after it.
 */
export class DeltaHub {
  readonly #bounds: { commits: number; changes: number };
  readonly #log: Log;
  readonly #listeners = new Set<Listener>();
  /** Ends at `#head`, without a gap. */
  #ring: Commit[] = [];
  #changes = 0;
  #head: number;

  constructor(options: { head: number; bounds: { commits: number; changes: number }; log: Log }) {
    this.#head = options.head;
    this.#bounds = options.bounds;
    this.#log = options.log;
  }

  get subscribers(): number {
    return this.#listeners.size;
  }

  publish(commit: Commit): void {
    this.#head = commit.revision;
    this.#ring.push(commit);
    this.#changes += commit.changes.length;
    this.#trim();
    for (const listener of [...this.#listeners]) this.#tell(listener, commit);
  }

  /** null: the ring does not reach from `afterRevision` to now. */
  subscribe(afterRevision: number, onCommit: Listener): (() => void) | null {
    const behind = this.#head - afterRevision;
    if (behind < 0 || behind > this.#ring.length) return null;
    const listener: Listener = (commit) => onCommit(commit);
    this.#listeners.add(listener);
    for (const commit of this.#ring.slice(this.#ring.length - behind)) this.#tell(listener, commit);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** One listener's throw is its own loss: the others are told, and it is never told again. */
  #tell(listener: Listener, commit: Commit): void {
    if (!this.#listeners.has(listener)) return;
    try {
      listener(commit);
    } catch (error) {
      this.#listeners.delete(listener);
      this.#log.error({ err: error, revision: commit.revision }, 'A subscriber threw and was dropped');
    }
  }

  /** In bulk, because cutting an array's front is as long as the array. */
  #trim(): void {
    if (this.#ring.length <= this.#bounds.commits && this.#changes <= this.#bounds.changes) return;
    let kept = this.#changes;
    let cut = 0;
    const fewCommits = this.#bounds.commits * 0.9;
    const fewChanges = this.#bounds.changes * 0.9;
    while (cut < this.#ring.length - 1 && (this.#ring.length - cut > fewCommits || kept > fewChanges)) {
      kept -= this.#ring[cut]!.changes.length;
      cut += 1;
    }
    this.#ring = this.#ring.slice(cut);
    this.#changes = kept;
  }
}
