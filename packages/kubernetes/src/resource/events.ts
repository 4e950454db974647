import type { TaskId } from '@gantry/model';
import {
  type EventObject,
  projectEvent,
  projectUnplaced,
  unplacedTaskId,
  unplacedUid,
} from '../projection/event.ts';
import type { Projector } from '../projection/projector.ts';
import { ageOf } from './columns.ts';
import { defineResource } from './definition.ts';

export const events = defineResource<EventObject>({
  group: '',
  version: 'v1',
  resource: 'events',
  singular: 'event',
  kind: 'Event',
  namespaced: true,
  shortNames: ['ev'],
  categories: [],
  subresources: [],
  columns: [
    {
      name: 'Last Seen',
      type: 'string',
      priority: 0,
      cell: ({ lastTimestamp }, nowMs) => ageOf(lastTimestamp, nowMs),
    },
    { name: 'Type', type: 'string', priority: 0, cell: ({ type }) => type },
    { name: 'Reason', type: 'string', priority: 0, cell: ({ reason }) => reason },
    {
      name: 'Object',
      type: 'string',
      priority: 0,
      cell: ({ involvedObject }) => `${String(involvedObject.kind).toLowerCase()}/${involvedObject.name}`,
    },
    { name: 'Subobject', type: 'string', priority: 1, cell: () => '' },
    { name: 'Source', type: 'string', priority: 1, cell: ({ source }) => String(source.component) },
    { name: 'Message', type: 'string', priority: 0, cell: ({ message }) => message },
    {
      name: 'First Seen',
      type: 'string',
      priority: 1,
      cell: ({ firstTimestamp }, nowMs) => ageOf(firstTimestamp, nowMs),
    },
    { name: 'Count', type: 'integer', priority: 1, cell: ({ count }) => count },
    { name: 'Name', type: 'string', format: 'name', priority: 1, cell: ({ metadata }) => metadata.name },
  ],
  *list(projector, namespace) {
    for (const object of allEvents(projector)) {
      if (namespace === null || object.metadata.namespace === namespace) yield object;
    }
  },
  find(projector, namespace, name) {
    const object = eventByUid(projector, name.slice(name.lastIndexOf('.') + 1));
    return object?.metadata.name === name && object.metadata.namespace === namespace ? object : null;
  },
  byUid: eventByUid,
  dependents(change) {
    if (change.table === 'tasks') return [unplacedUid(change.key)];
    return change.table === 'events' ? [change.key] : [];
  },
  madeOtherwise: 'events are written by what happens here',
  fields: {
    'involvedObject.kind': ({ involvedObject }) => String(involvedObject.kind),
    'involvedObject.namespace': ({ involvedObject }) => String(involvedObject.namespace ?? ''),
    'involvedObject.name': ({ involvedObject }) => String(involvedObject.name),
    'involvedObject.uid': ({ involvedObject }) => String(involvedObject.uid),
    'involvedObject.apiVersion': ({ involvedObject }) => String(involvedObject.apiVersion),
    'involvedObject.resourceVersion': () => '',
    'involvedObject.fieldPath': () => '',
    reason: ({ reason }) => reason,
    type: ({ type }) => type,
    source: ({ source }) => String(source.component),
    reportingComponent: ({ source }) => String(source.component),
  },
});

function* allEvents(projector: Projector): IterableIterator<EventObject> {
  for (const record of projector.view.all('events')) yield projectEvent(projector, record);
  for (const task of projector.view.all('tasks')) {
    const object = projectUnplaced(projector, task);
    if (object) yield object;
  }
}

function eventByUid(projector: Projector, uid: string): EventObject | null {
  const taskId = unplacedTaskId(uid);
  if (taskId === null) {
    const record = projector.view.get('events', uid);
    return record ? projectEvent(projector, record) : null;
  }
  const task = projector.view.get('tasks', taskId as TaskId);
  return task ? projectUnplaced(projector, task) : null;
}
