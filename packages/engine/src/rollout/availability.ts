/**
 * Whether a task counts as available, and if not yet, when it will: ready for longer than `minReadySeconds`,
 * strictly, so that exactly at the end of the time it does not.
 */
export function availability(
  task: { ready: boolean; readyAtMs: number | null },
  minReadySeconds: number,
  nowMs: number,
): { available: boolean; turnsAtMs: number | null } {
  if (!task.ready) return { available: false, turnsAtMs: null };
  if (minReadySeconds === 0) return { available: true, turnsAtMs: null };
  const turnsAtMs = (task.readyAtMs ?? nowMs) + minReadySeconds * 1000 + 1;
  return nowMs >= turnsAtMs ? { available: true, turnsAtMs: null } : { available: false, turnsAtMs };
}
