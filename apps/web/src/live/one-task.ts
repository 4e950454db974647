import type { TaskRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { api } from './cluster.ts';
import { useIsLarge, useRow, useScope } from './hooks.ts';

/** One container, kept fresh: of a large cluster, where not all are held, with those of its deployment or its node. */
export function useTask(id: string): TaskRecord | undefined {
  const isLarge = useIsLarge() === true;
  useScope('tasks');
  const { data } = useQuery({
    queryKey: ['scope of task', id],
    queryFn: async () => scopeWith(await api.tasks.get.query({ task: id })),
    enabled: isLarge,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useScope(isLarge ? (data ?? null) : null);
  return useRow('tasks', id);
}

function scopeWith({
  deployment,
  nodeId,
}: {
  deployment: { namespace: string; name: string } | null;
  nodeId: string | null;
}): string | null {
  if (deployment !== null) return `deployment:${deployment.namespace}/${deployment.name}`;
  return nodeId === null ? null : `node:${nodeId}`;
}
