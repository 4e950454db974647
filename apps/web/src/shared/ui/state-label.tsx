import type { Verdict } from '../tone.ts';
import { classNames } from './class-names.ts';
import { StateGlyph } from './state-glyph.tsx';

/** A glyph and its word, which stands on the line of the words beside it. `pill` puts them on their tint. */
export function StateLabel({
  verdict,
  pill = false,
  className,
}: {
  verdict: Verdict;
  pill?: boolean;
  className?: string | undefined;
}) {
  return (
    <span
      data-tone={verdict.tone}
      className={classNames(
        'inline-flex items-baseline gap-1.5 align-top whitespace-nowrap text-tone-ink',
        pill && 'rounded-control bg-tone-tint px-1.5 text-dense leading-5 font-medium',
        className,
      )}
    >
      <StateGlyph tone={verdict.tone} className="self-center" />
      {verdict.label}
    </span>
  );
}
