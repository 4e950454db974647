import type { TaskRecord, Template } from '@gantry/model';
import { requestsOf } from '@gantry/model/init-containers';
import { isLive } from '../../shared/verdict.ts';

export type ReservedKind = 'cpuMillis' | 'memoryBytes';

/** What one deployment or job has reserved on a node; of the many small ones together `owner` is null. */
export interface AppShare {
  owner: string | null;
  amount: number;
}

const mostNamed = 3;

/**
 * What is reserved on a node by whom, the largest first, and then all others together. `reserved`: all that is, as the
 * server counts it; what of it is of containers that are not known here is among the others.
 */
export function appShares(
  tasks: readonly TaskRecord[],
  templates: ReadonlyMap<string, Template>,
  { kind, reserved }: { kind: ReservedKind; reserved: number },
): readonly AppShare[] {
  const amounts = new Map<string, number>();
  for (const task of tasks.filter(isLive)) {
    const owner = task.deploymentId ?? task.jobId;
    const template = templates.get(task.templateHash);
    if (owner === null || template === undefined) continue;
    amounts.set(owner, (amounts.get(owner) ?? 0) + requestsOf(template)[kind]);
  }
  const named = [...amounts]
    .filter(([, amount]) => amount > 0)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostNamed)
    .map(([owner, amount]) => ({ owner, amount }));
  const others = reserved - named.reduce((sum, { amount }) => sum + amount, 0);
  return others > 0 ? [...named, { owner: null, amount: others }] : named;
}
