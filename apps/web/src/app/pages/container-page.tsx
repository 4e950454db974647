import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ContainerScreen } from '../../features/containers/container-screen.tsx';
import { LogView } from '../../features/logs/log-view.tsx';

const route = '/containers/$id';

export default function ContainerPage() {
  const { id } = useParams({ from: route });
  const { q = '' } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <ContainerScreen
      key={id}
      id={id}
      logs={(task) => (
        <LogView
          source={{ task: task.id }}
          query={q}
          onQuery={(next) =>
            void navigate({ search: (old) => ({ ...old, q: next || undefined }), replace: true })
          }
          showTask={false}
        />
      )}
    />
  );
}
