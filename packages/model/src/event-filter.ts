import type { NamespacedReaders } from './filter-line.ts';
import type { EventRecord } from './records.ts';

/** What a filter line over events can ask for, in a browser and of a server alike. `nowMs`: what ages are told by. */
export const eventFields = (nowMs: () => number) =>
  ({
    reason: ({ reason }) => reason,
    type: ({ type }) => type,
    kind: ({ objectKind }) => objectKind,
    name: ({ objectName }) => objectName,
    ns: ({ namespace }) => namespace,
    actor: ({ actor }) => actor,
    count: ({ count }) => count,
    age: ({ lastAtMs }) => nowMs() - lastAtMs,
  }) satisfies NamespacedReaders<EventRecord>;

/** What plain words of the line are looked for in. */
export const eventText = ({ reason, message, objectName, actor }: EventRecord): string =>
  `${reason} ${message} ${objectName} ${actor}`;
