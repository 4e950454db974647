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

const goesOn = /^(?:\s+\S|Caused by: )/;
/** As Node, Java, .NET, Python and Go write them. */
const ofTrace = /^(?:\s+at\s|\s+File "|\t\S+\.go:\d|Caused by: )/;
/** One line more is no list to fold. */
const fewest = 2;

/**
 * Takes the lines of stack traces out from below the line that they explain, but for those that are `open`. Replicas
 * write at the same time, so each line goes by the last one of its own container and stream.
 */
export function foldTraces(lines: readonly ShownLine[], open: ReadonlySet<number>): FoldedLines {
  const groups = new Map<string, Group>();
  const groupOf = lines.map((line) => {
    if (line.stream === 'note') return null;
    const source = `${line.taskId} ${line.stream}`;
    const group = groups.get(source);
    if (group === undefined || !goesOn.test(line.text)) {
      groups.set(source, { headId: line.id, size: 0, isTrace: false });
      return null;
    }
    group.size += 1;
    group.isTrace ||= ofTrace.test(line.text);
    return group;
  });
  const isFolded = (group: Group | null | undefined): group is Group =>
    group?.isTrace === true && group.size >= fewest;
  const below = new Map<number, number>();
  for (const group of groupOf) if (isFolded(group)) below.set(group.headId, group.size);
  if (below.size === 0) return { lines, below };
  const shown = lines.filter((_, index) => {
    const group = groupOf[index];
    return !isFolded(group) || open.has(group.headId);
  });
  return { lines: shown, below };
}
