import type { EventRecord } from '@gantry/model';
import type { FieldReaders } from '../../shared/filter.ts';
import { serverNow } from '../../shared/ui/time.tsx';

export const eventFields: FieldReaders<EventRecord> = {
  reason: ({ reason }) => reason,
  type: ({ type }) => type,
  kind: ({ objectKind }) => objectKind,
  name: ({ objectName }) => objectName,
  ns: ({ namespace }) => namespace,
  actor: ({ actor }) => actor,
  count: ({ count }) => count,
  age: ({ lastAtMs }) => serverNow() - lastAtMs,
};

export const eventText = ({ reason, message, objectName, actor }: EventRecord): string =>
  `${reason} ${message} ${objectName} ${actor}`;
