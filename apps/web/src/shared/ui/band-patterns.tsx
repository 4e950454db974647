import type { ReactNode } from 'react';

/** What fills a band of a ribbon where the system forces its own colours (styles.css), told apart without any. */
export const bandPatternNames = [
  'turn-1',
  'turn-2',
  'turn-3',
  'current',
  'target',
  'missing',
  'predicted',
] as const;
export type BandPattern = (typeof bandPatternNames)[number];

const ink = { stroke: 'CanvasText', fill: 'none' } as const;
const chosen = { stroke: 'Highlight', fill: 'none' } as const;

/** Each in a square of so many pixels, which repeats. */
const drawn: Record<BandPattern, { size: number; turned?: true; shape: ReactNode }> = {
  'turn-1': { size: 6, shape: <path d="M1 2h1.5M4 5h1.5" {...ink} strokeWidth={1.5} /> },
  'turn-2': { size: 5, shape: <path d="M0 2.5h5" {...ink} /> },
  'turn-3': { size: 5, shape: <path d="M2.5 0v5" {...ink} /> },
  current: { size: 5, turned: true, shape: <path d="M2.5 0v5" {...ink} strokeWidth={2} /> },
  target: { size: 7, shape: <path d="M0 3.5h7M3.5 0v7" {...chosen} strokeWidth={2.5} /> },
  missing: { size: 4, turned: true, shape: <path d="M0 2h4M2 0v4" {...ink} strokeWidth={1.5} /> },
  predicted: { size: 6, turned: true, shape: <path d="M0 3h6" {...chosen} strokeWidth={2.5} /> },
};

/** The patterns, once on the page, for every ribbon on it. */
export function BandPatterns() {
  return (
    <svg width="0" height="0" aria-hidden="true" className="absolute">
      <defs>
        {bandPatternNames.map((name) => {
          const { size, turned, shape } = drawn[name];
          return (
            <pattern
              key={name}
              id={`band-${name}`}
              width={size}
              height={size}
              patternUnits="userSpaceOnUse"
              patternTransform={turned && 'rotate(45)'}
            >
              <rect width={size} height={size} fill="Canvas" />
              {shape}
            </pattern>
          );
        })}
      </defs>
    </svg>
  );
}
