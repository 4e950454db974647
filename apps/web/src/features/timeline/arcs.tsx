import type { RevisionEntry } from '@gantry/client';
import type { LaneEntry } from './bursts.ts';
import { arcs, type Lane } from './lane-layout.ts';

/** Which restores to draw: those of the revision under the pointer and of the chosen one, and the newest. Never more than three. */
export function arcsToDraw(
  revisions: readonly RevisionEntry[],
  { target, hovered }: { target: number | null; hovered: number | null },
): RevisionEntry[] {
  const restores = revisions.filter((entry) => entry.restoredFrom !== null);
  const touching = [hovered, target].flatMap((about) =>
    restores.filter(({ number, restoredFrom }) => number === about || restoredFrom === about),
  );
  const newest = restores.at(-1);
  return [...new Set([...touching, ...(newest ? [newest] : [])])].slice(0, 3);
}

/** Of `r100 restored r99`, so that it does not run across the line of now. */
const labelWidth = 96;

/** Lines from a rollback to what it restored. */
export function Arcs({
  entries,
  marks,
  lane,
}: {
  entries: readonly RevisionEntry[];
  /** What stands where: a revision that is folded is in the mark of its burst. */
  marks: readonly LaneEntry[];
  lane: Lane;
}) {
  const centreOf = (number: number | null) => {
    const mark = marks.find(
      ({ entry, burst }) => entry.number === number || burst?.some((at) => at.entry.number === number),
    );
    const cell = lane.scale.cells.find((one) => one.number === mark?.entry.number);
    return cell && (cell.x0 + cell.x1) / 2;
  };
  return (
    <g data-tone="draining" className="text-tone-ink">
      {entries.map(({ number, restoredFrom }) => {
        const from = centreOf(number);
        const to = centreOf(restoredFrom);
        if (from === undefined) return null;
        // What was restored may be left of the window, or gone from the history.
        const end = to ?? 0;
        const depth = arcs.top + arcs.height - 14;
        return (
          <g key={number}>
            <path
              d={`M${from} ${arcs.top}C${from} ${depth} ${end} ${depth} ${end} ${arcs.top + 2}`}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.5}
              strokeDasharray="4 3"
            />
            {to !== undefined && (
              <path
                d={`M${end - 4} ${arcs.top + 6}L${end} ${arcs.top - 1}L${end + 4} ${arcs.top + 6}Z`}
                fill="currentColor"
              />
            )}
            <text
              x={Math.min((from + end) / 2, lane.nowX - labelWidth / 2)}
              y={arcs.top + arcs.height}
              textAnchor="middle"
              className="fill-tone-ink text-label"
            >
              r{number} restored r{restoredFrom}
            </text>
          </g>
        );
      })}
    </g>
  );
}
