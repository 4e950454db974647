import type { EntityStore } from '@gantry/client';
import type { FrameworkRecord } from '@gantry/model';

/** What frameworks are called, by their ids. */
export type FrameworkNames = ReadonlyMap<string, string>;
type Store = Pick<EntityStore<FrameworkRecord>, 'values' | 'version'>;

const none: FrameworkNames = new Map();
const kept = new WeakMap<Store, { version: number; names: FrameworkNames }>();

/** The same map as long as it says the same: records of frameworks change with every offer, which they count. */
export function frameworkNamesIn(frameworks: Store): FrameworkNames {
  const { version } = frameworks;
  const last = kept.get(frameworks);
  if (last?.version === version) return last.names;
  const told = new Map<string, string>();
  for (const { id, name } of frameworks.values()) told.set(id, name);
  const before = last?.names ?? none;
  const names = isSame(before, told) ? before : told;
  kept.set(frameworks, { version, names });
  return names;
}

function isSame(a: FrameworkNames, b: FrameworkNames): boolean {
  return a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
}
