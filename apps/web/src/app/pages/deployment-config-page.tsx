import { ConfigScreen } from '../../features/deploy/config-screen.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';

export default function DeploymentConfigPage() {
  return <ConfigScreen deployment={useCurrentDeployment().deployment} />;
}
