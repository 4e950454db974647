import type { BulkAct } from '../../shared/bulk/bulk-bar.tsx';
import { isLive } from '../../shared/verdict.ts';
import type { ContainerRow } from './container-row.ts';

/** What can be done to all of these containers at once: nothing to one that has ended. */
export function containerBulkActs(rows: readonly ContainerRow[]): BulkAct[] {
  if (!rows.every(({ task }) => isLive(task) && task.desired === 'running')) return [];
  return [
    {
      verb: 'Stop',
      acts: rows.map(({ task }) => ({ action: 'kill' as const, task: task.id })),
      danger: true,
      losses: rows.map(({ task: { namespace, name } }) => ({ namespace, name })),
      about:
        'What a deployment or job owns is replaced by another one; the rest only where its framework does so.',
    },
  ];
}
