import type { OfferRecord } from '@gantry/model';
import { bytes, cores, type FieldReaders } from '@gantry/model/filter-line';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useFrameworkNames, useNodeNames, useRows } from '../../live/hooks.ts';
import { formatBytes, formatCount, formatCpu, formatResources } from '../../shared/format/quantity.ts';
import { NodeLink } from '../../shared/links.tsx';
import { roleName } from '../../shared/role-name.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Meter } from '../../shared/ui/meter.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago, Elapsed, serverNow } from '../../shared/ui/time.tsx';
import { offerVerdict } from '../../shared/verdict.ts';
import { Countdown } from './countdown.tsx';
import { usedRatio } from './funnel.ts';
import { usedWords } from './used-words.ts';

export interface OfferRow {
  offer: OfferRecord;
  framework: string;
  /** '': it is gone. null: the names of nodes, which come after the offers, are not here yet. */
  node: string | null;
}

export function useOfferRows(): readonly OfferRow[] {
  const offers = useRows('offers');
  const frameworks = useFrameworkNames();
  const nodes = useNodeNames();
  return useMemo(() => {
    return offers.map((offer) => ({
      offer,
      framework: frameworks.get(offer.frameworkId) ?? offer.frameworkId,
      node: nodes.get(offer.nodeId) ?? (nodes.size === 0 ? null : ''),
    }));
  }, [offers, frameworks, nodes]);
}

export const offerFields: FieldReaders<OfferRow> = {
  id: ({ offer }) => offer.id,
  framework: ({ framework }) => framework,
  role: ({ offer }) => offer.role,
  node: ({ node }) => node ?? '',
  outcome: ({ offer }) => offer.state,
  reserved: ({ offer }) => (offer.reserved ?? []).map(({ role }) => role),
  cpu: cores(({ offer }) => offer.resources.cpuMillis / 1000),
  memory: bytes(({ offer }) => offer.resources.memoryBytes),
  disk: bytes(({ offer }) => offer.resources.diskBytes),
  gpu: ({ offer }) => offer.resources.gpus,
  ports: ({ offer }) => portsOf(offer),
  age: ({ offer }) => serverNow() - offer.createdAtMs,
};

/** How many host ports go with it. */
const portsOf = ({ ports }: OfferRecord): number =>
  ports.reduce((sum, { begin, end }) => sum + end - begin + 1, 0);

export function offerText({ offer, framework, node }: OfferRow): string {
  return `${offer.id} ${framework} ${offer.role} ${node ?? ''} ${offer.reason}`;
}

const columns: readonly Column<OfferRow>[] = [
  {
    id: 'outcome',
    header: 'Outcome',
    width: 'minmax(5.5rem, 1fr)',
    sortBy: ({ offer }) => offer.state,
    cell: ({ offer }) => <StateLabel verdict={offerVerdict(offer)} />,
  },
  {
    id: 'framework',
    header: 'Framework',
    width: 'minmax(4.5rem, 1fr)',
    sortBy: ({ framework }) => framework,
    cell: ({ framework }) => <span className="block truncate">{framework}</span>,
  },
  {
    id: 'role',
    header: 'Role',
    width: 'minmax(6.25rem, 0.7fr)',
    from: 'md',
    sortBy: ({ offer }) => offer.role,
    cell: ({ offer }) => (
      <span className="block truncate text-ink-2" title={roleName(offer.role)}>
        {roleName(offer.role)}
      </span>
    ),
  },
  {
    id: 'node',
    header: 'Node',
    width: 'minmax(6rem, 1fr)',
    from: 'md',
    sortBy: ({ node }) => node ?? '',
    cell: ({ node }) => (
      <span className="block truncate" title={node ?? ''}>
        {node ? <NodeLink name={node} /> : node === '' && '—'}
      </span>
    ),
  },
  {
    id: 'cpu',
    header: 'CPU',
    width: '4.5rem',
    align: 'right',
    sortBy: ({ offer }) => offer.resources.cpuMillis,
    cell: ({ offer }) => formatCpu(offer.resources.cpuMillis),
  },
  {
    id: 'memory',
    header: 'Memory',
    width: '5.5rem',
    align: 'right',
    from: 'md',
    sortBy: ({ offer }) => offer.resources.memoryBytes,
    cell: ({ offer }) => formatBytes(offer.resources.memoryBytes),
  },
  {
    id: 'disk',
    header: 'Disk',
    width: '5.5rem',
    align: 'right',
    from: 'xl',
    sortBy: ({ offer }) => offer.resources.diskBytes,
    cell: ({ offer }) => someOf(offer.resources.diskBytes, formatBytes),
  },
  {
    id: 'gpu',
    header: 'GPU',
    width: '3rem',
    align: 'right',
    from: 'md',
    sortBy: ({ offer }) => offer.resources.gpus,
    cell: ({ offer }) => someOf(offer.resources.gpus, formatCount),
  },
  {
    id: 'ports',
    header: 'Ports',
    width: '4rem',
    align: 'right',
    from: 'xl',
    sortBy: ({ offer }) => portsOf(offer),
    cell: ({ offer }) => <Ports offer={offer} />,
  },
  {
    id: 'held',
    header: 'Held for',
    width: '5rem',
    align: 'right',
    from: 'xl',
    cell: ({ offer }) => (
      <span className="inline-flex items-center gap-1.5">
        <Countdown offer={offer} bare />
        <Elapsed fromMs={offer.createdAtMs} toMs={offer.endedAtMs} />
      </span>
    ),
  },
  {
    id: 'reserved',
    header: 'Kept for',
    width: 'minmax(4rem, 0.7fr)',
    from: 'xl',
    cell: ({ offer }) => <KeptFor offer={offer} />,
  },
  {
    id: 'used',
    header: 'Used · returned',
    width: 'minmax(7rem, 1fr)',
    from: 'lg',
    cell: ({ offer }) => <Used offer={offer} />,
  },
  {
    id: 'reason',
    header: 'Why',
    width: 'minmax(6rem, 2fr)',
    from: 'lg',
    cell: ({ offer }) => (
      <span className="block truncate text-ink-2" title={offer.reason}>
        {offer.reason}
      </span>
    ),
  },
  {
    id: 'age',
    header: 'Made',
    width: '3.25rem',
    align: 'right',
    sortBy: ({ offer }) => -offer.createdAtMs,
    cell: ({ offer }) => (
      <span className="text-ink-3">
        <Ago atMs={offer.createdAtMs} />
      </span>
    ),
  },
];

