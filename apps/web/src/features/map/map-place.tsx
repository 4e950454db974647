import type { ReactNode } from 'react';
import { classNames } from '../../shared/ui/class-names.ts';
import type { LitNodes } from './map-raster.ts';

/** A node's place: outlined when it is lit or chosen, faint when others are lit, with what would come to it. */
export function MapPlace({
  node,
  isChosen,
  arrivals,
  lit,
  children,
}: {
  /** Its id. */
  node: string;
  isChosen: boolean;
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
