import type { NodeLoad } from '@gantry/client';
import type { NodeRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { formatBytes, formatCpu } from '../../shared/format/quantity.ts';
import { reservedParts } from '../../shared/reserved-parts.ts';
import { Meter } from '../../shared/ui/meter.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

const measuredEveryMs = 5_000;

/** What is reserved on the node, and what its agent measured. */
export function ReservedBars({ node, load }: { node: NodeRecord; load: NodeLoad | undefined }) {
  const isPast = useClock((clock) => clock.atMs !== null);
  const { data } = useQuery({
    queryKey: ['node', node.id],
    queryFn: () => api.nodes.get.query({ node: node.id }),
    refetchInterval: measuredEveryMs,
    enabled: !isPast,
  });
  const used = isPast ? null : (data?.used ?? null);
  return (
    <Panel title="Capacity" aside="reserved and in use">
      <div className="flex flex-col gap-3.5">
        <Room
          label="CPU"
          format={formatCpu}
          total={node.resources.cpuMillis}
          reserved={load?.allocated.cpuMillis ?? 0}
          used={used?.cpuMillis ?? null}
          measured
        />
        <Room
          label="Memory"
          format={formatBytes}
          total={node.resources.memoryBytes}
          reserved={load?.allocated.memoryBytes ?? 0}
          used={used?.memoryBytes ?? null}
          measured
        />
        {node.resources.diskBytes > 0 && (
          <Room
            label="Disk"
            format={formatBytes}
            total={node.resources.diskBytes}
            reserved={load?.allocated.diskBytes ?? 0}
            used={null}
          />
        )}
        {node.resources.gpus > 0 && (
          <Room
            label="GPU"
            format={String}
            total={node.resources.gpus}
            reserved={load?.allocated.gpus ?? 0}
            used={null}
          />
        )}
      </div>
    </Panel>
  );
}

function Room({
  label,
  format,
  total,
  reserved,
  used,
  measured = false,
}: {
  label: string;
  format: (amount: number) => string;
  total: number;
  reserved: number;
  used: number | null;
  /** The agent measures this kind. */
  measured?: boolean;
}) {
  const inUse = used === null ? [] : [`${format(used)} in use`];
  return (
    <div>
      <div className="mb-1 flex items-baseline gap-2">
        <span className="font-medium">{label}</span>
        <span className="ml-auto">{format(reserved)}</span>
        <span className="text-ink-3">of {format(total)}</span>
      </div>
      <Meter
        total={total}
        label={`${label}: ${[...inUse, `${format(reserved)} of ${format(total)} reserved`].join(', ')}`}
        parts={reservedParts({ reserved, used }, format)}
      />
      {measured && <div className="mt-1 text-dense text-ink-3">{inUse[0] ?? 'not measured'}</div>}
    </div>
  );
}
