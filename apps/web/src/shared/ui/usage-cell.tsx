import type { Usage } from '@gantry/client';
import { formatBytes, formatCpu, formatNumber, formatPercent } from '../format/quantity.ts';
import { sharedUnit } from '../format/shared-unit.ts';
import { Meter } from './meter.tsx';

const kinds = {
  // The heading says what it is of.
  cpuMillis: {
    label: 'CPU',
    format: formatCpu,
    short: (cpuMillis: number) => formatNumber(cpuMillis / 1_000),
  },
  memoryBytes: { label: 'Memory', format: formatBytes, short: formatBytes },
};

/** What is used of what is reserved, as a figure, and a bar where there is room for one; nothing until it is measured. */
export function UsageCell({ usage, kind }: { usage: Usage | null; kind: keyof typeof kinds }) {
  if (usage === null || usage.measured === 0) return null;
  const { label, format, short } = kinds[kind];
  const [used, reserved] = [usage.used[kind], usage.reserved[kind]];
  const sentence =
    reserved > 0
      ? `${label}: ${format(used)} used of ${format(reserved)} reserved, ${formatPercent(used / reserved)}`
      : `${label}: ${format(used)} used, none reserved`;
  const [usedText, reservedText] =
    reserved > 0 ? sharedUnit(short(used), short(reserved)) : [short(used), ''];
  return (
    <span className="flex items-center gap-2" title={sentence}>
      <Meter
        className="h-1.5 w-6 min-w-0 shrink"
        total={reserved}
        label={sentence}
        parts={[{ amount: Math.min(used, reserved), className: 'bg-accent', label: sentence }]}
      />
      <span className="shrink-0 text-dense whitespace-nowrap">
        {usedText}
        {reserved > 0 && <span className="text-ink-3"> / {reservedText}</span>}
      </span>
    </span>
  );
}
