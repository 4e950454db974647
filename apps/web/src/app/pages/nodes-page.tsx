import { HolePanel } from '../../features/nodes/hole-panel.tsx';
import { offeredKinds } from '../../features/nodes/hole-shape.ts';
import { nodeFields, nodeText, useNodeRows } from '../../features/nodes/node-row.ts';
import { NodesTable } from '../../features/nodes/nodes-table.tsx';
import { useReady } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

export default function NodesPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const rows = useNodeRows();
  return (
    <Page title="Nodes" documentTitle="Nodes">
      <ListView
        rows={rows}
        loaded={useReady()}
        noun="nodes"
        placeholder="status:ready runtime:docker cpu<0.5 label:zone=*"
        query={query}
        onQuery={onQuery}
        fields={nodeFields}
        textOf={nodeText}
        nothingYet={
          <Empty title="No nodes yet">
            A node is a machine on which an agent runs. It appears here as soon as its agent connects.
          </Empty>
        }
      >
        {(matching) => <NodesTable rows={matching} sort={sort} onSort={onSort} />}
      </ListView>
      {rows.length > 0 && <HolePanel kinds={offeredKinds(rows.map(({ node }) => node))} />}
    </Page>
  );
}
