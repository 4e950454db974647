import { diffLines } from 'diff';

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

export interface DiffBlock {
  kind: 'lines' | 'hidden';
  lines: DiffLine[];
}

/** Lines that stay the same on both sides of a change. */
const context = 3;

export function lineDiff(before: string, after: string): DiffLine[] {
  return diffLines(before, after).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text) => ({
        kind: added ? ('added' as const) : removed ? ('removed' as const) : ('same' as const),
        text,
      })),
  );
}

/** Folds what is the same and far from any change. */
export function diffBlocks(lines: readonly DiffLine[]): DiffBlock[] {
  const changed = lines.flatMap((line, index) => (line.kind === 'same' ? [] : [index]));
  const near = (index: number) => changed.some((at) => Math.abs(at - index) <= context);
  const blocks: DiffBlock[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = near(index) ? 'lines' : 'hidden';
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks;
}

/** One row of two texts beside each other; null: nothing stands against the other side's line. */
export interface DiffRow {
  left: DiffLine | null;
  right: DiffLine | null;
}

/** The old text on the left, the new one on the right: what was taken away stands against what came in its place. */
export function diffRows(lines: readonly DiffLine[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const close = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1)
      rows.push({ left: removed[at] ?? null, right: added[at] ?? null });
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line);
    else if (line.kind === 'added') added.push(line);
    else {
      close();
      rows.push({ left: line, right: line });
    }
  }
  close();
  return rows;
}
