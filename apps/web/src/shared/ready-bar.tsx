import { formatCount } from './format/quantity.ts';

/** `2/3` and how much of the wanted is ready, as a short bar. */
export function ReadyBar({ ready, desired, tone }: { ready: number; desired: number; tone: string }) {
  const ratio = desired === 0 ? 0 : Math.min(1, ready / desired);
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden="true"
        data-tone={tone}
        className="hidden h-1.5 w-14 min-w-0 overflow-hidden rounded-full bg-pressed sm:block"
      >
        <span data-cell className="block h-full bg-tone" style={{ width: `${ratio * 100}%` }} />
      </span>
      <span className="shrink-0 whitespace-nowrap">
        {formatCount(ready)}
        <span className="text-ink-3">/{formatCount(desired)}</span>
      </span>
    </span>
  );
}
