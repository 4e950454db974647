import type { DeploymentHistory } from '@gantry/client';
import type { DeploymentRecord, RolloutPace, RolloutRecord } from '@gantry/model';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { refusalOf } from '../../live/changes.ts';
import { useClock } from '../../live/clock.ts';
import { api } from '../../live/cluster.ts';
import { useRowsOf } from '../../live/hooks.ts';
import { usePlan } from '../../live/plans.ts';
import { Button } from '../../shared/ui/button.tsx';
import { classNames } from '../../shared/ui/class-names.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { useNow } from '../../shared/ui/time.tsx';
import { type Burst, burstsOf, foldBursts, type LaneEntry } from './bursts.ts';
import { CurrentPanel } from './current-panel.tsx';
import { dipsOfRevision } from './dips.ts';
import { type Confirmed, followed } from './followed.ts';
import { historyAt } from './history-at.ts';
import type { RailEntry } from './rail.tsx';
import { useRevisionKeys } from './revision-keys.ts';
import { revisionState } from './revision-state.ts';
import { RevisionTable } from './revision-table.tsx';
import { RevisionsPanel } from './revisions-panel.tsx';
import { RollbackPanel } from './rollback-panel.tsx';
import { defaultWindow, including, type RevisionWindow, windowOf } from './window.ts';
import { useWindowKeys } from './zoom-buttons.tsx';

const route = '/deployments/$namespace/$name/timeline';
/** The ribbon reaches this far back at the most. */
const windowSeconds = 30 * 24 * 3_600;

export function TimelineScreen({
  deployment,
  rollout,
}: {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
}) {
  const { data, error, refetch } = useHistory(deployment, rollout);
  if (error && !data)
    return (
      <Notice
        tone="failed"
        title="The history could not be loaded"
        action={<Button onClick={() => void refetch()}>Retry</Button>}
      >
        {refusalOf(error).message}
      </Notice>
    );
  if (data === undefined)
    return (
      <Panel flush className="min-h-96">
        <SkeletonRows rows={10} />
      </Panel>
    );
  return <TimelineThen deployment={deployment} rollout={rollout} history={data} />;
}

/** The timeline as it is, or as it was at the moment that is shown. */
function TimelineThen(props: Parameters<typeof Timeline>[0]) {
  const { deployment, history } = props;
  const atMs = useClock((clock) => clock.atMs);
  const rollouts = useRowsOf('rollouts', 'deploymentId', deployment.id);
  const then = useMemo(
    () => (atMs === null ? history : historyAt(history, { atMs, revision: deployment.revision, rollouts })),
    [atMs, history, deployment.revision, rollouts],
  );
  return <Timeline {...props} history={then} />;
}

/** Asked again whenever the deployment moves, and every second while a rollout is under way. */
function useHistory(
  { id, namespace, name, generation, status }: DeploymentRecord,
  rollout: RolloutRecord | undefined,
) {
  // Of the past there is nothing new: what is known now is cut to what was known then.
  const isPast = useClock((clock) => clock.atMs !== null);
  const moving = !isPast && rollout?.endedAtMs === null;
  // Asking has nodes asked whether what ran is still to be had; what comes of it is a change of its own.
  const lost = useRowsOf('revisions', 'deploymentId', id).map((revision) => revision.lost?.message ?? '');
  const version = isPast ? ['past'] : [generation, status.readyReplicas, rollout?.outcome, lost.join()];
  return useQuery({
    queryKey: ['history', namespace, name, ...version],
    queryFn: () => api.deployments.history.query({ namespace, name, windowSeconds }),
    refetchInterval: moving ? 1_000 : false,
    placeholderData: keepPreviousData,
  });
}

