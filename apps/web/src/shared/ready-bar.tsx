import { formatCount } from './format/quantity.ts';

/** `2/3` and how much of the wanted is ready, as a short bar where there is room beside the longest figures. */
export function ReadyBar({ ready, desired, tone }: { ready: number; desired: number; tone: string }) {
  const ratio = desired === 0 ? 0 : Math.min(1, ready / desired);
  // What is ready is as quiet as anywhere: a few that lack are a small mark, however many there are.
  const isPartly = tone === 'degraded' && ratio > 0 && ratio < 1;
  // All that is wanted is ready, whatever else is the matter: the status beside it says that.
  const isQuiet = isPartly || ratio === 1;
  return (
    <span className="@container flex items-center gap-2">
      <span
        aria-hidden="true"
        data-ground
        data-tone={isQuiet ? 'running' : tone}
        className="hidden h-1.5 w-10 shrink-0 overflow-hidden rounded-full bg-pressed @min-[7.75rem]:flex"
      >
        <span data-cell className="h-full min-w-0 bg-tone" style={{ width: `${ratio * 100}%` }} />
        {isPartly && (
          <span data-cell data-tone={tone} className="h-full min-w-0.75 flex-1 shrink-0 bg-tone" />
        )}
      </span>
      <span className="shrink-0 whitespace-nowrap">
        {formatCount(ready)}
        <span className="text-ink-3">/{formatCount(desired)}</span>
      </span>
    </span>
  );
}
