import { Link } from '@tanstack/react-router';
import { deploymentGroups } from '../../features/deployments/deployment-groups.ts';
import {
  deploymentFields,
  deploymentMeanings,
  deploymentText,
  useDeploymentRows,
} from '../../features/deployments/deployment-row.ts';
import { DeploymentsTable } from '../../features/deployments/deployments-table.tsx';
import { useReady, useScope } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { GroupSelect } from '../group-select.tsx';
import { useListGroups } from '../list-groups.ts';
import { useListSearch } from '../list-search.ts';

export default function DeploymentsPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const groups = useListGroups(deploymentGroups);
  useScope('tasks');
  const rows = useDeploymentRows();
  const loaded = useReady();
  const deploy = (
    <Link to="/deploy" className={buttonClass('primary')}>
      Deploy
    </Link>
  );
  return (
    <Page title="Deployments" documentTitle="Deployments">
      <ListView
        rows={rows}
        loaded={loaded}
        noun="deployments"
        placeholder="status:degraded ns:default image:*nginx*"
        query={query}
        onQuery={onQuery}
        fields={deploymentFields}
        meanings={deploymentMeanings}
        textOf={deploymentText}
        controls={<GroupSelect choices={deploymentGroups} {...groups} />}
        nothingYet={
          <Empty title="Nothing is deployed yet" action={deploy}>
            A deployment keeps a number of containers running and replaces them step by step when you change
            it.
          </Empty>
        }
      >
        {(matching) => (
          <DeploymentsTable
            rows={matching}
            sort={sort}
            onSort={onSort}
            grouping={groups.grouping}
            empty={null}
          />
        )}
      </ListView>
    </Page>
  );
}
