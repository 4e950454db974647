import type { RailMark } from './rail-detail.ts';
import { RailGlyphShape } from './rail-glyph.tsx';
import { optionWords } from './rail-words.ts';

/** The radius of an ordinary revision's dot, by the pixels that each revision has. */
function dotRadius(width: number): number {
  if (width >= 44) return 5.5;
  return width >= 20 ? 4 : 2;
}

/** Below so many pixels a revision its marks would lie on those of its neighbours. */
const restoreMarkPixels = 10;

/** One revision on the rail. */
export function RailOption({
  at,
  x,
  y,
  width,
  labelX,
  isTarget,
  isHovered,
  hasArc,
  nowMs,
  onHover,
  onChoose,
}: Omit<Extract<RailMark, { kind: 'one' }>, 'kind'> & {
  y: number;
  /** Where its number stands; null: there is no room for it. */
  labelX: number | null;
  isTarget: boolean;
  isHovered: boolean;
  /** A line leads from it to what it restored. */
  hasArc: boolean;
  nowMs: number;
  onHover: (number: number | null) => void;
  onChoose: (toCompare: boolean) => void;
}) {
  const { entry, state } = at;
  const hitWidth = Math.max(6, width);
  const words = optionWords(at, nowMs);
  return (
    <g
      role="option"
      id={`revision-${entry.number}`}
      aria-selected={isTarget}
      aria-label={words}
      data-tone={state.tone}
      data-glyph={state.glyph}
      transform={`translate(${x} ${y})`}
      onClick={(event) => onChoose(event.shiftKey)}
      onPointerEnter={() => onHover(entry.number)}
      onPointerLeave={() => onHover(null)}
      className="cursor-pointer text-tone"
    >
      <title>{words}</title>
      <rect x={-hitWidth / 2} y={-20} width={hitWidth} height={56} className="fill-transparent" />
      {(isTarget || isHovered) && (
        <rect
          x={-13}
          y={-13}
          width={26}
          height={26}
          rx={6}
          strokeWidth={2}
          // A frame only: what lies under it, as another revision's mark in the scale of time, is still seen.
          className={isTarget ? 'fill-none stroke-accent' : 'fill-raised'}
        />
      )}
      <RailGlyphShape
        glyph={state.glyph}
        dot={dotRadius(isTarget || (state.notable && width >= 14) ? 44 : state.notable ? 20 : width)}
      />
      {entry.pinned !== null && (
        <path d="M0 -11V-20L7 -17L0 -14" strokeWidth={1.5} className="fill-accent stroke-accent" />
      )}
      {entry.restoredFrom !== null && !hasArc && width >= restoreMarkPixels && (
        <RestoreMark isBesidePin={entry.pinned !== null} />
      )}
      {labelX !== null && (
        <text
          x={labelX - x}
          y={26}
          textAnchor="middle"
          className={`text-label ${isTarget ? 'fill-accent font-semibold' : entry.current ? 'fill-ink font-semibold' : 'fill-ink-2'}`}
        >
          r{entry.number}
        </text>
      )}
    </g>
  );
}

/** An arrow that turns back, above what restored an earlier one while no line says so. */
function RestoreMark({ isBesidePin }: { isBesidePin: boolean }) {
  return (
    <path
      data-restored
      data-tone="draining"
      transform={`translate(${isBesidePin ? -6 : 0} -12)`}
      d="M-1 -7H1.5A2.5 2.5 0 0 1 1.5 -2H-4M-1.5 -4.5L-4 -2L-1.5 0.5"
      fill="none"
      strokeWidth={1.5}
      className="stroke-tone"
    />
  );
}
