import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ContainerScreen } from '../../features/containers/container-screen.tsx';
import { LogView } from '../../features/logs/log-view.tsx';
import { TerminalStarter } from '../../features/terminal/terminal-starter.tsx';

const route = '/containers/$id';

export default function ContainerPage() {
  const { id } = useParams({ from: route });
  const { view, ...choice } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <ContainerScreen
      key={id}
      id={id}
      view={view}
      onView={(next) => void navigate({ search: (old) => ({ ...old, view: next }) })}
      terminal={(task) => <TerminalStarter task={task} />}
      logs={(task) => (
        <LogView
          source={{ task: task.id }}
          choice={choice}
          onChoice={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        />
      )}
    />
  );
}
