import { Link } from '@tanstack/react-router';
import { jobFields, jobText, useJobRows } from '../../features/jobs/job-row.ts';
import { JobsTable } from '../../features/jobs/jobs-table.tsx';
import { useReady } from '../../live/hooks.ts';
import { ListView } from '../../shared/list-view.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { useListSearch } from '../list-search.ts';

export default function JobsPage() {
  const { query, onQuery, sort, onSort } = useListSearch('age');
  const rows = useJobRows();
  const loaded = useReady();
  const submit = (
    <Link to="/jobs/new" className={buttonClass('primary')}>
      Submit a job
    </Link>
  );
  return (
    <Page title="Jobs" documentTitle="Jobs" actions={rows.length > 0 ? submit : undefined}>
      <ListView
        rows={rows}
        loaded={loaded}
        noun="jobs"
        placeholder="status:failed kind:cron ns:default"
        query={query}
        onQuery={onQuery}
        fields={jobFields}
        textOf={jobText}
        nothingYet={
          <Empty title="No job was submitted yet" action={submit}>
            A job runs to its end: a batch of tasks, a gang that starts together, a queue of builds, or what a
            schedule asks for.
          </Empty>
        }
      >
        {(matching) => <JobsTable label="Jobs" rows={matching} sort={sort} onSort={onSort} />}
      </ListView>
    </Page>
  );
}
