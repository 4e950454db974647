import type { FrameworkRecord } from '@gantry/model';
import { textTerm } from '@gantry/model/filter-line';
import { Link, useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useContainerRows } from '../../features/containers/container-row.ts';
import { ContainersTable } from '../../features/containers/containers-table.tsx';
import { ExecutorsList, shownExecutors } from '../../features/frameworks/executors-list.tsx';
import { FrameworkScreen } from '../../features/frameworks/framework-screen.tsx';
import { funnels } from '../../features/offers/funnel.ts';
import type { LaneWindow } from '../../features/offers/lane-window.ts';
import { OfferLanes } from '../../features/offers/offer-lanes.tsx';
import { OffersTable, useOfferRows } from '../../features/offers/offers-table.tsx';
import { useIsLarge, useRowsOf, useScope } from '../../live/hooks.ts';
import { useListedTasks } from '../../live/listed.ts';
import { formatCount } from '../../shared/format/quantity.ts';
import { Panel } from '../../shared/ui/panel.tsx';
import { SkeletonRows } from '../../shared/ui/skeleton.tsx';
import { isLive } from '../../shared/verdict.ts';

export default function FrameworkPage() {
  const { id } = useParams({ from: '/frameworks/$id' });
  return (
    <FrameworkScreen
      key={id}
      id={id}
      executors={(framework) => <Executors framework={framework} />}
      tasks={(framework) => <Tasks framework={framework} />}
      lane={(framework) => <Lane framework={framework} />}
      offers={(framework) => <Offers framework={framework} />}
    />
  );
}

function Executors({ framework }: { framework: FrameworkRecord }) {
  useScope('tasks');
  const tasks = useRowsOf('tasks', 'frameworkId', framework.id);
  const executors = shownExecutors(tasks);
  if (executors.length === 0) return null;
  return (
    <Panel title="Executors" aside="programs of its own that carry its tasks" flush>
      <ExecutorsList executors={executors} tasks={tasks} />
    </Panel>
  );
}

const plain = ['reason', 'failures'];
/** What one from outside runs is of no deployment or job, and has no revision. */
const leftOut = ({ kind }: FrameworkRecord): readonly string[] =>
  kind === 'mesos' ? [...plain, 'deployment', 'revision'] : plain;

function Tasks({ framework }: { framework: FrameworkRecord }) {
  const known = useScope('tasks');
  const isLarge = useIsLarge() === true;
  const tasks = useRowsOf('tasks', 'frameworkId', framework.id);
  const rows = useContainerRows(tasks.filter(isLive));
  const [sort, setSort] = useState('name');
  if (!known) return <SkeletonRows />;
  if (isLarge) return <FoundTasks framework={framework} />;
  if (rows.length === 0) return <p className="px-3 pb-3 text-ink-3">Nothing of it runs now.</p>;
  return <ContainersTable rows={rows} sort={sort} onSort={setSort} without={leftOut(framework)} />;
}

/** What else is on the screen stays within reach. */
const mostShown = 20;

/** Of a large cluster: those that the server finds, and the way to all of them. */
function FoundTasks({ framework }: { framework: FrameworkRecord }) {
  const line = textTerm('framework', framework.id);
  const { rows: listed, loaded, found, note } = useListedTasks(line, { ended: false });
  const newest = useMemo(() => listed.slice(0, mostShown), [listed]);
  const rows = useContainerRows(newest);
  const [sort, setSort] = useState('name');
  if (!loaded) return <SkeletonRows />;
  if (rows.length === 0) return <p className="px-3 pb-3 text-ink-3">{note ?? 'Nothing of it runs now.'}</p>;
  return (
    <>
      <p className="flex flex-wrap gap-x-3 px-3 pb-2 text-dense text-ink-3">
        {found !== null && found > rows.length && `The newest ${rows.length} of ${formatCount(found)}.`}
        <Link
          to="/containers"
          search={{ q: line }}
          className="rounded-control text-accent underline-offset-2 hover:underline"
        >
          All of them
        </Link>
      </p>
      <ContainersTable rows={rows} sort={sort} onSort={setSort} without={leftOut(framework)} />
    </>
  );
}

function Lane({ framework }: { framework: FrameworkRecord }) {
  const loaded = useScope('offers');
  const offers = useRowsOf('offers', 'frameworkId', framework.id);
  const [window, setWindow] = useState<LaneWindow>('60s');
  const own = useMemo(() => funnels([framework], offers), [framework, offers]);
  // What waits of the built-in ones is placed, not offered.
  if (framework.kind !== 'mesos' && framework.offersMade === 0) return null;
  return <OfferLanes funnels={own} loaded={loaded} window={window} onWindow={setWindow} />;
}

const sameInAll = ['framework'];

function Offers({ framework }: { framework: FrameworkRecord }) {
  const known = useScope('offers');
  const rows = useOfferRows().filter(({ offer }) => offer.frameworkId === framework.id);
  const [sort, setSort] = useState('age');
  if (!known) return <SkeletonRows />;
  if (rows.length === 0) return <p className="px-3 pb-3 text-ink-3">No offer was made to it lately.</p>;
  return <OffersTable rows={rows} sort={sort} onSort={setSort} without={sameInAll} />;
}
