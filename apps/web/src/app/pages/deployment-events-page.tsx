import { eventText } from '@gantry/model/event-filter';
import { activityFields } from '../../features/activity/activity-fields.ts';
import { useCurrentDeployment } from '../../features/deployment/context.ts';
import { useDeploymentEvents } from '../../features/deployment/overview-tab.tsx';
import { EventList } from '../../shared/event-list.tsx';
import { ListView } from '../../shared/list-view.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { useListSearch } from '../list-search.ts';

export default function DeploymentEventsPage() {
  const { query, onQuery } = useListSearch();
  const { deployment, isComplete } = useCurrentDeployment();
  const events = useDeploymentEvents();
  return (
    <ListView
      rows={events}
      loaded={isComplete || events.length > 0}
      noun="events"
      placeholder="type:Warning reason:Roll* kind:task age<1h"
      query={query}
      onQuery={onQuery}
      fields={activityFields}
      textOf={eventText}
      nothingYet={<Empty title="No events of it are kept" />}
    >
      {(matching) => <EventList key={deployment.id} events={matching} />}
    </ListView>
  );
}
