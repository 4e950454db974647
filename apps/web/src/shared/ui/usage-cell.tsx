import type { Usage } from '@gantry/client';
import { formatBytes, formatCpu, formatPercent } from '../format/quantity.ts';
import { Meter } from './meter.tsx';

const kinds = {
  cpuMillis: { label: 'CPU', format: formatCpu },
  memoryBytes: { label: 'Memory', format: formatBytes },
};

/** What is used of what is reserved, as a bar and its figure; nothing until it is measured. */
export function UsageCell({ usage, kind }: { usage: Usage | null; kind: keyof typeof kinds }) {
  if (usage === null || usage.measured === 0) return null;
  const { label, format } = kinds[kind];
  const [used, reserved] = [usage.used[kind], usage.reserved[kind]];
  const sentence =
    reserved > 0
      ? `${label}: ${format(used)} used of ${format(reserved)} reserved, ${formatPercent(used / reserved)}`
      : `${label}: ${format(used)} used, none reserved`;
  return (
    <span className="flex items-center gap-2" title={sentence}>
      <Meter
        className="h-1.5 w-7 shrink-0"
        total={reserved}
        label={sentence}
        parts={[{ amount: Math.min(used, reserved), className: 'bg-accent', label: sentence }]}
      />
      <span className="truncate text-dense">
        {format(used)}
        {reserved > 0 && <span className="text-ink-3"> / {format(reserved)}</span>}
      </span>
    </span>
  );
}
