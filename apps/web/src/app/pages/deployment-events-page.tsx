import { useDeploymentEvents } from '../../features/deployment/overview-tab.tsx';
import { EventList } from '../../shared/event-list.tsx';
import { Empty } from '../../shared/ui/empty.tsx';
import { Panel } from '../../shared/ui/panel.tsx';

export default function DeploymentEventsPage() {
  const events = useDeploymentEvents();
  return (
    <Panel flush>
      <EventList events={events} />
      {events.length === 0 && <Empty title="Nothing has happened yet" />}
    </Panel>
  );
}
