import type { RailGlyph } from './revision-state.ts';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 2 } as const;
/** A ring covers what lies under it, as the ticks of a gap. */
const ring = { className: 'fill-panel', stroke: 'currentColor', strokeWidth: 2 } as const;

/** A revision's mark, centred on 0,0. `dot`: the radius of an ordinary one, smaller where there is little room. */
export function RailGlyphShape({ glyph, dot }: { glyph: RailGlyph; dot: number }) {
  switch (glyph) {
    case 'served':
      return <circle r={dot} fill="currentColor" />;
    case 'superseded':
      return <circle r={dot * 0.8} {...line} strokeWidth={1.5} />;
    case 'current':
      return (
        <>
          <circle r={8} {...ring} />
          <circle r={4.5} fill="currentColor" />
        </>
      );
    case 'currentDegraded':
      return (
        <>
          <circle r={7.5} {...ring} />
          <path d="M0 -7.5A7.5 7.5 0 0 1 0 7.5Z" fill="currentColor" />
        </>
      );
    case 'rolling':
      return (
        <>
          <circle r={7.5} {...ring} strokeOpacity={0.25} />
          <path className="sweep" d="M0 -7.5A7.5 7.5 0 1 1 -7.5 0" {...line} />
        </>
      );
    case 'paused':
      return (
        <>
          <circle r={7.5} {...ring} />
          <path d="M-2.25 -3.25v6.5M2.25 -3.25v6.5" {...line} />
        </>
      );
    case 'failed':
      return <path d="M-5 -5L5 5M5 -5L-5 5" {...line} strokeWidth={2.5} />;
    case 'lost':
      return (
        <>
          <circle r={5.5} {...ring} strokeWidth={1.5} />
          <path d="M-4 4L4 -4" {...line} strokeWidth={1.5} />
        </>
      );
    case 'aborted':
      return <path d="M0 -6.5L7 5.5H-7Z" {...line} strokeLinejoin="round" />;
  }
}
