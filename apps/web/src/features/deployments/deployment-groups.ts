import { type RowGroup, statusGroup } from '../../shared/ui/row-groups.ts';
import type { DeploymentRow } from './deployment-row.ts';

/** What deployments can be put together by. */
export const deploymentGroups = {
  status: { label: 'status', groupOf: ({ verdict }: DeploymentRow) => statusGroup(verdict) },
  namespace: {
    label: 'namespace',
    groupOf: ({ deployment: { namespace } }: DeploymentRow): RowGroup => ({
      key: namespace,
      label: namespace,
    }),
  },
  by: {
    label: 'who changed it',
    groupOf: ({ by }: DeploymentRow): RowGroup => ({ key: by, label: by || 'nobody yet' }),
  },
};
