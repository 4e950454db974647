import type { NodeRecord } from '@gantry/model';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useContainerRows } from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { NodePicture } from '../../features/map/node-picture.tsx';
import { NodeScreen } from '../../features/nodes/node-screen.tsx';
import { useRowsOf } from '../../live/hooks.ts';
import { isLive } from '../../shared/verdict.ts';

const route = '/nodes/$node';

export default function NodePage() {
  const { node } = useParams({ from: route });
  const { panel } = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  return (
    <NodeScreen
      key={node}
      name={node}
      panel={panel}
      onPanel={(next) => void navigate({ search: (old) => ({ ...old, panel: next }), replace: true })}
      picture={(record) => <NodePicture node={record} />}
      containers={(record) => <Containers node={record} />}
    />
  );
}

function Containers({ node }: { node: NodeRecord }) {
  const tasks = useRowsOf('tasks', 'nodeId', node.id);
  const rows = useContainerRows(tasks.filter(isLive));
  const [sort, setSort] = useState('name');
  if (rows.length === 0) return <p className="px-3 pb-3 text-ink-3">Nothing runs here.</p>;
  return <ContainersTable rows={rows} sort={sort} onSort={setSort} without={['node', 'reason']} />;
}
