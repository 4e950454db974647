import type { Resize } from './resize.ts';
import { type Scene, stoppingOf, total } from './scene.ts';

/**
 * Stops every old task, waits until the last one has ended (of the new set too, when it is one that is gone back to),
 * and only then creates the new replica set or lets it grow: old and new never run together.
 */
export function recreate({ newSet, old, wanted }: Scene): Resize[] {
  const left = total(old, (set) => set.replicas + set.active + set.terminating);
  if (left + (newSet ? stoppingOf(newSet) : 0) === 0) return [{ id: newSet?.id ?? null, replicas: wanted }];
  const stops = old.map(({ id }) => ({ id, replicas: 0 }));
  // The new one need not wait to become smaller.
  return newSet === null ? stops : [...stops, { id: newSet.id, replicas: Math.min(newSet.replicas, wanted) }];
}