function Timeline({
  deployment,
  rollout,
  history,
}: {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
  history: DeploymentHistory;
}) {
  const { namespace, name, generation, spec, status } = deployment;
  const search = useSearch({ from: route });
  const navigate = useNavigate({ from: route });
  const now = useNow();
  const entries = useMemo(
    () => railEntries(history, status.readyReplicas < spec.replicas),
    [history, status.readyReplicas, spec.replicas],
  );
  const current = entries.find(({ entry }) => entry.current) ?? entries.at(-1);
  const chosen = entries.find(({ entry }) => entry.number === search.rev && !entry.current)?.entry;
  const target = chosen?.number ?? null;
  const replicas = search.size === 'then' && chosen ? chosen.replicas : null;
  const planned = usePlan(
    target === null ? null : { action: 'rollback', namespace, name, toRevision: target, replicas },
    generation,
  );
  const events = useRowsOf('events', 'objectId', deployment.id);
  const found = useMemo(() => burstsOf(entries), [entries]);
  const { fold = false, open = '' } = search;
  const bursts = useMemo(() => (fold ? foldedOf(found, open) : []), [found, fold, open]);
  const setFold = (view: { fold?: true | undefined; open?: string | undefined }) =>
    void navigate({ search: (old) => ({ ...old, ...view }), replace: true, resetScroll: false });
  const openBurst = (first: number) => setFold({ open: [open, first].filter(Boolean).join(',') });
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null);
  const targetAt = entries.findIndex(({ entry }) => entry.number === target);
  // What is chosen is in sight, wherever it was chosen.
  const window = including(windowOf(entries, search), entries.length, targetAt);
  const setWindow = (next: RevisionWindow) =>
    void navigate({ search: (old) => ({ ...old, ...numbersOf(entries, next) }), replace: true });
  useWindowKeys(entries.length, setWindow);
  const setTarget = (rev: number | null) => {
    if (rev !== null) setConfirmed(null);
    void navigate({
      search: (old) => ({ ...old, rev: rev ?? undefined }),
      replace: true,
      resetScroll: false,
    });
  };
  useRevisionKeys({ namespace, name }, target);
  const compareWith = (base: number) =>
    void navigate({
      to: '/deployments/$namespace/$name/compare',
      params: { namespace, name },
      search: { a: base, b: target ?? deployment.revision },
    });
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="flex min-w-0 flex-col gap-3">
        <RevisionsPanel
          scaleKind={search.scale ?? 'steps'}
          onScale={(scale) => void navigate({ search: (old) => ({ ...old, scale }), replace: true })}
          found={found}
          isFolding={fold}
          onFold={(isFolding) => setFold({ fold: isFolding || undefined, open: undefined })}
          lane={{
            ...{ bursts, onOpenBurst: openBurst },
            ...{ history, entries, target, window },
            ...{ desired: spec.replicas, strategy: spec.strategy, events },
            nowMs: now,
            plan: planned.plan,
            follow: confirmed && followed(confirmed, history, now),
            onWindow: setWindow,
            onTarget: setTarget,
            onCompare: compareWith,
          }}
        />
        <RevisionTable
          rows={tableRows(entries, history.pace, now)}
          folded={tableRows(foldBursts(entries, bursts, new Set([target ?? 0])), history.pace, now)}
          onOpenBurst={openBurst}
          target={target}
          sort={search.sort}
          onlyBad={search.bad ?? false}
          onTarget={setTarget}
          onView={(view) =>
            void navigate({ search: (old) => ({ ...old, ...view }), replace: true, resetScroll: false })
          }
        />
      </div>
      <div className={classNames('xl:sticky xl:top-14 xl:self-start', target !== null && 'max-xl:-order-1')}>
        {target === null ? (
          current && <CurrentPanel current={current} pace={history.pace} others={entries.length > 1} />
        ) : (
          <RollbackPanel
            key={target}
            deployment={deployment}
            rollout={rollout}
            target={target}
            planned={planned}
            pace={history.pace}
            size={{ madeWith: chosen?.replicas ?? spec.replicas, chosen: replicas }}
            onSize={(size) => void navigate({ search: (old) => ({ ...old, size }), replace: true })}
            onDone={(plan) => {
              setTarget(null);
              setConfirmed({ plan, target, afterRevision: deployment.revision });
            }}
          />
        )}
      </div>
    </div>
  );
}

/** Oldest first, each with what the rail draws for it. */
function railEntries({ revisions, series }: DeploymentHistory, degraded: boolean): RailEntry[] {
  return revisions
    .map((entry, index) => ({
      entry,
      state: revisionState(entry, { degraded }),
      dips: dipsOfRevision(series.dips, entry, revisions[index - 1]),
    }))
    .reverse();
}

function tableRows(entries: readonly LaneEntry[], pace: RolloutPace, nowMs: number) {
  return entries.map((one, index) => ({ ...one, next: entries[index + 1]?.entry, pace, nowMs })).reverse();
}

/** But for those that were opened, by their first revision's number. */
function foldedOf(found: readonly Burst[], open: string): readonly Burst[] {
  const opened = new Set(open.split(',').map(Number));
  return found.filter(([first]) => first !== undefined && !opened.has(first.entry.number));
}

function numbersOf(entries: readonly RailEntry[], window: RevisionWindow): { from?: number; to?: number } {
  const usual = defaultWindow(entries.length);
  if (window.from === usual.from && window.to === usual.to) return {};
  const from = entries[window.from]?.entry.number;
  const to = entries[window.to]?.entry.number;
  return from === undefined || to === undefined ? {} : { from, to };
}
