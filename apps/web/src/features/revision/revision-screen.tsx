import type { DeploymentHistory, RevisionEntry } from '@gantry/client';
import type { DeploymentRecord } from '@gantry/model';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { api } from '../../live/cluster.ts';
import { useLastAnswer } from '../../live/last-answer.ts';
import { ChangeChips } from '../../shared/change-chips.tsx';
import { formatCount } from '../../shared/format/quantity.ts';
import { formatDuration } from '../../shared/format/time.ts';
import { LoadNotice } from '../../shared/load-notice.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import type { Verdict } from '../../shared/tone.ts';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Fact, Facts } from '../../shared/ui/facts.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { StateLabel } from '../../shared/ui/state-label.tsx';
import { Ago } from '../../shared/ui/time.tsx';
import { PinButton } from './pin-button.tsx';

const YamlEditor = lazyPart(() => import('../../shared/manifest/yaml-editor.tsx'));

export interface RevisionLook {
  verdict: Verdict;
  /** So long it was the one that served; null: it never was. */
  servedMs: number | null;
  /** Why its rollout came to no good end; empty where it did, or is still under way. */
  why: string;
  /** What its rollout says of itself; empty: nothing. */
  said: string;
}

interface RevisionScreenProps {
  deployment: DeploymentRecord;
  number: number;
  /** It is to be pinned at once: only its name is missing. */
  pinning: boolean;
  /** Cuts a history to the moment that is shown. */
  then: (history: DeploymentHistory) => DeploymentHistory;
  look: (entry: RevisionEntry, next: RevisionEntry | undefined) => RevisionLook;
  /** The table of what ran of it, composed in by the page. */
  containers: ReactNode;
}

/** One revision: what it was, who made it and why, how it went, and the ways back to it. */
export function RevisionScreen(props: RevisionScreenProps) {
  const { number, then, look } = props;
  const { id, namespace, name, revision } = props.deployment;
  const query = useQuery({
    queryKey: ['revisions', namespace, name, revision],
    queryFn: () => api.deployments.history.query({ namespace, name, windowSeconds: 60, maxPoints: 2 }),
  });
  const answer = useLastAnswer(query, id);
  const retry = () => void query.refetch();
  const notice = query.error !== null && (
    <LoadNotice
      title="The revisions could not be loaded"
      error={query.error}
      dataAtMs={answer?.atMs ?? null}
      onRetry={retry}
    />
  );
  if (answer === null) return notice || <Loading />;
  const { revisions } = then(answer.data);
  const at = revisions.findIndex((entry) => entry.number === number);
  const entry = revisions[at];
  return (
    <div className="flex flex-col gap-3">
      {notice}
      {entry === undefined ? (
        <Missing number={number} kept={revisions} />
      ) : (
        <Shown {...props} entry={entry} seen={look(entry, revisions[at - 1])} onPinned={retry} />
      )}
    </div>
  );
}

function Shown({
  deployment,
  number,
  pinning,
  containers,
  entry,
  seen,
  onPinned,
}: RevisionScreenProps & { entry: RevisionEntry; seen: RevisionLook; onPinned: () => void }) {
  const { namespace, name } = deployment;
  return (
    <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-3">
        <Panel
          title={`r${number}`}
          aside={<StateLabel verdict={seen.verdict} />}
          actions={<Ways {...{ deployment, entry, pinning, onPinned }} hasServed={seen.servedMs !== null} />}
        >
          {seen.why !== '' && (
            <p data-tone={seen.verdict.tone} className="mb-2 text-tone-ink wrap-anywhere">
              {seen.why}
            </p>
          )}
          {entry.diff.length > 0 ? (
            <>
              <h3 className="mb-1.5 text-dense text-ink-3">Against r{entry.previous}</h3>
              <ChangeChips changes={entry.diff} most={12} />
            </>
          ) : (
            <p className="text-ink-2">{sameSentence(entry)}</p>
          )}
        </Panel>
        <Panel title="What it was" flush>
          <Manifest namespace={namespace} name={name} number={number} />
        </Panel>
        <Panel title="Its containers" flush>
          {containers}
        </Panel>
      </div>
      <RevisionFacts entry={entry} seen={seen} />
    </div>
  );
}

/** What there is to say where nothing differs. */
function sameSentence({ previous, restoredFrom }: RevisionEntry): string {
  if (restoredFrom !== null) return `It restored r${restoredFrom}.`;
  return previous === null ? 'It is the first revision.' : 'Nothing differs from the revision before it.';
}

function Loading() {
  return (
    <Panel flush>
      <SkeletonRows rows={10} />
    </Panel>
  );
}

