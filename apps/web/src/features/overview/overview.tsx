import { liveStates } from '@gantry/model/task-verdict';
import { Link } from '@tanstack/react-router';
import { Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { useClusterUse } from '../../live/cluster-use.ts';
import {
  useCounted,
  useIsLarge,
  useLoads,
  useReady,
  useRolloutsByDeployment,
  useRows,
  useScope,
  useTold,
  useUnplacedOf,
} from '../../live/hooks.ts';
import { useListedEvents } from '../../live/listed.ts';
import { usePaced } from '../../live/paced.ts';
import { type ClusterState, type Concern, clusterVerdict, concernsOf } from '../../shared/concern.ts';
import { EventList } from '../../shared/event-list.tsx';
import { formatCount } from '../../shared/format/quantity.ts';
import { Page } from '../../shared/ui/page.tsx';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { capacityOf, inUseWords } from './capacity.ts';
import { CapacityPanel, CapacityToCome } from './capacity-panel.tsx';
import { ConcernCard } from './concern-card.tsx';
import { useConcernKeys } from './concern-keys.ts';
import { ConcernPlaces } from './concern-places.ts';
import { hiddenConcerns } from './hidden-concerns.ts';
import { type Flight, RolloutsInFlight } from './rollouts-in-flight.tsx';
import { VerdictLine } from './verdict-line.tsx';

const mostConcerns = 8;

/** `map`: the cluster's picture. `welcome`: what to do on a cluster that runs nothing yet. */
export function Overview({ map, welcome }: { map: ReactNode; welcome: ReactNode }) {
  useScope('tasks');
  const isWhole = useReady();
  // How things are is told before the nodes are there, which on a large cluster takes a while.
  const hasDeployments = useReady('deployments') || isWhole;
  // Where containers are held they are part of the verdict: without them it would be one thing now and another in a moment.
  const hasTasks = useTold('tasks');
  const isLarge = useIsLarge() === true;
  const isTold = hasDeployments && (isLarge || hasTasks);
  const state = useClusterState();
  const isRunning = useIsRunning();
  if (!isTold || (state.deployments.length === 0 && !isWhole)) return <Loading />;
  if (state.deployments.length === 0 && state.jobs.length === 0 && !isRunning) {
    return (
      <Page title="Overview" documentTitle="Overview">
        {welcome}
        {state.nodes.length > 0 && map}
      </Page>
    );
  }
  return <Populated state={state} map={map} isWhole={isWhole} />;
}

/** Whether any container has not ended: those of a framework belong to no deployment and to no job. */
const useIsRunning = () =>
  useCounted((counts) => counts !== null && liveStates.some((state) => counts.byState[state] > 0));

function Loading() {
  return (
    <Page title="Overview" documentTitle="Overview">
      <Panel flush>
        <SkeletonRows rows={10} />
      </Panel>
    </Page>
  );
}

function useClusterState(): ClusterState {
  const deployments = useRows('deployments');
  const rollouts = useRolloutsByDeployment();
  const jobs = useRows('jobs');
  const nodes = useRows('nodes');
  const tasks = useRows('tasks');
  const unplacedOf = useUnplacedOf();
  return useMemo(
    () => ({ deployments, rollouts, jobs, nodes, tasks, unplacedOf }),
    [deployments, rollouts, jobs, nodes, tasks, unplacedOf],
  );
}

function Populated({ state, map, isWhole }: { state: ClusterState; map: ReactNode; isWhole: boolean }) {
  const unplaced = useCounted((counts) => counts?.unplaced ?? 0);
  const unreachableNodes = useCounted((counts) => counts?.unreachableNodes ?? 0);
  const concerns = useMemo(() => concernsOf(state), [state]);
  const [places] = useState(() => new ConcernPlaces(mostConcerns));
  const shown = useMemo(() => places.of(concerns), [places, concerns]);
  useConcernKeys(shown);
  const verdict = useMemo(
    () => clusterVerdict(state, concerns, { unplaced, unreachableNodes }),
    [state, concerns, unplaced, unreachableNodes],
  );
  return (
    <Page title={<VerdictLine parts={verdict} />} documentTitle={verdict.map((part) => part.text).join(', ')}>
      {shown.length > 0 && (
        <section
          aria-label="Needs attention"
          className="grid grid-cols-[repeat(auto-fit,minmax(min(20rem,100%),1fr))] gap-3"
        >
          <h2 className="sr-only">Needs attention</h2>
          {shown.map((concern) => (
            <ConcernCard key={concern.key} concern={concern} />
          ))}
        </section>
      )}
      {concerns.length > shown.length && <MoreConcerns all={concerns} shown={shown} />}
      <div className="grid gap-3 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3">
          <Flights state={state} />
          {isWhole ? map : <MapToCome />}
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          {isWhole ? <Room /> : <CapacityToCome />}
          <LatestActivity />
        </div>
      </div>
    </Page>
  );
}

/** The room that the map will take. */
export const MapToCome = () => (
  <div aria-busy="true" className="h-130 rounded-panel border border-line bg-panel" />
);

/** Those without a card: the worst are first in the lists as well. */
function MoreConcerns({ all, shown }: { all: readonly Concern[]; shown: readonly Concern[] }) {
  const count = all.length - shown.length;
  return (
    <p className="text-dense text-ink-3">
      {formatCount(count)} more {count === 1 ? 'wants' : 'want'} attention:{' '}
      {hiddenConcerns(all, shown).map(({ text, to, search }, index) => (
        <Fragment key={to}>
          {index > 0 && ', '}
          <Link
            to={to}
            search={search}
            className="rounded-control text-ink-2 underline-offset-2 hover:text-accent hover:underline"
          >
            {text}
          </Link>
        </Fragment>
      ))}
    </p>
  );
}

function Flights({ state }: { state: ClusterState }) {
  const flights = state.deployments.flatMap((deployment): Flight[] => {
    const rollout = state.rollouts.get(deployment.id);
    return rollout && rollout.endedAtMs === null ? [{ deployment, rollout }] : [];
  });
  return flights.length === 0 ? null : <RolloutsInFlight flights={flights} />;
}

const Room = memo(function Room() {
  const nodes = useRows('nodes');
  useScope('offers');
  const offers = useRows('offers');
  const loads = usePaced(useLoads());
  const used = useClusterUse();
  const capacities = useMemo(() => capacityOf(nodes, loads, offers, used), [nodes, loads, offers, used]);
  return <CapacityPanel capacities={capacities} inUse={inUseWords(used)} />;
});

const LatestActivity = memo(function LatestActivity() {
  const { rows: events } = useListedEvents('', { warnings: false });
  return (
    <Panel
      title="Latest activity"
      flush
      actions={
        <Link to="/activity" className="rounded-control text-dense text-ink-2 hover:text-accent">
          All activity
        </Link>
      }
    >
      <EventList events={events} limit={8} />
      {events.length === 0 && <p className="px-3 pb-3 text-ink-3">Nothing has happened yet.</p>}
    </Panel>
  );
});
