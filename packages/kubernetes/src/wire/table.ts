import type { KubernetesObject } from './object.ts';

/** One column of `kubectl get`. `priority` 1 shows only with `-o wide`; all cells are always sent. */
export interface Column<T> {
  name: string;
  type: 'string' | 'integer' | 'date';
  format?: 'name';
  priority: 0 | 1;
  cell(object: T, nowMs: number): string | number;
}

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  nowMs: number;
  includeObject: IncludeObject;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

export function toTable<T extends KubernetesObject>(
  columns: Column<T>[],
  objects: T[],
  { nowMs, includeObject, metadata }: TableOptions,
) {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(({ name, type, format, priority }) => ({
      name,
      type,
      format: format ?? '',
      description: name,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, nowMs)),
      object: rowObject(object, includeObject),
    })),
  };
}

function rowObject(object: KubernetesObject, include: IncludeObject) {
  if (include === 'None') return null;
  if (include === 'Object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}
