import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { LogView } from '../../features/logs/log-view.tsx';
import { useRowsOf } from '../../live/hooks.ts';
import { Select } from '../../shared/ui/field.tsx';

const route = '/deployments/$namespace/$name/logs';

export default function DeploymentLogsPage() {
  const { q = '', rev } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const { deployment } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  const revisions = useMemo(
    () => [...new Set(tasks.map((task) => task.revision))].sort((a, b) => b - a),
    [tasks],
  );
  const keep = useMemo(() => {
    if (rev === undefined) return undefined;
    const ids = new Set<string>(tasks.filter((task) => task.revision === rev).map((task) => task.id));
    return (taskId: string) => ids.has(taskId);
  }, [tasks, rev]);
  return (
    <LogView
      source={{ namespace: deployment.namespace, deployment: deployment.name }}
      query={q}
      onQuery={(next) =>
        void navigate({ search: (old) => ({ ...old, q: next || undefined }), replace: true })
      }
      showTask
      keep={keep}
      controls={
        revisions.length > 1 && (
          <Select
            aria-label="Revision"
            className="w-32"
            value={rev ?? ''}
            onChange={(event) =>
              void navigate({
                search: (old) => ({ ...old, rev: Number(event.target.value) || undefined }),
                replace: true,
              })
            }
          >
            <option value="">All revisions</option>
            {revisions.map((number) => (
              <option key={number} value={number}>
                r{number} only
              </option>
            ))}
          </Select>
        )
      }
    />
  );
}
