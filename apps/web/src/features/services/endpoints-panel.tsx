import { useNotLive } from '../../live/hooks.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { ContainerLink, NodeLink } from '../../shared/links.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { NameText } from '../../shared/ui/name-text.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { endpointVerdict } from './service-words.ts';
import type { ServiceDetail } from './use-service.ts';

type Endpoint = ServiceDetail['endpoints'][number];

const columns: readonly Column<Endpoint>[] = [
  {
    id: 'task',
    header: 'Container',
    width: 'minmax(9rem, 1.5fr)',
    cell: ({ taskId, taskName }) => (
      <span className="block font-medium">
        <ContainerLink id={taskId}>
          <NameText name={taskName} />
        </ContainerLink>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    width: 'minmax(7rem, 1fr)',
    cell: (endpoint) => <StateLabel verdict={endpointVerdict(endpoint)} />,
  },
  {
    id: 'node',
    header: 'Node',
    width: 'minmax(5rem, 1fr)',
    from: 'md',
    cell: ({ nodeName }) => (
      <span className="block truncate">
        <NodeLink name={nodeName} />
      </span>
    ),
  },
  {
    id: 'revision',
    header: 'Revision',
    width: '4.5rem',
    from: 'md',
    cell: ({ revision }) => `r${revision}`,
  },
  {
    id: 'targets',
    header: 'Answers at',
    width: 'minmax(9rem, 1.2fr)',
    from: 'md',
    cell: ({ targets }) => (
      <span className="block truncate font-mono text-dense">
        {targets
          .map((target) => (target === null ? 'no such port' : `${target.local.host}:${target.local.port}`))
          .join(', ')}
      </span>
    ),
  },
];

/** The tasks behind a service, with who serves now. */
export function EndpointsPanel({
  detail,
  wanted = 0,
}: {
  detail: ServiceDetail | undefined;
  /** How many replicas its deployment is to have. */
  wanted?: number | undefined;
}) {
  const rows = detail?.endpoints ?? [];
  return (
    <Panel
      title="Endpoints"
      aside={
        detail === undefined ? '' : `${formatCount(detail.ready)} of ${formatCount(detail.total)} serving`
      }
      flush
    >
      {rows.length > 0 ? (
        <DataTable
          label="Endpoints"
          columns={columns}
          rows={rows}
          rowKey={({ taskId }) => taskId}
          sort=""
          onSort={() => {}}
        />
      ) : (
        <NoRows isKnown={detail !== undefined} wanted={wanted} />
      )}
    </Panel>
  );
}

/** Why none is shown: there are none, they are not here yet, or nobody can be asked. */
function NoRows({ isKnown, wanted }: { isKnown: boolean; wanted: number }) {
  const off = useNotLive();
  if (!isKnown && off === null) return <SkeletonRows rows={4} />;
  const none = wanted > 0 ? 'None of its containers runs' : 'No task is behind it';
  return (
    <p className="px-3 pb-3 text-ink-3">
      {isKnown ? `${none}: requests are answered with 503.` : `Only known live. ${off}`}
    </p>
  );
}
