import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What a person has open: a WebSocket or another upgraded connection, or the answer to a request. */
type Visit = Duplex | ServerResponse;

/** Who has what open, so that it can be ended when its person goes. */
export class Guests {
  readonly #visits = new Map<string, Set<Visit>>();

  admit(name: string, visit: Visit): void {
    const visits = this.#visits.get(name) ?? new Set();
    this.#visits.set(name, visits.add(visit));
    visit.once('close', () => {
      visits.delete(visit);
      if (visits.size === 0 && this.#visits.get(name) === visits) this.#visits.delete(name);
    });
  }

  /** Ends what streams. A call that is being answered is: it was let in when it was made, and may be the very one that led to this. */
  dismiss(name: string): void {
    for (const visit of this.#visits.get(name) ?? []) if (isStreaming(visit)) visit.destroy();
  }
}

const isStreaming = (visit: Visit) => !(visit instanceof ServerResponse) || visit.headersSent;
