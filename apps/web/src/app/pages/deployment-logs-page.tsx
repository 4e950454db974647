import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { LogView } from '../../features/logs/log-view.tsx';

const route = '/deployments/$namespace/$name/logs';

export default function DeploymentLogsPage() {
  const choice = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const { deployment } = useCurrentDeployment();
  return (
    <LogView
      source={{ namespace: deployment.namespace, deployment: deployment.name }}
      choice={choice}
      onChoice={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
    />
  );
}
