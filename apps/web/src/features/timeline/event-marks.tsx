import type { EventPlace } from './event-places.ts';
import { ribbon } from './lane-layout.ts';

const top = ribbon.top + ribbon.height + 8;

/** What explains the ribbon's shape, under the axis. */
export function EventMarks({ places }: { places: readonly EventPlace[] }) {
  return places.map(({ key, x, glyph, words, title, isTold, isTrouble }) => (
    <g key={key} data-mark={glyph} transform={`translate(${x} ${top})`}>
      <title>{title}</title>
      <path d="M0 -8v6M0 18V30" className="fill-none stroke-line-strong" />
      <text
        x={4}
        y={30}
        data-tone={isTrouble ? 'failed' : undefined}
        className={`text-label ${isTrouble ? 'fill-tone-ink' : 'fill-ink-2'}`}
      >
        {isTold ? `${glyph} ${words}` : glyph}
      </text>
    </g>
  ));
}
