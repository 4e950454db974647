import type { TableStores } from '@gantry/client';
import type { DeploymentRecord, RolloutRecord, TaskRecord } from '@gantry/model';
import { deploymentVerdicts } from '../shared/concern.ts';
import type { Verdict } from '../shared/tone.ts';
import { newestRollouts, rowsOf } from './selection.ts';

/** The tables that the verdicts are told by. */
export type VerdictStores = Pick<TableStores, 'deployments' | 'rollouts' | 'tasks'>;
export type Verdicts = ReadonlyMap<string, Verdict>;

interface Told {
  deployments: readonly DeploymentRecord[];
  rollouts: readonly RolloutRecord[];
  tasks: readonly TaskRecord[];
}
const kept = new WeakMap<object, { of: Told; verdicts: Verdicts }>();

/**
 * How each deployment is, by its id; told by its containers as far as they are known here. Worked out once for each state
 * of the tables, however many show something of it.
 */
export function verdictsIn(stores: VerdictStores): Verdicts {
  const of: Told = {
    deployments: rowsOf(stores.deployments),
    rollouts: rowsOf(stores.rollouts),
    tasks: rowsOf(stores.tasks),
  };
  const last = kept.get(stores);
  if (last !== undefined && isSame(last.of, of)) return last.verdicts;
  const verdicts = deploymentVerdicts({ ...of, rollouts: newestRollouts(of.rollouts) });
  kept.set(stores, { of, verdicts });
  return verdicts;
}

const isSame = (a: Told, b: Told): boolean =>
  a.deployments === b.deployments && a.rollouts === b.rollouts && a.tasks === b.tasks;