function Missing({ number, kept }: { number: number; kept: readonly RevisionEntry[] }) {
  return (
    <Panel>
      <Empty title={`There is no revision ${number}`}>
        Kept are {kept.map((entry) => `r${entry.number}`).join(', ')}.
      </Empty>
    </Panel>
  );
}

function Ways({
  deployment,
  entry,
  hasServed,
  pinning,
  onPinned,
}: {
  deployment: DeploymentRecord;
  entry: RevisionEntry;
  /** Going back to one that never served is possible, but not what to do first. */
  hasServed: boolean;
  pinning: boolean;
  onPinned: () => void;
}) {
  const { namespace, name, revision } = deployment;
  const params = { namespace, name };
  const to = '/deployments/$namespace/$name';
  return (
    <>
      <PinButton namespace={namespace} name={name} entry={entry} begun={pinning} onDone={onPinned} />
      {entry.previous !== null && (
        <Link
          to={`${to}/compare`}
          params={params}
          search={{ a: entry.previous, b: entry.number }}
          className={buttonClass()}
        >
          Compare
        </Link>
      )}
      <Link to={`${to}/logs`} params={params} search={{ revision: entry.number }} className={buttonClass()}>
        Logs
      </Link>
      {!entry.current && (
        <>
          <Link to={`${to}/config`} params={params} search={{ from: entry.number }} className={buttonClass()}>
            New revision from this
          </Link>
          <Link
            to={`${to}/timeline`}
            params={params}
            search={{ rev: entry.number }}
            className={buttonClass(hasServed ? 'primary' : 'default')}
          >
            Roll back to r{entry.number}
          </Link>
        </>
      )}
      {entry.current && <span className="text-dense text-ink-3">r{revision} is what runs</span>}
    </>
  );
}

function Manifest({ namespace, name, number }: { namespace: string; name: string; number: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['manifest', namespace, name, `r${number}`],
    queryFn: () => api.deployments.manifest.query({ namespace, name, revision: number }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error)
    return (
      <LoadNotice title="The manifest could not be loaded" error={error} onRetry={() => void refetch()} />
    );
  if (data === undefined) return <SkeletonRows rows={8} />;
  return (
    <div className="h-96 overflow-hidden rounded-b-panel border-t border-line">
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <YamlEditor label={`Manifest of r${number}`} value={data.yaml} />
      </Suspense>
    </div>
  );
}

/** Images and artifacts as their runtimes resolved them, to be copied whole. */
function Ran({ ids }: { ids: readonly string[] }) {
  return ids.map((id) => (
    <span key={id} className="block truncate font-mono text-dense" title={id}>
      {id}
    </span>
  ));
}

function RevisionFacts({
  entry,
  seen: { servedMs, why, said },
}: {
  entry: RevisionEntry;
  seen: RevisionLook;
}) {
  const { rollout } = entry;
  return (
    <Panel title="Facts" className="self-start">
      <Facts>
        <Fact name="By">{entry.author}</Fact>
        <Fact name="When">
          <Ago atMs={entry.createdAtMs} suffix />
        </Fact>
        <Fact name="Why">{entry.cause || '—'}</Fact>
        {entry.images.map(
          ({ container, image }) =>
            image !== '' && (
              <Fact key={container} name={container}>
                <span className="font-mono text-dense wrap-anywhere">{image}</span>
              </Fact>
            ),
        )}
        {Object.entries(entry.ran).map(([container, ids]) => (
          <Fact key={container} name={`${container} ran`}>
            <Ran ids={ids} />
          </Fact>
        ))}
        {entry.lost !== null && (
          <Fact name={entry.lost.kind === 'gone' ? 'Gone' : 'Changed'}>
            <span data-tone={entry.lost.kind === 'gone' ? 'failed' : 'pending'} className="text-tone-ink">
              {entry.lost.message}
            </span>
          </Fact>
        )}
        {entry.pinned !== null && <Fact name="Pinned">{entry.pinned}</Fact>}
        <Fact name="Replicas">{formatCount(entry.replicas)}</Fact>
        <Fact name="Served">{servedMs === null ? 'never' : formatDuration(servedMs)}</Fact>
        {rollout && (
          <>
            <Fact name="To healthy">
              {rollout.tookMs === null ? 'never' : formatDuration(rollout.tookMs)}
            </Fact>
            <Fact name="Lowest ready">
              {formatCount(rollout.lowestReady)} of {formatCount(rollout.replicas)}
            </Fact>
            <Fact name="Restarts">{formatCount(rollout.restarts)}</Fact>
            <Fact name="Failed probes">{formatCount(rollout.probeFailures)}</Fact>
            <Fact name="Error lines">{formatCount(rollout.errorLines)}</Fact>
            {said !== '' && why === '' && <Fact name="Rollout">{said}</Fact>}
          </>
        )}
      </Facts>
    </Panel>
  );
}
