import { useNavigate, useSearch } from '@tanstack/react-router';
import { StoredList } from '../../features/configuration/stored-list.tsx';

const route = '/configuration/configs';

export default function ConfigsPage() {
  const { q = '', sort = 'name', panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <StoredList
      kind="config"
      query={q}
      sort={sort}
      isNew={panel === 'new'}
      onSearch={(next) => void navigate({ search: (old) => ({ ...old, ...next }), replace: true })}
    />
  );
}
