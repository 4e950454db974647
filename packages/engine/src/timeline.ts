import {
  type AutoscalerRecord,
  type BudgetRecord,
  type ConfigRecord,
  type ConfigurationKind,
  type DeploymentRecord,
  type EventReason,
  type EventRecord,
  eventType,
  type FrameworkRecord,
  type JobRecord,
  type NodeRecord,
  type SecretRecord,
  type ServiceRecord,
  type TaskRecord,
  type VolumeRecord,
} from '@gantry/model';
import type { Draft } from './draft.ts';

/** What an event is about. */
export type EventObject = Pick<EventRecord, 'objectKind' | 'objectId' | 'objectName' | 'namespace'>;

export function aboutTask({ id, name, namespace }: TaskRecord): EventObject {
  return { objectKind: 'task', objectId: id, objectName: name, namespace };
}

export function aboutDeployment({ id, name, namespace }: DeploymentRecord): EventObject {
  return { objectKind: 'deployment', objectId: id, objectName: name, namespace };
}

export function aboutJob({ id, name, namespace }: JobRecord): EventObject {
  return { objectKind: 'job', objectId: id, objectName: name, namespace };
}

export function aboutFramework({ id, name }: FrameworkRecord): EventObject {
  return { objectKind: 'framework', objectId: id, objectName: name, namespace: '' };
}

export function aboutNode({ id, name }: NodeRecord): EventObject {
  return { objectKind: 'node', objectId: id, objectName: name, namespace: '' };
}

export function aboutService({ id, name, namespace }: ServiceRecord): EventObject {
  return { objectKind: 'service', objectId: id, objectName: name, namespace };
}

export function aboutConfiguration(
  kind: ConfigurationKind,
  { id, name, namespace }: ConfigRecord | SecretRecord,
): EventObject {
  return { objectKind: kind, objectId: id, objectName: name, namespace };
}

export function aboutVolume({ id, name, namespace }: VolumeRecord): EventObject {
  return { objectKind: 'volume', objectId: id, objectName: name, namespace };
}

export function aboutAutoscaler({ id, name, namespace }: AutoscalerRecord): EventObject {
  return { objectKind: 'autoscaler', objectId: id, objectName: name, namespace };
}

export function aboutBudget({ id, name, namespace }: BudgetRecord): EventObject {
  return { objectKind: 'budget', objectId: id, objectName: name, namespace };
}

export function aboutNamespace(name: string): EventObject {
  return { objectKind: 'cluster', objectId: `namespace/${name}`, objectName: name, namespace: name };
}

/**
 * Writes a line of the timeline. The same line about the same object again only counts (rule EN5), and each object
 * keeps so many that the oldest make room.
 */
export function record(draft: Draft, about: EventObject, reason: EventReason, message: string): void {
  const known = draft.state.find('eventsByObject', about.objectId);
  const same = known.find((event) => event.reason === reason && event.message === message);
  if (same !== undefined) {
    draft.put('events', { ...same, count: same.count + 1, lastAtMs: draft.nowMs });
    return;
  }
  if (known.length >= draft.bounds.eventsPerObject) draft.remove('events', oldest(known).id);
  draft.put('events', {
    id: draft.newId('event') as EventRecord['id'],
    type: eventType(reason),
    reason,
    message,
    ...about,
    actor: draft.actor.name,
    count: 1,
    firstAtMs: draft.nowMs,
    lastAtMs: draft.nowMs,
  });
  dropOldest(draft);
}

function oldest(events: readonly EventRecord[]): EventRecord {
  return events.reduce((first, event) => (event.lastAtMs < first.lastAtMs ? event : first));
}

/** A tenth at once, to not scan each time. */
function dropOldest(draft: Draft): void {
  const { events: most } = draft.bounds;
  if (draft.state.count('events') <= most * 1.1) return;
  for (const id of surplusOf(draft.state.all('events'), most)) draft.remove('events', id);
}

/** Those that make room: of containers the oldest, as long as they have more than half of it, then of all others (EN5). */
function surplusOf(events: Iterable<EventRecord>, most: number): string[] {
  // Events are made in the order of their table, so the first are the oldest.
  const ofTasks: string[] = [];
  const ofOthers: string[] = [];
  for (const { id, objectKind } of events) (objectKind === 'task' ? ofTasks : ofOthers).push(id);
  const surplus = ofTasks.length + ofOthers.length - most;
  const tasks = Math.min(surplus, Math.max(0, ofTasks.length - Math.floor(most / 2)));
  return [...ofTasks.slice(0, tasks), ...ofOthers.slice(0, surplus - tasks)];
}
