import { keptLines } from './kept-lines.ts';
import type { ShownLine } from './log-buffer.ts';
import { choiceMatcher, type LogChoice } from './log-choice.ts';

type Narrowing = Pick<LogChoice, 'q' | 'severity' | 'revision' | 'replica' | 'stream'>;

const nothing: readonly ShownLine[] = [];
/** The one that is shown, the one that will be, and the ones that were typed on the way there. */
const mostKept = 4;

/**
 * The lines of one view that a choice keeps, for the last few choices. A search of all lines takes longer than it takes
 * others to come, with which the drawing of its result is given up and begun anew: what it has found by then stays found.
 */
export class KeptByChoice {
  readonly #readers = new Map<string, ReturnType<typeof keptLines>>();

  of(choice: Narrowing, lines: readonly ShownLine[]): readonly ShownLine[] {
    const key = JSON.stringify([choice.q, choice.severity, choice.revision, choice.replica, choice.stream]);
    const reader = this.#readers.get(key) ?? readerOf(choice);
    // The last one that was asked for is the last in the map.
    this.#readers.delete(key);
    this.#readers.set(key, reader);
    const [oldest] = this.#readers.keys();
    if (this.#readers.size > mostKept && oldest !== undefined) this.#readers.delete(oldest);
    return reader(lines);
  }
}

function readerOf(choice: Narrowing): ReturnType<typeof keptLines> {
  const matches = choiceMatcher(choice);
  return matches === null ? () => nothing : keptLines(matches);
}
