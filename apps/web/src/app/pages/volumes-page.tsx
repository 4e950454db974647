import { useNavigate, useSearch } from '@tanstack/react-router';
import { VolumeList } from '../../features/volumes/volume-list.tsx';
import { useListSearch } from '../list-search.ts';

const route = '/configuration/volumes';

export default function VolumesPage() {
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <VolumeList
      list={useListSearch()}
      isNew={panel === 'new'}
      onNew={(shown) =>
        void navigate({ search: (old) => ({ ...old, panel: shown ? 'new' : undefined }), replace: true })
      }
    />
  );
}
