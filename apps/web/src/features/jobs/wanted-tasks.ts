import { type JobRecord, tasksWanted } from '@gantry/model';

/** How many tasks have to succeed; null: it makes runs instead. */
export function wantedTasks({ spec: { plan } }: JobRecord): number | null {
  return 'run' in plan ? null : tasksWanted(plan);
}
