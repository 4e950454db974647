import { useAppName, useIsLarge, useRowsOf, useTemplates } from '../../live/hooks.ts';
import { formatBytes, formatCpu, formatPercent } from '../../shared/format/quantity.ts';
import { Meter } from '../../shared/ui/meter.tsx';
import { type AppShare, appShares, type ReservedKind } from './app-shares.ts';
import type { NodeRow } from './node-row.ts';
import { shareShade } from './share-shade.ts';

const wordsOf = { smaller: 'smaller ones', none: 'of no deployment or job', all: 'reserved' };
const formats = { cpuMillis: formatCpu, memoryBytes: formatBytes };

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
  const shares = appShares(tasks, templates, { kind, reserved, total });
  // Of a large cluster no containers are held here, and only how much is reserved is known.
  const isTold = useIsLarge() !== true;
  const nameOf = ({ whose, owner }: AppShare) =>
    whose === 'app' ? (appName(owner) ?? owner) : wordsOf[isTold ? whose : 'all'];
  return (
    <span className="flex items-center justify-end gap-2">
      <Meter
        className="hidden h-1.5 flex-1 @table-md:flex"
        total={total}
        label={`${format(reserved)} of ${format(total)} reserved`}
        parts={shares.map((share, index) => ({
          amount: share.amount,
          className: shareShade(share, index, isTold),
          label: `${nameOf(share)} ${format(share.amount)}`,
        }))}
      />
      <span className="@table-md:w-10 @table-md:text-right">
        {formatPercent(kind === 'cpuMillis' ? cpuRatio : memoryRatio)}
      </span>
    </span>
  );
}
