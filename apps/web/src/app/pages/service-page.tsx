import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ServiceScreen } from '../../features/services/service-screen.tsx';

const route = '/services/$namespace/$name';

export default function ServicePage() {
  const { namespace, name } = useParams({ from: route });
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <ServiceScreen
      key={`${namespace}/${name}`}
      namespace={namespace}
      name={name}
      panel={panel}
      onPanel={(next) => void navigate({ search: (old) => ({ ...old, panel: next }), replace: true })}
    />
  );
}
