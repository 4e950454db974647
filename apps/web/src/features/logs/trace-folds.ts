import { firstAtLeast, growthOf } from './growth.ts';
import type { ShownLine } from './log-buffer.ts';

/** A line on the screen, and how many lines of its stack trace belong below it. */
export interface FoldedLines {
  lines: readonly ShownLine[];
  /** By the id of the line above a trace: so many lines, shown or not. */
  below: ReadonlyMap<number, number>;
}

interface Group {
  headId: number;
  size: number;
  isTrace: boolean;
}

const continues = /^(?:\s+\S|Caused by: )/;
/** As Node, Java, .NET, Python and Go write them. */
const ofTrace = /^(?:\s+at\s|\s+File "|\t\S+\.go:\d|Caused by: )/;
/** One line more is no list to fold. */
const fewest = 2;

const isFolded = ({ isTrace, size }: Group): boolean => isTrace && size >= fewest;

/**
 * Takes the lines of stack traces out from below the line that they explain, but for those that are `open`. Replicas
 * write at the same time, so each line goes by the last one of its own container and stream. Of a list that grows only
 * new lines are looked at.
 */
export class TraceFolds {
  #lines: readonly ShownLine[] = [];
  #open: ReadonlySet<number> = new Set();
  /** The last group of each container's stream. */
  #last = new Map<string, Group>();
  /** By the ids of lines that go on from the one before, which rise. */
  #groupOf = new Map<number, Group>();
  #below = new Map<number, number>();
  /** What is shown of the lines, as long as there is a trace among them. */
  #shown: readonly ShownLine[] = [];

  fold(lines: readonly ShownLine[], open: ReadonlySet<number>): FoldedLines {
    const growth = growthOf(this.#lines, lines);
    const goesOn = growth !== null && this.#letGo(growth.gone, lines[0]!.id);
    if (!goesOn) this.#begin();
    const changedId = this.#add(goesOn ? growth.fresh : lines);
    this.#show(lines, open, goesOn && open === this.#open ? changedId : Number.NEGATIVE_INFINITY);
    this.#lines = lines;
    this.#open = open;
    return this.#below.size === 0
      ? { lines, below: this.#below }
      : { lines: this.#shown, below: this.#below };
  }

  #begin(): void {
    this.#last = new Map();
    this.#groupOf = new Map();
    this.#below = new Map();
    this.#shown = [];
  }

  /** Forgets what is before a line. False: a group would be left without its first line. */
  #letGo(gone: number, firstId: number): boolean {
    if (gone === 0) return true;
    for (const id of this.#groupOf.keys()) {
      if (id >= firstId) break;
      this.#groupOf.delete(id);
    }
    for (const { headId } of this.#groupOf.values()) if (headId < firstId) return false;
    for (const id of this.#below.keys()) if (id < firstId) this.#below.delete(id);
    // What comes now does not go on from a line that is not there any more.
    for (const [source, { headId }] of this.#last) if (headId < firstId) this.#last.delete(source);
    return true;
  }

  /** Puts lines into groups. Returns the id from which on others are shown than before. */
  #add(fresh: readonly ShownLine[]): number {
    let changedId = fresh[0]?.id ?? Number.POSITIVE_INFINITY;
    for (const line of fresh) {
      const group = this.#join(line);
      if (group === null) continue;
      const wasFolded = isFolded(group);
      group.size += 1;
      group.isTrace ||= ofTrace.test(line.text);
      this.#groupOf.set(line.id, group);
      if (!isFolded(group)) continue;
      this.#below.set(group.headId, group.size);
      if (!wasFolded) changedId = Math.min(changedId, group.headId);
    }
    return changedId;
  }

  /** The group that a line goes on. null: none, and the next may go on from it. */
  #join({ id, taskId, stream, text }: ShownLine): Group | null {
    if (stream === 'note') return null;
    const source = `${taskId} ${stream}`;
    const group = this.#last.get(source);
    if (group !== undefined && continues.test(text)) return group;
    this.#last.set(source, { headId: id, size: 0, isTrace: false });
    return null;
  }

  #show(lines: readonly ShownLine[], open: ReadonlySet<number>, changedId: number): void {
    const isNone = this.#below.size === 0;
    // Nothing was kept while all was shown.
    const fromId = this.#shown.length === 0 ? Number.NEGATIVE_INFINITY : changedId;
    const stay = this.#shown.slice(
      firstAtLeast(this.#shown, lines[0]?.id ?? 0),
      firstAtLeast(this.#shown, fromId),
    );
    this.#shown = isNone ? [] : [...stay, ...this.#unfolded(lines.slice(firstAtLeast(lines, fromId)), open)];
  }

  #unfolded(lines: readonly ShownLine[], open: ReadonlySet<number>): ShownLine[] {
    return lines.filter(({ id }) => {
      const group = this.#groupOf.get(id);
      return group === undefined || !isFolded(group) || open.has(group.headId);
    });
  }
}
