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
