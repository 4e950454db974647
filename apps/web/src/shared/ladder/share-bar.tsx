import { formatPercent } from '../format/quantity.ts';
import { kindWords, type Shares } from './shares.ts';

/**
 * What it has solid, what is held out to it hatched, with the resource at the end. A whole mark is its role's guarantee,
 * a broken one the limit, and a line below is what nodes keep for the role.
 */
export function ShareBar({ shares }: { shares: Shares }) {
  const { dominant, offeredRatio, guaranteeRatio, limitRatio, reservedRatio } = shares;
  const { kind, ratio } = dominant;
  const held = Math.min(ratio, offeredRatio);
  const label = [
    `${formatPercent(ratio)} of ${kindWords[kind]}`,
    held > 0 && `${formatPercent(held)} of it offered`,
    guaranteeRatio !== null && `its role is guaranteed ${formatPercent(guaranteeRatio)}`,
    limitRatio !== null && `limited to ${formatPercent(limitRatio)}`,
    reservedRatio > 0 && `${formatPercent(reservedRatio)} reserved for it on nodes`,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <span role="img" aria-label={label} title={label} className="flex items-center gap-2">
      <span className="relative flex-1" data-tone="offered">
        <span data-ground className="flex h-2.5 overflow-hidden rounded-control bg-pressed">
          <span data-cell className="h-full bg-accent" style={{ width: `${(ratio - held) * 100}%` }} />
          <span data-cell className="hatch h-full" style={{ width: `${held * 100}%` }} />
        </span>
        {reservedRatio > 0 && (
          <span
            data-mark
            className="absolute -bottom-1 left-0 border-b-2 border-ink-3"
            style={{ width: `${reservedRatio * 100}%` }}
          />
        )}
        <QuotaMark ratio={guaranteeRatio} className="border-solid" />
        <QuotaMark ratio={limitRatio} className="border-dashed" />
      </span>
      <span className="w-20 whitespace-nowrap text-right text-dense text-ink-2">
        {formatPercent(ratio)} {kindWords[kind]}
      </span>
    </span>
  );
}

/** The guarantee is a whole line, the limit a broken one. */
function QuotaMark({ ratio, className }: { ratio: number | null; className: string }) {
  if (ratio === null) return null;
  return (
    <span
      data-mark
      className={`absolute -inset-y-1 border-l-2 border-ink ${className}`}
      style={{ left: `calc(${ratio * 100}% - 1px)` }}
    />
  );
}
