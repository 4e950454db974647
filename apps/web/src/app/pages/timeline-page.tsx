import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { TimelineScreen } from '../../features/timeline/timeline-screen.tsx';

export default function TimelinePage() {
  const { deployment, rollout } = useCurrentDeployment();
  return <TimelineScreen deployment={deployment} rollout={rollout} />;
}
