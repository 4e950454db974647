import type { ReactNode } from 'react';
import { classNames } from '../../shared/ui/class-names.ts';
import type { LitNodes } from './map-raster.ts';

/**
 * A node's place: outlined when it is lit or chosen, faint when others are lit; in a what-if, hatched when it would be lost,
 * or with what would come to it.
 */
export function MapPlace({
  node,
  isChosen,
  isLost,
  arrivals,
  lit,
  children,
}: {
  /** Its id. */
  node: string;
  isChosen: boolean;
  isLost: boolean;
  arrivals: number;
  lit: LitNodes;
  children: ReactNode;
}) {
  const isLit = lit?.has(node) ?? false;
  return (
    <div
      data-node={node}
      data-lit={isLit || undefined}
      data-chosen={isChosen || undefined}
      className={classNames(
        'relative grid min-w-0 rounded-panel',
        (isLit || isChosen) && 'outline-2 outline-offset-1 outline-accent',
        isChosen && 'bg-accent/10',
        lit !== null && !isLit && 'opacity-40',
      )}
    >
      {children}
      {isLost && (
        <>
          <span
            data-lost
            data-tone="unknown"
            className="pointer-events-none absolute inset-0 rounded-panel hatch-sparse bg-panel/40 opacity-50 outline outline-tone"
          />
          <span
            data-tone="unknown"
            className="absolute -top-2 right-2 rounded-full border border-dashed border-tone bg-panel px-1.5 text-label text-tone-ink"
          >
            lost
          </span>
        </>
      )}
      {arrivals > 0 && (
        <span
          data-arrivals={arrivals}
          data-tone="canary"
          className="absolute -top-2 right-2 rounded-full border border-dashed border-tone bg-panel px-1.5 text-label text-tone-ink"
        >
          +{arrivals}
        </span>
      )}
    </div>
  );
}
