import { useSearch } from '@tanstack/react-router';
import { ConfigScreen } from '../../features/deploy/config-screen.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { useClock } from '../../live/clock.ts';

export default function DeploymentConfigPage() {
  const { from } = useSearch({ from: '/deployments/$namespace/$name/config' });
  const { deployment } = useCurrentDeployment();
  const isPast = useClock((clock) => clock.atMs !== null);
  // What the past says is nothing to begin an edit of the present from, not even until that is there.
  return (
    <ConfigScreen
      key={`${deployment.id} ${from} ${isPast}`}
      deployment={deployment}
      from={from}
      isPast={isPast}
    />
  );
}
