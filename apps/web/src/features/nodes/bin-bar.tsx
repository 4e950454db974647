import { useAppName, useRowsOf, useTemplates } from '../../live/hooks.ts';
import { formatBytes, formatCpu, formatPercent } from '../../shared/format/quantity.ts';
import { Meter } from '../../shared/ui/meter.tsx';
import { type AppShare, appShares, type ReservedKind } from './app-shares.ts';
import type { NodeRow } from './node-row.ts';

const formats = { cpuMillis: formatCpu, memoryBytes: formatBytes };
/** The largest first. Not a hue each: colour is for states. */
const shades = ['bg-accent', 'bg-accent/70', 'bg-accent/45'];

/** What of a node is reserved: by whom, the largest first, with what is free at the end; and as a share. */
export function BinBar({
  row: { node, load, cpuRatio, memoryRatio },
  kind,
}: {
  row: NodeRow;
  kind: ReservedKind;
}) {
  const tasks = useRowsOf('tasks', 'nodeId', node.id);
  const [templates, appName] = [useTemplates(), useAppName()];
  const [format, total] = [formats[kind], node.resources[kind]];
  const reserved = load?.allocated[kind] ?? 0;
  const shares = appShares(tasks, templates, { kind, reserved });
  const nameOf = ({ owner }: AppShare) =>
    owner === null ? (shares.length > 1 ? 'others' : 'reserved') : (appName(owner) ?? owner);
  return (
    <span className="flex items-center justify-end gap-2">
      <Meter
        className="hidden h-1.5 flex-1 @table-md:flex"
        total={total}
        label={`${format(reserved)} of ${format(total)} reserved`}
        parts={shares.map((share, index) => ({
          amount: share.amount,
          className:
            share.owner === null && shares.length > 1 ? 'bg-accent/25' : (shades[index] ?? 'bg-accent/25'),
          label: `${nameOf(share)} ${format(share.amount)}`,
        }))}
      />
      <span className="@table-md:w-10 @table-md:text-right">
        {formatPercent(kind === 'cpuMillis' ? cpuRatio : memoryRatio)}
      </span>
    </span>
  );
}
