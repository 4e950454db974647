import type { RevisionEntry } from '@gantry/client';
import type { RailGlyph } from './revision-state.ts';
import type { Cell } from './scale.ts';

export interface Label {
  number: number;
  x: number;
}

/** Two labels are never closer than this: the width of `r1234` and some air. */
export const leastLabelPixels = 34;

export interface LabelContext {
  target: number | null;
  glyphOf: (entry: RevisionEntry) => RailGlyph | undefined;
  /** What rollbacks went back to: the other ends of their lines. */
  restored: ReadonlySet<number>;
}

/** What deserves the room first, as numbers; equal ones go to the newer revision. */
function priorityOf(entry: RevisionEntry, { target, glyphOf, restored }: LabelContext): number {
  if (entry.current) return 9;
  if (entry.number === target) return 8;
  if (glyphOf(entry) === 'failed') return 6;
  if (entry.restoredFrom !== null || restored.has(entry.number)) return 5;
  if (entry.pinned !== null) return 4;
  return glyphOf(entry) === 'aborted' ? 3 : 1;
}

/** Below so many pixels a revision only the most telling labels stand, and below the other only the chosen ones. */
const fewBelowPixels = 8;
const chosenBelowPixels = 3;
const fewLabels = 8;
/** Half of the widest label; at the right end it keeps its distance from the line of now. */
const halfPixels = 14;
const fromNowPixels = 2;
const chosenRank = 8;

/** As many labels as fit without touching and without leaving the lane, the important ones first. */
export function chooseLabels(
  revisions: readonly RevisionEntry[],
  cells: readonly Cell[],
  context: LabelContext,
): Label[] {
  const [left, right] = [cells[0]?.x0 ?? 0, cells.at(-1)?.x1 ?? 0];
  const each = (right - left) / Math.max(1, cells.length);
  const most = each < fewBelowPixels ? fewLabels : Number.POSITIVE_INFINITY;
  const leastRank = each < chosenBelowPixels ? chosenRank : 0;
  const inside = (x: number) => Math.max(left + halfPixels, Math.min(right - halfPixels - fromNowPixels, x));
  const centres = new Map(cells.map((cell) => [cell.number, inside((cell.x0 + cell.x1) / 2)]));
  const wished = revisions
    .filter((entry) => centres.has(entry.number))
    .map((entry) => ({
      number: entry.number,
      x: centres.get(entry.number) ?? 0,
      rank: priorityOf(entry, context),
    }))
    .filter(({ rank }) => rank >= leastRank)
    .sort((a, b) => b.rank - a.rank || b.number - a.number);
  const chosen: Label[] = [];
  for (const { number, x } of wished) {
    if (chosen.length === most) break;
    if (chosen.every((label) => Math.abs(label.x - x) >= leastLabelPixels)) chosen.push({ number, x });
  }
  return chosen.sort((a, b) => a.x - b.x);
}
