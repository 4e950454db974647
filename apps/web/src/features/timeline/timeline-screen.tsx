import type { DeploymentHistory } from '@gantry/client';
import type { DeploymentRecord, RolloutPace, RolloutRecord } from '@gantry/model';
import { Suspense, useMemo, useState } from 'react';
import { useRowsOf } from '../../live/hooks.ts';
import { usePlan } from '../../live/plans.ts';
import { LoadNotice } from '../../shared/load-notice.tsx';
import { lazyPart } from '../../shared/missing-part.ts';
import { classNames } from '../../shared/ui/class-names.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { useNow } from '../../shared/ui/time.tsx';
import { waitingRevision } from '../../shared/waits-for-person.ts';
import { type Burst, foldBursts, type LaneEntry } from './bursts.ts';
import { CurrentPanel } from './current-panel.tsx';
import { dipsOfRevision } from './dips.ts';
import { type Confirmed, followed } from './followed.ts';
import type { RailEntry } from './rail.tsx';
import { revisionState } from './revision-state.ts';
import { RevisionTable } from './revision-table.tsx';
import { RevisionsPanel } from './revisions-panel.tsx';
import { useTimelineView } from './timeline-view.ts';
import { useHistory, useHistoryThen } from './use-history.ts';

/** Plans are drawn by more than the history is: most of who reads it chooses none. */
const RollbackPanel = lazyPart(() => import('./rollback-panel.tsx'));

interface TimelineProps {
  deployment: DeploymentRecord;
  rollout: RolloutRecord | undefined;
}

export function TimelineScreen({ deployment, rollout }: TimelineProps) {
  const { answer, error, retry } = useHistory(deployment, rollout);
  const notice = error !== null && (
    <LoadNotice
      title="The history could not be loaded"
      error={error}
      dataAtMs={answer?.atMs ?? null}
      onRetry={retry}
    />
  );
  if (answer === null) return notice || <Loading />;
  return (
    <div className="flex flex-col gap-3">
      {notice}
      {/* What was confirmed of one deployment is no other's. */}
      <TimelineThen key={deployment.id} deployment={deployment} rollout={rollout} history={answer.data} />
    </div>
  );
}

const Loading = () => (
  <Panel flush className="min-h-96">
    <SkeletonRows rows={10} />
  </Panel>
);

/** The timeline as it is, or as it was at the moment that is shown. */
function TimelineThen(props: TimelineProps & { history: DeploymentHistory }) {
  const then = useHistoryThen(props.deployment);
  const history = useMemo(() => then(props.history), [then, props.history]);
  return <Timeline {...props} history={history} />;
}

function Timeline({ deployment, rollout, history }: TimelineProps & { history: DeploymentHistory }) {
  const { namespace, name, generation, spec, status } = deployment;
  const now = useNow();
  const waiting = waitingRevision(deployment, rollout);
  const entries = useMemo(
    () => railEntries(history, { degraded: status.readyReplicas < spec.replicas, waiting }),
    [history, status.readyReplicas, spec.replicas, waiting],
  );
  const view = useTimelineView(deployment, entries);
  const { search, chosen, target, bursts, set } = view;
  const replicas = search.size === 'then' && chosen ? chosen.entry.replicas : null;
  const planned = usePlan(
    target === null ? null : { action: 'rollback', namespace, name, toRevision: target, replicas },
    generation,
  );
  const events = useRowsOf('events', 'objectId', deployment.id);
  const rows = useTableRows(entries, { bursts, target, pace: history.pace, nowMs: now });
  const [hovered, setHovered] = useState<number | null>(null);
  const [confirmed, setConfirmed] = useState<Confirmed | null>(null);
  const setTarget = (rev: number | null) => {
    if (rev !== null) setConfirmed(null);
    view.setTarget(rev);
  };
  return (
    <div className="grid gap-3 xl:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="flex min-w-0 flex-col gap-3">
        <RevisionsPanel
          scaleKind={search.scale ?? 'steps'}
          onScale={(scale) => set({ scale })}
          found={view.found}
          isFolding={view.fold}
          onFold={(isFolding) => set({ fold: isFolding || undefined, open: undefined })}
          lane={{
            ...{ bursts, onOpenBurst: view.openBurst, hovered, onHover: setHovered },
            ...{ history, entries, target, window: view.window },
            ...{ desired: spec.replicas, strategy: spec.strategy, events },
            nowMs: now,
            plan: planned.plan,
            follow: confirmed && followed(confirmed, history, now),
            onWindow: view.setWindow,
            onTarget: setTarget,
            onCompare: view.compareWith,
          }}
        />
        <RevisionTable
          {...rows}
          {...{ target, hovered, onTarget: setTarget, onHover: setHovered, onView: set }}
          onOpenBurst={view.openBurst}
          sort={search.sort}
          onlyBad={search.bad ?? false}
        />
      </div>
      <div className={classNames('xl:sticky xl:top-14 xl:self-start', target !== null && 'max-xl:-order-1')}>
        {chosen === undefined ? (
          <CurrentOf entries={entries} pace={history.pace} />
        ) : (
          <Suspense fallback={<Loading />}>
            <RollbackPanel
              key={target}
              {...{ deployment, rollout, chosen, planned, replicas }}
              pace={history.pace}
              onSize={(size) => set({ size })}
              onDone={(plan) => {
                setTarget(null);
                setConfirmed({ plan, target: chosen.entry.number, afterRevision: deployment.revision });
              }}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function CurrentOf({ entries, pace }: { entries: readonly RailEntry[]; pace: RolloutPace }) {
  const current = entries.find(({ entry }) => entry.current) ?? entries.at(-1);
  return current && <CurrentPanel current={current} pace={pace} others={entries.length > 1} />;
}

/** Oldest first, each with what the rail draws for it. */
function railEntries(
  { revisions, series }: DeploymentHistory,
  now: { degraded: boolean; waiting: number | null },
): RailEntry[] {
  return revisions
    .map((entry, index) => ({
      entry,
      state: revisionState(entry, now),
      dips: dipsOfRevision(series.dips, entry, revisions[index - 1]),
    }))
    .reverse();
}

/** The table's rows, one for each revision and with bursts as one; the same ones while only the pointer moves. */
function useTableRows(
  entries: readonly RailEntry[],
  of: { bursts: readonly Burst[]; target: number | null; pace: RolloutPace; nowMs: number },
) {
  const { bursts, target, pace, nowMs } = of;
  const rows = useMemo(() => tableRows(entries, pace, nowMs), [entries, pace, nowMs]);
  const folded = useMemo(
    () => tableRows(foldBursts(entries, bursts, new Set([target ?? 0])), pace, nowMs),
    [entries, bursts, target, pace, nowMs],
  );
  return { rows, folded };
}

function tableRows(entries: readonly LaneEntry[], pace: RolloutPace, nowMs: number) {
  return entries.map((one, index) => ({ ...one, next: entries[index + 1]?.entry, pace, nowMs })).reverse();
}
