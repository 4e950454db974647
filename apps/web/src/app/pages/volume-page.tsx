import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { VolumeScreen } from '../../features/volumes/volume-screen.tsx';

const route = '/configuration/volumes/$namespace/$name';

export default function VolumePage() {
  const { namespace, name } = useParams({ from: route });
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <VolumeScreen
      key={`${namespace}/${name}`}
      namespace={namespace}
      name={name}
      panel={panel}
      onPanel={(next) => void navigate({ search: (old) => ({ ...old, panel: next }), replace: true })}
    />
  );
}
