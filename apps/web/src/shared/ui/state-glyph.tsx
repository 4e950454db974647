import type { ReactNode } from 'react';
import type { Tone } from '../tone.ts';
import { classNames } from './class-names.ts';

const outline = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.75 } as const;

/** Shape first, colour second: each state is told apart in black and white. Drawn in a 16 by 16 box. */
const shapes: Record<Tone, ReactNode> = {
  running: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  progress: (
    <>
      <circle cx="8" cy="8" r="5.1" {...outline} />
      <path d="M8 8V2.9A5.1 5.1 0 0 1 13.1 8z" fill="currentColor" />
    </>
  ),
  pending: <circle cx="8" cy="8" r="5.1" {...outline} />,
  degraded: (
    <>
      <circle cx="8" cy="8" r="5.1" {...outline} />
      <path d="M8 2.9a5.1 5.1 0 0 0 0 10.2z" fill="currentColor" />
    </>
  ),
  failed: <path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4" {...outline} strokeWidth={2.25} />,
  draining: <path d="M2.8 4.2h10.4L8 12.8z" {...outline} strokeLinejoin="round" />,
  canary: <path d="m8 2.2 5.8 5.8L8 13.8 2.2 8z" fill="currentColor" />,
  offered: <path d="m8 2.6 5.4 5.4L8 13.4 2.6 8z" {...outline} strokeLinejoin="round" />,
  stopped: <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />,
  unknown: (
    <>
      <path d="M5.2 5.6a2.8 2.8 0 1 1 4.4 2.3C8.5 8.7 8 9.2 8 10.2" {...outline} strokeLinecap="round" />
      <circle cx="8" cy="12.9" r="1.1" fill="currentColor" />
    </>
  ),
};

export function StateGlyph({
  tone,
  size = 12,
  className,
}: {
  tone: Tone;
  size?: number;
  className?: string;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      data-tone={tone}
      className={classNames('shrink-0 text-tone-ink', className)}
      aria-hidden="true"
    >
      {shapes[tone]}
    </svg>
  );
}
