import { eventText } from '@gantry/model/event-filter';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { activityFields } from '../../features/activity/activity-fields.ts';
import { useListedEvents } from '../../live/listed.ts';
import { EventList } from '../../shared/event-list.tsx';
import { ListView } from '../../shared/list-view.tsx';
import { buttonClass } from '../../shared/ui/button.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Page } from '../../shared/ui/page.tsx';
import { Segmented } from '../../shared/ui/segmented.tsx';
import { useListSearch } from '../list-search.ts';

const changesLink = (
  <Link to="/changes" className={buttonClass()}>
    Changes between two moments
  </Link>
);

export default function ActivityPage() {
  const { query, onQuery } = useListSearch();
  const { warnings = false } = useSearch({ from: '/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const { rows: events, note, ...arrival } = useListedEvents(query, { warnings });
  const rows = useMemo(
    () => events.filter((event) => !warnings || event.type === 'Warning'),
    [events, warnings],
  );
  return (
    <Page title="Activity" documentTitle="Activity" facts={note} actions={changesLink}>
      <ListView
        rows={rows}
        {...arrival}
        noun="events"
        placeholder="kind:deployment reason:Roll* actor:ana age<1h"
        query={query}
        onQuery={onQuery}
        fields={activityFields}
        textOf={eventText}
        controls={
          <Segmented
            label="Which events"
            value={warnings ? 'warnings' : 'all'}
            choices={[
              { value: 'all', label: 'All' },
              { value: 'warnings', label: 'Warnings' },
            ]}
            onChange={(next) =>
              void navigate({ search: (old) => ({ ...old, warnings: next === 'warnings' || undefined }) })
            }
          />
        }
        nothingYet={<Empty title={warnings ? 'No warnings' : 'Nothing has happened yet'} />}
      >
        {(matching) => <EventList key={String(warnings)} events={matching} />}
      </ListView>
    </Page>
  );
}
