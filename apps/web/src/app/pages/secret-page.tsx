import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { StoredScreen } from '../../features/configuration/stored-screen.tsx';

const route = '/configuration/secrets/$namespace/$name';

export default function SecretPage() {
  const { namespace, name } = useParams({ from: route });
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <StoredScreen
      key={`${namespace}/${name}`}
      kind="secret"
      namespace={namespace}
      name={name}
      panel={panel}
      onPanel={(next) => void navigate({ search: (old) => ({ ...old, panel: next }), replace: true })}
    />
  );
}
