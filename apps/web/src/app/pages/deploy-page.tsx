import { useNavigate, useSearch } from '@tanstack/react-router';
import { DeployScreen } from '../../features/deploy/deploy-screen.tsx';

export default function DeployPage() {
  const { example } = useSearch({ from: '/deploy' });
  const navigate = useNavigate({ from: '/deploy' });
  return (
    <DeployScreen
      example={example}
      onExample={(id) => void navigate({ search: id === undefined ? {} : { example: id }, replace: true })}
    />
  );
}
