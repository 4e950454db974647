import { taskText } from '@gantry/model/task-filter';
import {
  containerFields,
  containerMeanings,
  useContainerRows,
} from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { useListSearch } from '../list-search.ts';

/** All containers of a deployment that are still known, the ended ones too: their logs explain the live ones. */
export default function DeploymentContainersPage() {
  const { query, onQuery, sort, onSort } = useListSearch('age');
  const { deployment, isComplete } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  const rows = useContainerRows(tasks);
  return (
    <ListView
      rows={rows}
      loaded={isComplete || tasks.length > 0}
      noun="containers"
      placeholder="status:running rev>1 node:*"
      query={query}
      onQuery={onQuery}
      fields={containerFields}
      meanings={containerMeanings}
      textOf={taskText}
      nothingYet={<Empty title="It has no containers">Scale it up to start some.</Empty>}
    >
      {(matching) => <ContainersTable rows={matching} sort={sort} without={['deployment']} onSort={onSort} />}
    </ListView>
  );
}
