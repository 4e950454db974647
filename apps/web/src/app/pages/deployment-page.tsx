import { DeploymentScreen } from '../../features/deployment/deployment-screen.tsx';

export default function DeploymentPage() {
  return <DeploymentScreen />;
}
