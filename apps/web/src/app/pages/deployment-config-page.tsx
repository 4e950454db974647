import { useSearch } from '@tanstack/react-router';
import { ConfigScreen } from '../../features/deploy/config-screen.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';

export default function DeploymentConfigPage() {
  const { from } = useSearch({ from: '/deployments/$namespace/$name/config' });
  const { deployment } = useCurrentDeployment();
  return <ConfigScreen key={`${deployment.id} ${from}`} deployment={deployment} from={from} />;
}