const someOf = (amount: number, format: (amount: number) => string) =>
  amount > 0 ? format(amount) : <span className="text-ink-3">—</span>;

/** How many, and which when asked. */
function Ports({ offer }: { offer: OfferRecord }) {
  const ranges = offer.ports.map(({ begin, end }) => (begin === end ? `${begin}` : `${begin}–${end}`));
  return <span title={ranges.join(', ')}>{someOf(portsOf(offer), formatCount)}</span>;
}

/** Columns of what a cluster may have nothing of: there only where some offer has some. */
const rarely: Record<string, (offer: OfferRecord) => number> = {
  disk: ({ resources }) => resources.diskBytes,
  gpu: ({ resources }) => resources.gpus,
  ports: portsOf,
};

/**
 * Of those columns, the ones that none of all offers has anything in, as one text: it stays the same while offers come
 * and go, listed or not.
 */
const emptyIn = (offers: readonly OfferRecord[]): string =>
  Object.keys(rarely)
    .filter((id) => !offers.some((offer) => rarely[id]!(offer) > 0))
    .join(' ');

/** What its tasks took of an accepted offer; the rest of the bar went back. */
function Used({ offer }: { offer: OfferRecord }) {
  const ratio = usedRatio(offer);
  if (ratio === null) return <span className="text-ink-3">{offer.taskIds.length || '—'}</span>;
  const label = `${offer.taskIds.length} launched: ${usedWords(offer)}`;
  return (
    <Meter
      total={1}
      label={label}
      parts={[
        { amount: ratio, className: 'bg-(--running)', label: 'used' },
        { amount: 1 - ratio, className: 'hatch', label: 'returned' },
      ]}
    />
  );
}

/** Of whom a part of the offer is kept for: the rest is anybody's. */
function KeptFor({ offer: { reserved = [] } }: { offer: OfferRecord }) {
  if (reserved.length === 0) return <span className="text-ink-3">anybody</span>;
  const amounts = reserved.map(({ role, resources }) => `${formatResources(resources)} for ${role}`);
  const roles = [...new Set(reserved.map(({ role }) => role))].join(', ');
  return (
    <span className="block truncate" title={`${amounts.join('; ')}; the rest is anybody’s`}>
      {roles}
    </span>
  );
}

const none: readonly string[] = [];

/** `without`: columns that say the same in every row of the screen. */
export function OffersTable({
  rows,
  sort,
  onSort,
  without = none,
}: {
  rows: readonly OfferRow[];
  sort: string;
  onSort: (sort: string) => void;
  without?: readonly string[];
}) {
  const navigate = useNavigate();
  const offers = useRows('offers');
  const empty = useMemo(() => emptyIn(offers), [offers]);
  const shown = useMemo(() => {
    const left = [...without, ...empty.split(' ')];
    return columns.filter(({ id }) => !left.includes(id));
  }, [without, empty]);
  return (
    <DataTable
      label="Offers"
      columns={shown}
      rows={rows}
      rowKey={({ offer }) => offer.id}
      subjectOf={({ offer }) => `offer:${offer.id}`}
      onOpen={({ offer }) =>
        void navigate({ to: '.', search: (old) => ({ ...old, peek: `offer:${offer.id}` }) })
      }
      sort={sort}
      onSort={onSort}
    />
  );
}
