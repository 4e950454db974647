import { taskText } from '@gantry/model/task-filter';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import {
  containerFields,
  containerMeanings,
  useContainerRows,
} from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { EndedSwitch } from '../../features/containers/ended-switch.tsx';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { isLive } from '../../shared/verdict.ts';
import { useListSearch } from '../list-search.ts';

const route = '/deployments/$namespace/$name/containers';

/** The containers of a deployment, as many as its tab says; the ended ones, whose logs explain the live ones, on request. */
export default function DeploymentContainersPage() {
  const { query, onQuery, sort, onSort } = useListSearch('age');
  const { ended = false } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const { deployment, isComplete } = useCurrentDeployment();
  const tasks = useRowsOf('tasks', 'deploymentId', deployment.id);
  const shown = useMemo(() => (ended ? tasks : tasks.filter(isLive)), [tasks, ended]);
  const rows = useContainerRows(shown);
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
      controls={
        <EndedSwitch
          ended={ended}
          onEnded={(next) => void navigate({ search: (old) => ({ ...old, ended: next }) })}
        />
      }
      nothingYet={
        tasks.length === 0 ? (
          <Empty title="It has no containers">Scale it up to start some.</Empty>
        ) : (
          <Empty title="No container of it runs now">Those that ran are listed with ended.</Empty>
        )
      }
    >
      {(matching) => <ContainersTable rows={matching} sort={sort} without={['deployment']} onSort={onSort} />}
    </ListView>
  );
}
