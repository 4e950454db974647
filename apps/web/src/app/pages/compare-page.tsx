import { CompareScreen } from '../../features/compare/compare-screen.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';

export default function ComparePage() {
  return <CompareScreen deployment={useCurrentDeployment().deployment} />;
}
