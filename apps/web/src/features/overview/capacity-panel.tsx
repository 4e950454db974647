import {
  asWanted,
  formatBytes,
  formatCpu,
  formatPercent,
  formatPlural,
} from '../../shared/format/quantity.ts';
import { reservedParts } from '../../shared/reserved-parts.ts';
import { Meter, type MeterPart } from '../../shared/ui/meter.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import type { Capacity, CapacityKind } from './capacity.ts';

type Format = (amount: number, round?: typeof asWanted) => string;

const words: Record<CapacityKind, { label: string; format: Format }> = {
  cpuMillis: { label: 'CPU', format: formatCpu },
  memoryBytes: { label: 'Memory', format: formatBytes },
  diskBytes: { label: 'Disk', format: formatBytes },
  gpus: { label: 'GPU', format: (amount) => formatPlural(amount, 'GPU') },
};

/** `inUse`: the words behind what is in use. */
export function CapacityPanel({ capacities, inUse }: { capacities: readonly Capacity[]; inUse: string }) {
  const there = capacities.filter((capacity) => capacity.total > 0);
  return (
    <Panel title="Capacity" aside="reserved and in use">
      <div className="flex flex-col gap-3.5">
        {there.map((capacity) => (
          <CapacityBar key={capacity.kind} capacity={capacity} inUse={inUse} />
        ))}
        {there.length === 0 && <p className="text-ink-3">No node is ready.</p>}
      </div>
    </Panel>
  );
}

const nothing = { total: 1, used: null, reserved: 0, offered: 0, free: 1, largestHole: 1 };
const toCome = (['cpuMillis', 'memoryBytes', 'diskBytes'] as const).map((kind) => ({ kind, ...nothing }));

/** The room that the panel will take on most clusters, so that nothing below it moves when the nodes have come. */
export function CapacityToCome() {
  return (
    <Panel title="Capacity" aside="reserved and in use">
      <div aria-busy="true" aria-hidden="true" className="invisible flex flex-col gap-3.5">
        {toCome.map((capacity) => (
          <CapacityBar key={capacity.kind} capacity={capacity} inUse="" />
        ))}
      </div>
    </Panel>
  );
}

function CapacityBar({ capacity, inUse }: { capacity: Capacity; inUse: string }) {
  const { total, used, reserved, offered, free, largestHole } = capacity;
  const { label, format } = words[capacity.kind];
  const measured = used === null ? [] : [`${format(used)} ${inUse}`];
  const out = offered > 0 ? [`${format(offered)} offered`] : [];
  // What is free is never told as more than it is, so what is reserved is never told as less: the two add up.
  const taken = format(reserved, asWanted);
  return (
    <div>
      <div className="mb-1 flex items-baseline gap-2">
        <span className="font-medium">{label}</span>
        <span className="ml-auto">{taken}</span>
        <span className="text-ink-3">
          of {format(total)} · {formatPercent(reserved / total)}
        </span>
      </div>
      <Meter
        total={total}
        label={`${label}: ${[...measured, `${taken} reserved`, `${format(offered)} offered`, `${format(free)} free of ${format(total)}`].join(', ')}; the largest hole is ${format(largestHole)}`}
        parts={partsOf(capacity, format)}
      />
      <div className="mt-1 text-dense text-ink-3">
        {[...measured, `${format(free)} free`, `largest hole ${format(largestHole)}`, ...out].join(' · ')}
      </div>
    </div>
  );
}

function partsOf(capacity: Capacity, format: Format): MeterPart[] {
  const { offered, free, largestHole } = capacity;
  return [
    ...reservedParts(capacity, format),
    { amount: offered, className: 'bg-(--offered)', label: `offered ${format(offered)}` },
    { amount: free - largestHole, className: '', label: `free ${format(free)}` },
    {
      amount: largestHole,
      className: 'border-b-2 border-ink-3',
      label: `largest hole ${format(largestHole)}`,
    },
  ];
}
