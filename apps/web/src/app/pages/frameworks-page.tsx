import { useMemo } from 'react';
import {
  FrameworksTable,
  frameworkFields,
  frameworkText,
} from '../../features/frameworks/frameworks-table.tsx';
import { useStandings } from '../../features/frameworks/use-standings.ts';
import { useFrameworkTasks, useReady, useRows } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

export default function FrameworksPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const frameworks = useRows('frameworks');
  const counts = useFrameworkTasks();
  const { isPast, standings } = useStandings();
  const rows = useMemo(
    () =>
      frameworks.map((framework) => ({
        framework,
        tasks: counts === null ? null : (counts[framework.id] ?? 0),
        standing: standings?.get(framework.id) ?? null,
      })),
    [frameworks, counts, standings],
  );
  return (
    <Page
      title="Frameworks"
      documentTitle="Frameworks"
      facts="Schedulers: each is offered room and decides what to launch in it"
    >
      {isPast && (
        <p className="text-ink-3">
          Shares, offers that are held and filters are told of now only. The rest is of the moment.
        </p>
      )}
      <ListView
        rows={rows}
        loaded={useReady()}
        noun="frameworks"
        placeholder="kind:mesos status:active role:*"
        query={query}
        onQuery={onQuery}
        fields={frameworkFields}
        textOf={frameworkText}
        nothingYet={
          <Empty title="No framework is registered">
            Deployments register theirs with the first deployment; a scheduler for Mesos registers at
            /api/v1/scheduler.
          </Empty>
        }
      >
        {(matching) => <FrameworksTable rows={matching} isPast={isPast} sort={sort} onSort={onSort} />}
      </ListView>
    </Page>
  );
}
