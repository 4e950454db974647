import { useMemo } from 'react';
import {
  FrameworksTable,
  frameworkFields,
  frameworkText,
} from '../../features/frameworks/frameworks-table.tsx';
import { useIsLarge, useReady, useRows, useScope } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { isLive } from '../../shared/verdict.ts';
import { useListSearch } from '../list-search.ts';

export default function FrameworksPage() {
  const { query, onQuery, sort, onSort } = useListSearch();
  const isWhole = useScope('tasks');
  const isLarge = useIsLarge();
  // Of a large cluster the containers are not held here, and none would be the wrong number.
  const known = isWhole && isLarge === false;
  const frameworks = useRows('frameworks');
  const tasks = useRows('tasks');
  const rows = useMemo(() => {
    const live = Map.groupBy(tasks.filter(isLive), (task) => task.frameworkId);
    return frameworks.map((framework) => ({
      framework,
      tasks: known ? (live.get(framework.id)?.length ?? 0) : null,
    }));
  }, [frameworks, tasks, known]);
  return (
    <Page
      title="Frameworks"
      documentTitle="Frameworks"
      facts="Schedulers: each is offered room and decides what to launch in it"
    >
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
        {(matching) => <FrameworksTable rows={matching} sort={sort} onSort={onSort} />}
      </ListView>
    </Page>
  );
}
