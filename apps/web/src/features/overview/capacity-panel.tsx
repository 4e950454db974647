import { formatBytes, formatCpu, formatPercent, formatPlural } from '../../shared/format/quantity.ts';
import { Meter } from '../../shared/ui/meter.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import type { Capacity, CapacityKind } from './capacity.ts';

const words: Record<CapacityKind, { label: string; format: (amount: number) => string }> = {
  cpuMillis: { label: 'CPU', format: formatCpu },
  memoryBytes: { label: 'Memory', format: formatBytes },
  diskBytes: { label: 'Disk', format: formatBytes },
  gpus: { label: 'GPU', format: (amount) => formatPlural(amount, 'GPU') },
};

export function CapacityPanel({ capacities }: { capacities: readonly Capacity[] }) {
  const there = capacities.filter((capacity) => capacity.total > 0);
  return (
    <Panel title="Capacity" aside="reserved of all nodes">
      <div className="flex flex-col gap-3.5">
        {there.map((capacity) => (
          <CapacityBar key={capacity.kind} capacity={capacity} />
        ))}
        {there.length === 0 && <p className="text-ink-3">No node is ready.</p>}
      </div>
    </Panel>
  );
}

const nothing = { total: 1, reserved: 0, offered: 0, free: 1, largestHole: 1 };
const toCome = (['cpuMillis', 'memoryBytes', 'diskBytes'] as const).map((kind) => ({ kind, ...nothing }));

/** The room that the panel will take on most clusters, so that nothing below it moves when the nodes have come. */
export function CapacityToCome() {
  return (
    <Panel title="Capacity" aside="reserved of all nodes">
      <div aria-busy="true" aria-hidden="true" className="invisible flex flex-col gap-3.5">
        {toCome.map((capacity) => (
          <CapacityBar key={capacity.kind} capacity={capacity} />
        ))}
      </div>
    </Panel>
  );
}

function CapacityBar({ capacity }: { capacity: Capacity }) {
  const { total, reserved, offered, free, largestHole } = capacity;
  const { label, format } = words[capacity.kind];
  return (
    <div>
      <div className="mb-1 flex items-baseline gap-2">
        <span className="font-medium">{label}</span>
        <span className="ml-auto">{format(reserved)}</span>
        <span className="text-ink-3">
          of {format(total)} · {formatPercent(reserved / total)}
        </span>
      </div>
      <Meter
        total={total}
        label={`${label}: ${format(reserved)} reserved, ${format(offered)} offered, ${format(free)} free of ${format(total)}`}
        parts={[
          { amount: reserved, className: 'bg-accent', label: `reserved ${format(reserved)}` },
          { amount: offered, className: 'bg-(--offered)', label: `offered ${format(offered)}` },
        ]}
      />
      <div className="mt-1 text-dense text-ink-3">
        {format(free)} free · largest hole {format(largestHole)}
        {offered > 0 && ` · ${format(offered)} offered`}
      </div>
    </div>
  );
}
