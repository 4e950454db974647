import type { FrameworkRecord } from '@gantry/model';

/** Where it comes from, which not every framework from outside says. */
export function frameworkOrigin({ kind, hostname }: Pick<FrameworkRecord, 'kind' | 'hostname'>): string {
  // Its name is its kind.
  if (kind !== 'mesos') return 'built in';
  return hostname === '' ? 'from outside' : `from outside, on ${hostname}`;
}
