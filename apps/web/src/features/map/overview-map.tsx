import { Link } from '@tanstack/react-router';
import { mapSentence } from './map-node.ts';
import { MapPicture } from './map-picture.tsx';
import { useMap } from './use-map.ts';

/** The cluster's picture on the overview. */
export function OverviewMap() {
  const { nodes, unplaced } = useMap();
  return (
    <section aria-label="Cluster map" className="min-w-0">
      <header className="mb-2 flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-emphasis font-semibold">Cluster map</h2>
        <span className="text-dense text-ink-3">{mapSentence(nodes, unplaced)}</span>
        <Link to="/map" className="ml-auto rounded-control text-dense text-ink-2 hover:text-accent">
          Open map
        </Link>
      </header>
      <MapPicture nodes={nodes} unplaced={unplaced} sizeBy="cpuMillis" groupKey={undefined} height={360} />
    </section>
  );
}
