import type { LogBatch, LogLine } from '@gantry/client';

/** A line on the screen: of a container, or a note of the viewer's own (an end, lines left out). */
export interface ShownLine {
  /** Rises by one for each line ever added. */
  id: number;
  atMs: number | null;
  taskId: string;
  taskName: string;
  /** Of a task's containers; left out in a note. */
  container?: string;
  /** 0: of no revision. */
  revision: number;
  stream: 'stdout' | 'stderr' | 'note';
  text: string;
}

/** So many lines are kept; the oldest go. */
export const mostLines = 200_000;
const slack = 10_000;
const noTask = { taskName: '', revision: 0, stream: 'note' } as const;
/** So long after the first lines all others that were there already have come, from whichever node. */
export const settledAfterMs = 2_000;

/**
 * The lines of one log view, outside React. What was there already is put in the order of its time, though each node sends
 * its own at a moment of its own. What comes later stands in the order in which the server read it, in a batch by time.
 */
export class LogBuffer {
  #lines: ShownLine[] = [];
  #nextId = 0;
  #firstAtMs: number | null = null;
  #completeFromMs: number | null = null;
  #listeners = new Set<() => void>();
  #version = 0;

  get lines(): readonly ShownLine[] {
    return this.#lines;
  }

  /** Rises with every change. */
  get version(): number {
    return this.#version;
  }

  add({ lines, dropped, ended }: LogBatch): void {
    this.#firstAtMs ??= performance.now();
    // Readers hold the array that they were given, and tell by it what is new: it stays as it is.
    this.#lines = [...this.#lines];
    if (dropped > 0) this.#note(`${dropped} lines came too fast to be shown`, null);
    const inOrder = lines.toSorted(byTime);
    if (!this.#isFollowing() && this.#isLate(inOrder)) this.#putBetween(inOrder);
    else for (const line of inOrder) this.#push({ ...line, id: this.#nextId++ });
    // How a task ended is in its record, which says more than that its output did.
    for (const { taskName, taskId, error } of ended)
      if (error !== null) this.#note(`${taskName}: ${error}`, taskId);
    this.#changed();
  }

  /**
   * From which moment on nothing is missing, as each container's newest lines alone were asked for: the first line of
   * one that may have written more than these. null: no line has a time.
   */
  completeFromMs(askedLines: number): number | null {
    if (this.#completeFromMs !== null) return this.#completeFromMs;
    const sources = new Map<string, { firstMs: number; count: number }>();
    for (const { taskId, container, atMs } of this.#lines) {
      if (atMs === null) continue;
      const source = sources.get(`${taskId} ${container}`) ?? { firstMs: atMs, count: 0 };
      sources.set(`${taskId} ${container}`, { ...source, count: source.count + 1 });
    }
    const all = [...sources.values()];
    const cut = all.filter(({ count }) => count >= askedLines).map(({ firstMs }) => firstMs);
    if (cut.length > 0) return Math.max(...cut);
    return all.length === 0 ? null : Math.min(...all.map(({ firstMs }) => firstMs));
  }

  /** How many of the lines at the beginning are of before a moment. */
  countBefore(untilMs: number): number {
    const from = this.#lines.findIndex(({ atMs }) => (atMs ?? 0) >= untilMs);
    return from === -1 ? this.#lines.length : from;
  }

  /** Puts all that was written until `untilMs` before what came after it. */
  prepend(lines: readonly LogLine[], untilMs: number): void {
    // Of what is replaced nothing older than the answer can be left: that would be a gap in the middle.
    const kept = this.#lines.slice(this.countBefore(untilMs));
    const keptId = kept[0]?.id ?? this.#nextId;
    // The line that was first has its id again, and so its place on the screen.
    const firstId = Math.min(keptId - lines.length, (this.#lines[0]?.id ?? keptId) - 1);
    const older = lines.map((line, index) => ({ ...line, id: firstId + index }));
    this.#lines = [...older, ...kept];
    this.#completeFromMs = lines[0]?.atMs ?? untilMs;
    this.#changed();
  }

  #isFollowing(): boolean {
    return this.#firstAtMs !== null && performance.now() - this.#firstAtMs > settledAfterMs;
  }

  /** Its first line was written before the last one that is there. */
  #isLate([first]: readonly LogLine[]): boolean {
    const last = this.#lines.findLast(({ atMs }) => atMs !== null);
    return first !== undefined && last !== undefined && byTime(first, last) < 0;
  }

  /** Each line to its place in time. All have new ids, from a lower one on, which tells readers to begin anew. */
  #putBetween(late: readonly LogLine[]): void {
    const firstId = (this.#lines[0]?.id ?? this.#nextId) - late.length;
    const all = inOrderOfTime(this.#lines, late);
    this.#lines = all.map((line, index) => ({ ...line, id: firstId + index }));
  }

  clear(): void {
    this.#lines = [];
    this.#completeFromMs = null;
    this.#changed();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #note(text: string, taskId: string | null): void {
    this.#push({ id: this.#nextId++, atMs: null, taskId: taskId ?? '', ...noTask, text });
  }

  #push(line: ShownLine): void {
    this.#lines.push(line);
  }

  #changed(): void {
    // In large steps, so that it stays cheap.
    const over = this.#lines.length - mostLines;
    if (over > slack) this.#lines = this.#lines.slice(over);
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

function byTime(a: Pick<LogLine, 'atMs'>, b: Pick<LogLine, 'atMs'>): number {
  return (a.atMs ?? 0) - (b.atMs ?? 0);
}

/** One list of two that are in order. Of the same moment, and without one, what was there stays first. */
function inOrderOfTime<A extends Pick<LogLine, 'atMs'>, B extends Pick<LogLine, 'atMs'>>(
  there: readonly A[],
  late: readonly B[],
): (A | B)[] {
  const all: (A | B)[] = [];
  let taken = 0;
  for (const line of there) {
    while (line.atMs !== null && taken < late.length && byTime(late[taken]!, line) < 0)
      all.push(late[taken++]!);
    all.push(line);
  }
  return [...all, ...late.slice(taken)];
}

/** What to look for: plain text, or `/a pattern/`. null: the pattern is not one. */
export function lineMatcher(query: string): ((line: ShownLine) => boolean) | null {
  if (query === '') return () => true;
  const pattern = /^\/(.+)\/(i?)$/.exec(query);
  if (pattern === null) {
    const wanted = query.toLowerCase();
    return (line) => line.text.toLowerCase().includes(wanted);
  }
  try {
    const expression = new RegExp(pattern[1] ?? '', pattern[2]);
    return (line) => expression.test(line.text);
  } catch {
    return null;
  }
}

/** Lines as a file: what is on the screen and nothing else. */
export function logFileText(lines: readonly ShownLine[]): string {
  return lines
    .map(({ atMs, taskName, text }) =>
      [atMs === null ? '' : new Date(atMs).toISOString(), taskName, text].join(' '),
    )
    .join('\n');
}
