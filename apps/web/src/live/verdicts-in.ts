import type { TableStores } from '@gantry/client';
import type { DeploymentRecord, RolloutRecord, TaskRecord } from '@gantry/model';
import { deploymentVerdicts } from '../shared/concern.ts';
import type { Verdict } from '../shared/tone.ts';
import { newestRollouts, rowsOf } from './selection.ts';
import { type CountStore, type UnplacedOf, unplacedIn } from './unplaced.ts';

/** What the verdicts are told by. */
export interface VerdictStores {
  tables: Pick<TableStores, 'deployments' | 'rollouts' | 'tasks'>;
  counts: CountStore;
}
export type Verdicts = ReadonlyMap<string, Verdict>;

interface Told {
  deployments: readonly DeploymentRecord[];
  rollouts: readonly RolloutRecord[];
  tasks: readonly TaskRecord[];
  unplacedOf: UnplacedOf;
}
const kept = new WeakMap<object, { of: Told; verdicts: Verdicts }>();

/**
 * How each deployment is, by its id; told by its containers as far as they are known here. Worked out once for each state
 * of the tables, however many show something of it.
 */
export function verdictsIn({ tables, counts }: VerdictStores): Verdicts {
  const of: Told = {
    deployments: rowsOf(tables.deployments),
    rollouts: rowsOf(tables.rollouts),
    tasks: rowsOf(tables.tasks),
    unplacedOf: unplacedIn(counts),
  };
  const last = kept.get(tables);
  if (last !== undefined && isSame(last.of, of)) return last.verdicts;
  const verdicts = deploymentVerdicts({ ...of, rollouts: newestRollouts(of.rollouts) });
  kept.set(tables, { of, verdicts });
  return verdicts;
}

const isSame = (a: Told, b: Told): boolean =>
  a.deployments === b.deployments &&
  a.rollouts === b.rollouts &&
  a.tasks === b.tasks &&
  a.unplacedOf === b.unplacedOf;
