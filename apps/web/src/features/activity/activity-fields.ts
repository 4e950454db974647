import { eventFields } from '@gantry/model/event-filter';
import { serverNow } from '../../shared/ui/time.tsx';

/** What a filter line over the activity can ask for. */
export const activityFields = eventFields(serverNow);
