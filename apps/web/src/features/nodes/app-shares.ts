import type { TaskRecord, Template } from '@gantry/model';
import { requestsOf } from '@gantry/model/init-containers';
import { isLive } from '../../shared/verdict.ts';

export type ReservedKind = 'cpuMillis' | 'memoryBytes';

/** What of a node one deployment or job has reserved; what the smaller ones have together, or what none of them has. */
export type AppShare = { amount: number } & (
  | { whose: 'app'; owner: string }
  | { whose: 'smaller' | 'none'; owner: null }
);

const mostNamed = 3;
/** Of a node. Less is too little to be drawn as wide as it is beside others. */
const leastNamed = 0.06;

/**
 * What is reserved on a node by whom, the largest first, then the smaller ones together, and then what is of no deployment or
 * job that is known here, as what frameworks hold. `reserved`: all that is, as the server counts it, of `total`.
 */
export function appShares(
  tasks: readonly TaskRecord[],
  templates: ReadonlyMap<string, Template>,
  { kind, reserved, total }: { kind: ReservedKind; reserved: number; total: number },
): readonly AppShare[] {
  const amounts = new Map<string, number>();
  for (const task of tasks.filter(isLive)) {
    const owner = task.deploymentId ?? task.jobId;
    const template = templates.get(task.templateHash);
    if (owner === null || template === undefined) continue;
    amounts.set(owner, (amounts.get(owner) ?? 0) + requestsOf(template)[kind]);
  }
  const named = [...amounts]
    .filter(([, amount]) => amount > leastNamed * total)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostNamed)
    .map(([owner, amount]): AppShare => ({ whose: 'app', owner, amount }));
  const known = [...amounts.values()].reduce((sum, amount) => sum + amount, 0);
  const smaller = known - named.reduce((sum, { amount }) => sum + amount, 0);
  const rest: AppShare[] = [
    { whose: 'smaller', owner: null, amount: smaller },
    { whose: 'none', owner: null, amount: reserved - known },
  ];
  return [...named, ...rest.filter(({ amount }) => amount > 0)];
}
