import type { TaskRecord } from '@gantry/model';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ContainerScreen } from '../../features/containers/container-screen.tsx';
import { LogView, type LogViewProps } from '../../features/logs/log-view.tsx';
import { TerminalStarter } from '../../features/terminal/terminal-starter.tsx';
import { useTemplate } from '../../live/hooks.ts';

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
        <TaskLogs
          task={task}
          choice={choice}
          onChoice={(change) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true })}
        />
      )}
    />
  );
}

function TaskLogs({
  task,
  choice,
  onChoice,
}: { task: TaskRecord } & Pick<LogViewProps, 'choice' | 'onChoice'>) {
  const template = useTemplate(task.templateHash);
  const before = template?.initContainers?.map(({ name }) => ({ name, label: `Init: ${name}` })) ?? [];
  const program = template?.containers.map(({ name }) => ({ name, label: name })) ?? [];
  return (
    <LogView
      source={{ task: task.id, container: choice.container }}
      choice={choice}
      onChoice={onChoice}
      containers={[...program, ...before]}
    />
  );
}
