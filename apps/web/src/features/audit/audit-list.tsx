import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { formatPlural } from '../../shared/format/quantity.ts';
import { saveFile } from '../../shared/save-file.ts';
import { tellFailed } from '../../shared/toast.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { auditFileText, effectsOf } from './audit-file.ts';
import { outcomeVerdict } from './outcome.ts';

type Entry = Awaited<ReturnType<typeof api.audit.list.query>>['items'][number];

const columns: readonly Column<Entry>[] = [
  {
    id: 'outcome',
    header: 'Outcome',
    width: 'minmax(4.75rem, 0.4fr)',
    cell: ({ outcome }) => <StateLabel verdict={outcomeVerdict(outcome)} />,
  },
  {
    id: 'verb',
    header: 'What',
    width: 'minmax(7rem, 1fr)',
    cell: ({ verb, target, actor }) => (
      <div className="min-w-0">
        <div className="truncate font-mono text-dense">{verb}</div>
        <div className="truncate text-dense text-ink-3 @table-md:hidden">
          {actor}
          {target !== '' && ` · ${target}`}
        </div>
      </div>
    ),
  },
  {
    id: 'target',
    header: 'On',
    width: 'minmax(8rem, 1.2fr)',
    from: 'md',
    cell: ({ target }) => (
      <span className="block truncate" title={target}>
        {target || '—'}
      </span>
    ),
  },
  {
    id: 'actor',
    header: 'Who',
    width: 'minmax(8rem, 0.8fr)',
    from: 'md',
    cell: ({ actor, via }) => (
      <span className="block truncate">
        {actor} <span className="text-ink-3">by {via}</span>
      </span>
    ),
  },
  {
    id: 'message',
    header: 'Told',
    width: 'minmax(8rem, 2fr)',
    from: 'lg',
    cell: ({ message }) => (
      <span className="block truncate text-ink-2" title={message}>
        {message}
      </span>
    ),
  },
  {
    id: 'at',
    header: 'When',
    width: '3.5rem',
    align: 'right',
    cell: ({ atMs }) => (
      <span className="text-ink-3">
        <Ago atMs={atMs} />
      </span>
    ),
  },
];

const pageSize = 200;
const stepMs = 60_000;

/** Who asked for what, and what came of it, newest first. */
export function AuditList({ text }: { text: string }) {
  const { peek } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  const atMs = useClock((clock) => clock.atMs);
  // Asked for in steps, so that dragging the clock does not ask for each moment.
  const untilMs = atMs === null ? null : Math.ceil(atMs / stepMs) * stepMs;
  const query = useInfiniteQuery({
    queryKey: ['audit', text, untilMs],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      api.audit.list.query({ text: text || null, limit: pageSize, cursor: pageParam, untilMs }),
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: 5_000,
    placeholderData: (last) => last,
  });
  if (query.error && !query.data)
    return (
      <Notice
        tone="failed"
        title="The audit could not be loaded"
        action={<Button onClick={() => void query.refetch()}>Retry</Button>}
      >
        {refusalOf(query.error).message}
      </Notice>
    );
  if (!query.data) return <SkeletonRows />;
  const rows = query.data.pages
    .flatMap((page) => page.items)
    .filter((entry) => entry.atMs <= (atMs ?? Number.POSITIVE_INFINITY));
  return (
    <>
      <div className="flex items-center justify-between gap-3 border-b border-line px-3 py-1.5 text-dense text-ink-3">
        <span>{formatPlural(rows.length, 'line')}</span>
        <Download rows={rows} />
      </div>
      <DataTable
        label="Audit"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        isSelected={({ id }) => peek === `audit:${id}`}
        onOpen={({ id }) => void navigate({ to: '.', search: (old) => ({ ...old, peek: `audit:${id}` }) })}
        empty={
          <Empty title={text === '' ? 'Nobody has asked for anything yet' : 'Nothing matches'}>
            Every change that is asked for leaves a line here, done or refused.
          </Empty>
        }
      />
      {query.hasNextPage && (
        <Button className="m-3" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  );
}

/** The lines as they are listed, each with what it changed, as a file. */
function Download({ rows }: { rows: readonly Entry[] }) {
  const [pending, setPending] = useState(false);
  async function download(): Promise<void> {
    setPending(true);
    try {
      const effects = await effectsOf(
        rows.map(({ id }) => id),
        (ids) => api.audit.effects.query({ ids }),
      );
      saveFile('gantry-audit.jsonl', auditFileText(rows, effects));
    } catch (error) {
      tellFailed('The audit could not be downloaded', refusalOf(error).message);
    } finally {
      setPending(false);
    }
  }
  return (
    <Button disabled={rows.length === 0} pending={pending} onClick={() => void download()}>
      Download
    </Button>
  );
}
