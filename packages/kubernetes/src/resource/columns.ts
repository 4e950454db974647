import type { LabelExpression } from '@gantry/model';
import { formatAge } from '../wire/age.ts';
import { readLabelSelector } from '../wire/label-selector.ts';
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
    cell: (object) => formatSelector(selectorOf(object)),
  };
}

/** A LabelSelector of the API as text that can be used as one again; '<none>' for none. */
export function formatSelector(selector: unknown): string {
  const { labels, expressions } = readLabelSelector(selector);
  const pairs = Object.entries(labels).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const others = expressions.map((one) => ({ key: one.key, text: formatExpression(one) }));
  const all = [...pairs, ...others].sort((a, b) => (a.key < b.key ? -1 : 1));
  return all.length === 0 ? '<none>' : all.map(({ text }) => text).join(',');
}

function formatExpression({ key, operator, values }: LabelExpression): string {
  switch (operator) {
    case 'In':
      return `${key} in (${values.toSorted().join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.toSorted().join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}
