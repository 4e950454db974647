import type { EventPlace } from './event-places.ts';
import { ribbon } from './lane-layout.ts';

const top = ribbon.top + ribbon.height + 8;

/** What explains the ribbon's shape, under the axis. The glyph is next to the mark's line on either side. */
export function EventMarks({ places }: { places: readonly EventPlace[] }) {
  return places.map(({ key, x, side, glyph, words, title, isTrouble }) => {
    const isLeft = side === 'left';
    const told = isLeft ? `${words} ${glyph}` : `${glyph} ${words}`.trimEnd();
    return (
      <g key={key} data-mark={glyph} transform={`translate(${x} ${top})`}>
        <title>{title}</title>
        {/* So large that a glyph alone is met by the pointer. */}
        <rect x={isLeft ? -18 : -4} y={14} width={22} height={22} className="fill-transparent" />
        <path d="M0 -8v6M0 18V30" className="fill-none stroke-line-strong" />
        <text
          x={isLeft ? -4 : 4}
          y={30}
          textAnchor={isLeft ? 'end' : 'start'}
          data-tone={isTrouble ? 'failed' : undefined}
          className={`text-label ${isTrouble ? 'fill-tone-ink' : 'fill-ink-2'}`}
        >
          {told}
        </text>
      </g>
    );
  });
}
