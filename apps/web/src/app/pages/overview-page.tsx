import { OverviewMap } from '../../features/map/overview-map.tsx';
import { Overview } from '../../features/overview/overview.tsx';
import { Welcome } from '../../features/overview/welcome.tsx';

export default function OverviewPage() {
  return <Overview map={<OverviewMap />} welcome={<Welcome />} />;
}
