import { Suspense, useEffect } from 'react';
import { MapToCome, Overview } from '../../features/overview/overview.tsx';
import { lazyPart } from '../../shared/missing-part.ts';

/** How things are is told without the map, which is fetched meanwhile. */
const loadMap = () => import('../../features/map/overview-map.tsx');
const OverviewMap = lazyPart(async () => ({ default: (await loadMap()).OverviewMap }));
// Of few clusters, and once.
const Welcome = lazyPart(() => import('../../features/overview/welcome.tsx'));

export default function OverviewPage() {
  useEffect(() => void loadMap().catch(() => {}), []);
  const map = (
    <Suspense fallback={<MapToCome />}>
      <OverviewMap />
    </Suspense>
  );
  const welcome = (
    <Suspense fallback={null}>
      <Welcome />
    </Suspense>
  );
  return <Overview map={map} welcome={welcome} />;
}
