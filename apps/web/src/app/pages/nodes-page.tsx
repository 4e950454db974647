import { useNavigate, useSearch } from '@tanstack/react-router';
import { nodeFields, nodeText, useNodeRows } from '../../features/nodes/node-row.ts';
import { NodesTable } from '../../features/nodes/nodes-table.tsx';
import { useReady } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';

export default function NodesPage() {
  const { q = '', sort = 'name' } = useSearch({ from: '/nodes' });
  const navigate = useNavigate({ from: '/nodes' });
  const rows = useNodeRows();
  return (
    <Page title="Nodes" documentTitle="Nodes">
      <ListView
        rows={rows}
        loaded={useReady()}
        noun="nodes"
        placeholder="status:ready runtime:docker cpu<0.5 label:zone=*"
        query={q}
        onQuery={(next) =>
          void navigate({ search: (old) => ({ ...old, q: next || undefined }), replace: true })
        }
        fields={nodeFields}
        textOf={nodeText}
        nothingYet={
          <Empty title="No nodes yet">
            A node is a machine on which an agent runs. It appears here as soon as its agent connects.
          </Empty>
        }
      >
        {(matching) => (
          <NodesTable
            rows={matching}
            sort={sort}
            onSort={(next) =>
              void navigate({
                search: (old) => ({ ...old, sort: next === 'name' ? undefined : next }),
                replace: true,
              })
            }
          />
        )}
      </ListView>
    </Page>
  );
}
