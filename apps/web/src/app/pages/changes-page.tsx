import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { DifferencesView } from '../../features/changes/differences-view.tsx';
import { fieldOf, momentOf } from '../../features/changes/moments.ts';
import { type SinceHealthy, useSinceHealthy } from '../../features/changes/since-healthy.ts';
import { refusalOf } from '../../live/changes.ts';
import { api } from '../../live/cluster.ts';
import { formatDateTime } from '../../shared/format/time.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { serverNow, useNow } from '../../shared/ui/time.tsx';

const usualMs = 3_600_000;
const stepMs = 10_000;

/** What changed between two moments: the first question when something is wrong. */
export default function ChangesPage() {
  const search = useSearch({ from: '/changes' });
  useNow();
  const since = useSinceHealthy(search.a === undefined ? search.healthy : undefined);
  // In steps, so that "until now" is not asked for anew each second.
  const toAtMs = search.b ?? Math.ceil(serverNow() / stepMs) * stepMs;
  const fromAtMs = search.a ?? since?.atMs ?? toAtMs - usualMs;
  const { data, error, refetch } = useQuery({
    queryKey: ['changes', fromAtMs, toAtMs],
    queryFn: () => api.past.differences.query({ fromAtMs, toAtMs }),
    placeholderData: keepPreviousData,
    enabled: since === null || since.isKnown,
  });
  return (
    <Page
      title="Changes"
      documentTitle="Changes"
      facts={factsOf({ since, fromAtMs, until: search.b === undefined ? 'now' : formatDateTime(toAtMs) })}
      actions={<Ends fromAtMs={fromAtMs} toAtMs={toAtMs} />}
    >
      {since?.isKnown && since.atMs === null && (
        <Notice tone="pending" title={`${since.name} was never healthy, as far as the history reaches back`}>
          This is what changed in the last hour.
        </Notice>
      )}
      {error !== null && (
        <Notice
          tone="failed"
          title="They could not be compared"
          action={<Button onClick={() => void refetch()}>Retry</Button>}
        >
          {refusalOf(error).message}
        </Notice>
      )}
      {error === null && data === undefined && (
        <Panel flush>
          <SkeletonRows
            rows={8}
            why="Both moments are worked out from the log, which takes longer the more has happened."
          />
        </Panel>
      )}
      {error === null && data !== undefined && <DifferencesView differences={data} />}
    </Page>
  );
}

function factsOf({
  since,
  fromAtMs,
  until,
}: {
  since: SinceHealthy | null;
  fromAtMs: number;
  until: string;
}) {
  if (since !== null && !since.isKnown) return '';
  const healthy = since !== null && since.atMs !== null ? `, when ${since.name} was last healthy,` : '';
  return `from ${formatDateTime(fromAtMs)}${healthy} to ${until}`;
}

function Ends({ fromAtMs, toAtMs }: { fromAtMs: number; toAtMs: number }) {
  const navigate = useNavigate({ from: '/changes' });
  const set = (end: 'a' | 'b') => (field: string) => {
    const atMs = momentOf(field);
    if (atMs !== null) void navigate({ search: (old) => ({ ...old, [end]: atMs }), replace: true });
  };
  return (
    <>
      <Moment label="From" atMs={fromAtMs} onChange={set('a')} />
      <Moment label="To" atMs={toAtMs} onChange={set('b')} />
    </>
  );
}

function Moment({
  label,
  atMs,
  onChange,
}: {
  label: string;
  atMs: number;
  onChange: (field: string) => void;
}) {
  return (
    <label className="inline-flex items-center gap-2 text-dense text-ink-2">
      <span className="max-sm:w-8">{label}</span>
      <input
        type="datetime-local"
        step={1}
        value={fieldOf(atMs)}
        onChange={(event) => onChange(event.target.value)}
        className="h-7 rounded-button border border-line-strong bg-panel px-2 text-ink pointer-coarse:h-11"
      />
    </label>
  );
}
