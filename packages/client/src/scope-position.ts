import type { ChangesMessage, Delta, SnapshotPart, StreamedChange } from '@gantry/api';

/** The far end of one scope's stream. */
export interface ChangesSource {
  subscribe(
    input: { scopes: string[]; since?: string },
    observer: {
      onData(message: { id: string; data: ChangesMessage }): void;
      onError(error: unknown): void;
      onComplete(): void;
      onConnectionStateChange?(state: { state: 'idle' | 'connecting' | 'pending' }): void;
    },
  ): { unsubscribe(): void };
}

/** What applying a message does to the tables. */
export interface Applied {
  changes: StreamedChange[];
  /** The scope is now shown in full: whatever it held before and does not hold now is gone from it. */
  whole: boolean;
}

/**
 * One scope's position in the stream. A snapshot takes effect only when all its parts are there; a delta only when it
 * starts where the last message ended.
 */
export class ScopePosition {
  #revision: number | null = null;
  #parts: SnapshotPart[] = [];

  /** Revision of what was applied; null before the first whole snapshot. */
  get revision(): number | null {
    return this.#revision;
  }

  /** null: nothing to apply yet. `gap`: messages are missing, only a fresh snapshot helps. */
  take(message: ChangesMessage): Applied | 'gap' | null {
    return message.kind === 'snapshot' ? this.#takePart(message) : this.#takeDelta(message);
  }

  #takePart(part: SnapshotPart): Applied | 'gap' | null {
    if (part.part === 0) this.#parts = [];
    const [first] = this.#parts;
    if (part.part !== this.#parts.length || (first && first.revision !== part.revision)) return 'gap';
    this.#parts.push(part);
    if (this.#parts.length < part.parts) return null;
    const changes = this.#parts.flatMap((one) => one.changes);
    this.#parts = [];
    this.#revision = part.revision;
    return { changes, whole: true };
  }

  #takeDelta(delta: Delta): Applied | 'gap' {
    if (this.#revision !== delta.from) return 'gap';
    this.#revision = delta.to;
    return { changes: delta.changes, whole: false };
  }
}
