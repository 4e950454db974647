import { useMemo } from 'react';
import { HolePanel } from '../../features/nodes/hole-panel.tsx';
import { offeredKinds } from '../../features/nodes/hole-shape.ts';
import { nodeGroups } from '../../features/nodes/node-groups.ts';
import { nodeFields, nodeMeanings, nodeText, useNodeRows } from '../../features/nodes/node-row.ts';
import { NodesTable } from '../../features/nodes/nodes-table.tsx';
import { useReady, useRows, useScope } from '../../live/hooks.ts';
import { AddNode } from '../../shared/join/add-node.tsx';
import { ListView } from '../../shared/list-view.tsx';
import { groupKeys } from '../../shared/node-groups.ts';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { GroupSelect } from '../group-select.tsx';
import { useListGroups } from '../list-groups.ts';
import { useListSearch } from '../list-search.ts';

export default function NodesPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  useScope('offers');
  const nodes = useRows('nodes');
  const choices = useMemo(() => nodeGroups(groupKeys(nodes)), [nodes]);
  const groups = useListGroups(choices);
  const rows = useNodeRows();
  return (
    <Page title="Nodes" documentTitle="Nodes" actions={rows.length > 0 && <AddNode />}>
      <ListView
        rows={rows}
        loaded={useReady()}
        noun="nodes"
        placeholder="status:ready runtime:docker cpu<0.5 label:zone=*"
        query={query}
        onQuery={onQuery}
        fields={nodeFields}
        meanings={nodeMeanings}
        textOf={nodeText}
        controls={Object.keys(choices).length > 0 && <GroupSelect choices={choices} {...groups} />}
        nothingYet={
          <Empty title="No nodes yet" action={<AddNode />}>
            A node is a machine on which an agent runs. It appears here as soon as its agent connects.
          </Empty>
        }
      >
        {(matching) => <NodesTable rows={matching} sort={sort} onSort={onSort} grouping={groups.grouping} />}
      </ListView>
      {rows.length > 0 && <HolePanel kinds={offeredKinds(rows.map(({ node }) => node))} />}
    </Page>
  );
}
