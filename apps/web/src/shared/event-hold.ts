import type { EventRecord } from '@gantry/model';
import { isSame } from './is-same.ts';

/** Events, newest first, that stand still under a hand: what happens meanwhile waits to be shown. */
export class EventHold {
  #asked: readonly unknown[] = [];
  #shown: readonly EventRecord[] = [];

  /** `asked`: what a person asked for; once it differs, all is shown. */
  of(
    newest: readonly EventRecord[],
    { isHeld, asked }: { isHeld: boolean; asked: readonly unknown[] },
  ): { events: readonly EventRecord[]; waiting: number } {
    if (!isHeld || this.#shown.length === 0 || !isSame(asked, this.#asked)) {
      this.#asked = asked;
      this.#shown = newest;
    }
    if (this.#shown === newest) return { events: newest, waiting: 0 };
    const known = new Map(this.#shown.map(({ id, lastAtMs }) => [id, lastAtMs]));
    const waiting = newest.filter(({ id, lastAtMs }) => known.get(id) !== lastAtMs).length;
    return { events: this.#shown, waiting };
  }
}
