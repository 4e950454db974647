import type { FrameworkRecord } from '@gantry/model';

/** Where it comes from, which not every framework from outside says. */
export function frameworkOrigin({ kind, hostname }: Pick<FrameworkRecord, 'kind' | 'hostname'>): string {
  if (kind !== 'mesos') return `built in, ${kind}`;
  return hostname === '' ? 'from outside' : `from outside, on ${hostname}`;
}
