import { useNavigate, useSearch } from '@tanstack/react-router';
import { StoredList } from '../../features/configuration/stored-list.tsx';
import { useListSearch } from '../list-search.ts';

const route = '/configuration/secrets';

export default function SecretsPage() {
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <StoredList
      kind="secret"
      list={useListSearch()}
      isNew={panel === 'new'}
      onNew={(shown) =>
        void navigate({ search: (old) => ({ ...old, panel: shown ? 'new' : undefined }), replace: true })
      }
    />
  );
}
