import type { TaskCounts, ValueStore } from '@gantry/client';

/** How many containers of each deployment no node takes, by its id; without those of which there are none. */
export type UnplacedOf = Readonly<Record<string, number>>;
export type CountStore = Pick<ValueStore<TaskCounts | null>, 'get' | 'subscribe'>;

const none: UnplacedOf = {};
const kept = new WeakMap<CountStore, UnplacedOf>();

/** The same object as long as it says the same: counts are told anew with every change of any container. */
export function unplacedIn(counts: CountStore): UnplacedOf {
  // What an earlier version of the page left in this browser does not tell them.
  const told = counts.get()?.unplacedOf ?? none;
  const last = kept.get(counts) ?? none;
  if (isSame(last, told)) return last;
  kept.set(counts, told);
  return told;
}

function isSame(a: UnplacedOf, b: UnplacedOf): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
