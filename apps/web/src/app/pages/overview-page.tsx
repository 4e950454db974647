import { Suspense } from 'react';
import { OverviewMap } from '../../features/map/overview-map.tsx';
import { Overview } from '../../features/overview/overview.tsx';
import { lazyPart } from '../../shared/missing-part.ts';

// Of few clusters, and once.
const Welcome = lazyPart(() => import('../../features/overview/welcome.tsx'));

export default function OverviewPage() {
  const welcome = (
    <Suspense fallback={null}>
      <Welcome />
    </Suspense>
  );
  return <Overview map={<OverviewMap />} welcome={welcome} />;
}
