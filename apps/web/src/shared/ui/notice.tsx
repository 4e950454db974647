import type { ReactNode } from 'react';
import type { Tone } from '../tone.ts';
import { classNames } from './class-names.ts';
import { StateGlyph } from './state-glyph.tsx';

/** A sentence that matters, on the tint of its state. */
export function Notice({
  tone,
  title,
  children,
  action,
  className,
  live = false,
}: {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** Announced when it appears. */
  live?: boolean;
}) {
  return (
    <div
      data-tone={tone}
      role={live ? 'status' : undefined}
      className={classNames(
        'flex flex-wrap items-start gap-x-2 gap-y-2 rounded-button bg-tone-tint px-2.5 py-2 text-tone-ink',
        className,
      )}
    >
      <StateGlyph tone={tone} className="mt-1" />
      <div className="min-w-0 flex-1 basis-48">
        {title !== undefined && <div className="font-medium">{title}</div>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
