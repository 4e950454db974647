import { useNavigate, useSearch } from '@tanstack/react-router';
import { VolumeList } from '../../features/volumes/volume-list.tsx';

const route = '/configuration/volumes';

export default function VolumesPage() {
  const { q = '', sort = 'name', panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <VolumeList
      query={q}
      sort={sort}
      isNew={panel === 'new'}
      onSearch={(next) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true })}
    />
  );
}
