import { auditFields } from '@gantry/model/audit-filter';
import { filterFault } from '@gantry/model/filter-line';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { suggestionsFor } from '../../shared/filter-suggestions.ts';
import { saveFile } from '../../shared/save-file.ts';
import { tellFailed } from '../../shared/toast.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { FilterBar } from '../../shared/ui/filter-bar.tsx';
import { ListLine } from '../../shared/ui/list-line.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago, serverNow } from '../../shared/ui/time.tsx';
import type { AuditEntry as Entry } from './audit-entry.ts';
import { auditFileText, effectsOf } from './audit-file.ts';
import { outcomeVerdict } from './outcome.ts';

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
    width: 'minmax(9rem, 2fr)',
    cell: ({ verb, target, actor, message }) => (
      <div className="min-w-0">
        <div className="truncate font-mono text-dense">{verb}</div>
        <div className="truncate text-dense text-ink-3 @table-md:hidden">
          {actor}
          {target !== '' && ` · ${target}`}
        </div>
        {/* Why it was refused: nothing is told of what was done. */}
        {message !== '' && (
          <div className="truncate text-dense text-ink-2" title={message}>
            {message}
          </div>
        )}
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

/** What a line can ask for; ages are told by the server's clock. */
const fields = auditFields(serverNow);

/** Who asked for what, and what came of it, newest first: the server looks through all of it for what the line takes. */
export function AuditList({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const line = useDeferredValue(query).trim();
  const fault = filterFault(line, fields);
  const found = useAudit(line, fault === null);
  const rows = fault === null ? found.rows : [];
  return (
    <>
      <FilterBar
        value={query}
        onChange={onQuery}
        placeholder="actor:ana verb:deployments.* ns:prod -outcome:ok age<1d"
        shown={rows.length}
        total={Math.max(found.total, rows.length)}
        noun="lines"
        fault={fault}
        suggest={(typed) => suggestionsFor(typed, fields, found.rows)}
      >
        <Download rows={rows} />
      </FilterBar>
      <div className="overflow-clip rounded-panel border border-line bg-panel">
        <ListLine value={found.asked.isPlaceholderData ? `before ${line}` : line}>
          <Lines rows={rows} isFiltered={line !== ''} hasFault={fault !== null} asked={found.asked} />
        </ListLine>
      </div>
    </>
  );
}

function useAudit(line: string, isOn: boolean) {
  const atMs = useClock((clock) => clock.atMs);
  // Asked for in steps, so that dragging the clock does not ask for each moment.
  const untilMs = atMs === null ? null : Math.ceil(atMs / stepMs) * stepMs;
  const asked = useInfiniteQuery({
    queryKey: ['audit', line, untilMs],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      api.audit.list.query({ filter: line || null, limit: pageSize, cursor: pageParam, untilMs }),
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: 5_000,
    placeholderData: (last) => last,
    enabled: isOn,
  });
  const { data } = asked;
  const rows = useMemo(() => {
    const all = data?.pages.flatMap((page) => page.items) ?? [];
    return all.filter((entry) => entry.atMs <= (atMs ?? Number.POSITIVE_INFINITY));
  }, [data, atMs]);
  return { asked, rows, total: data?.pages[0]?.total ?? 0 };
}

function Lines({
  rows,
  isFiltered,
  hasFault,
  asked,
}: {
  rows: readonly Entry[];
  isFiltered: boolean;
  /** The line cannot be read, so nothing is asked. */
  hasFault: boolean;
  asked: ReturnType<typeof useAudit>['asked'];
}) {
  const { peek } = useSearch({ from: '__root__' });
  const navigate = useNavigate();
  if (asked.error && !asked.data)
    return (
      <Notice
        tone="failed"
        title="The audit could not be loaded"
        action={<Button onClick={() => void asked.refetch()}>Retry</Button>}
      >
        {refusalOf(asked.error).message}
      </Notice>
    );
  if (asked.data === undefined && !hasFault) return <SkeletonRows />;
  return (
    <>
      <DataTable
        label="Audit"
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        isSelected={({ id }) => peek === `audit:${id}`}
        onOpen={({ id }) => void navigate({ to: '.', search: (old) => ({ ...old, peek: `audit:${id}` }) })}
        empty={
          <Empty title={isFiltered ? 'Nothing matches' : 'Nobody has asked for anything yet'}>
            Every change that is asked for leaves a line here, done or refused.
          </Empty>
        }
      />
      {asked.hasNextPage && !hasFault && (
        <Button className="m-3" pending={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  );
}

const rowKey = ({ id }: Entry) => id;

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
