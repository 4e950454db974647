import { Link } from '@tanstack/react-router';
import { cardGrid } from './card-grid.ts';
import { MapPicture } from './map-picture.tsx';
import { useMap } from './use-map.ts';
import { useMapSentence } from './use-map-sentence.ts';

/** As high as what stands beside it, where there are so many nodes that their tiles can be of any size. */
const heightPx = 520;

/** The places of the cards until their containers are known. */
function EmptyCards({ count }: { count: number }) {
  return (
    <div className={cardGrid}>
      {Array.from({ length: Math.min(count, 12) }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the places are all alike
        <div key={index} className="h-32.5 rounded-panel border border-line bg-panel" />
      ))}
    </div>
  );
}

/** The cluster's picture on the overview. */
export function OverviewMap() {
  const content = useMap();
  const { ready, nodes, unplaced } = content;
  const sentence = useMapSentence(content);
  return (
    <section aria-label="Cluster map" className="min-w-0">
      <header className="mb-2 flex items-baseline gap-x-3">
        <h2 className="shrink-0 text-emphasis font-semibold">Cluster map</h2>
        <span className="text-dense text-ink-3">{sentence}</span>
        <Link to="/map" className="ml-auto shrink-0 rounded-control text-dense text-ink-2 hover:text-accent">
          Open map
        </Link>
      </header>
      {ready ? (
        <MapPicture
          nodes={nodes}
          unplaced={unplaced}
          sizeBy="cpuMillis"
          groupKey={undefined}
          height={heightPx}
        />
      ) : (
        <EmptyCards count={nodes.length} />
      )}
    </section>
  );
}
