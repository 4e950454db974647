import { formatAge } from '../wire/age.ts';
import type { JsonObject, KubernetesObject } from '../wire/object.ts';
import type { Column } from '../wire/table.ts';

export function nameColumn<T extends KubernetesObject>(): Column<T> {
  return { name: 'Name', type: 'string', format: 'name', priority: 0, cell: ({ metadata }) => metadata.name };
}

export function ageColumn<T extends KubernetesObject>(): Column<T> {
  return {
    name: 'Age',
    type: 'string',
    priority: 0,
    cell: ({ metadata }, nowMs) => ageOf(metadata.creationTimestamp, nowMs),
  };
}

export function ageOf(time: string | undefined, nowMs: number): string {
  return time === undefined ? '<unknown>' : formatAge(nowMs - Date.parse(time));
}

/** Containers and Images, shown with `-o wide`. */
export function containerColumns<T extends KubernetesObject>(
  templateOf: (object: T) => unknown,
): Column<T>[] {
  const listed = (object: T, key: 'name' | 'image') => {
    const { containers } = (templateOf(object) as { spec: { containers: JsonObject[] } }).spec;
    return containers.map((container) => container[key]).join(',');
  };
  return [
    { name: 'Containers', type: 'string', priority: 1, cell: (object) => listed(object, 'name') },
    { name: 'Images', type: 'string', priority: 1, cell: (object) => listed(object, 'image') },
  ];
}

export function selectorColumn<T extends KubernetesObject>(selectorOf: (object: T) => unknown): Column<T> {
  return {
    name: 'Selector',
    type: 'string',
    priority: 1,
    cell: (object) => formatSelector(selectorOf(object) as { matchLabels?: Record<string, string> }),
  };
}

export function formatSelector(selector: { matchLabels?: Record<string, string> } | undefined): string {
  const pairs = Object.entries(selector?.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}
