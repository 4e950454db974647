import { taskText } from '@gantry/model/task-filter';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { containerGroups } from '../../features/containers/container-groups.ts';
import {
  containerFields,
  containerMeanings,
  useContainerRows,
} from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { EndedSwitch } from '../../features/containers/ended-switch.tsx';
import { useListedTasks } from '../../live/listed.ts';
import { ListView } from '../../shared/list-view.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { isLive } from '../../shared/verdict.ts';
import { GroupSelect } from '../group-select.tsx';
import { useListGroups } from '../list-groups.ts';
import { useListSearch } from '../list-search.ts';

export default function ContainersPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const { ended = false } = useSearch({ from: '/containers' });
  const navigate = useNavigate({ from: '/containers' });
  const groups = useListGroups(containerGroups);
  const { rows: tasks, note, ...arrival } = useListedTasks(query, { ended });
  const shown = useMemo(() => (ended ? tasks : tasks.filter(isLive)), [tasks, ended]);
  const rows = useContainerRows(shown);
  return (
    <Page title="Containers" documentTitle="Containers" facts={note}>
      <ListView
        rows={rows}
        {...arrival}
        noun="containers"
        placeholder="status:failed app:checkout* node:n-0? age<10m"
        query={query}
        onQuery={onQuery}
        fields={containerFields}
        meanings={containerMeanings}
        textOf={taskText}
        controls={
          <>
            <EndedSwitch
              ended={ended}
              onEnded={(next) => void navigate({ search: (old) => ({ ...old, ended: next }) })}
            />
            <GroupSelect choices={containerGroups} {...groups} />
          </>
        }
        nothingYet={
          <Empty
            title={ended ? 'No container has run yet' : 'No container runs now'}
            action={
              <Link to="/deploy" className={buttonClass('primary')}>
                Deploy
              </Link>
            }
          >
            Containers come with a deployment, a job or a framework.
          </Empty>
        }
      >
        {(matching) => (
          <ContainersTable rows={matching} sort={sort} onSort={onSort} grouping={groups.grouping} />
        )}
      </ListView>
    </Page>
  );
}
