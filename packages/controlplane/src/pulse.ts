import { bounds } from './bounds.ts';
import type { Clock } from './clock.ts';

/**
 * Notices when this process stood still (stopped, swapped out, a machine that slept, a blocked event loop), because
 * then everybody else seems silent. `onBeat` is called every second; `onStall` before it, with how long it was.
 */
export function startPulse(
  clock: Clock,
  on: { beat: () => void; stall: (stalledMs: number) => void },
): () => void {
  let lastMs = clock.nowMs();
  let cancel = () => {};
  const beat = () => {
    const nowMs = clock.nowMs();
    const stalledMs = nowMs - lastMs - bounds.stallCheckMs;
    lastMs = nowMs;
    if (stalledMs > bounds.stallMs) on.stall(stalledMs);
    on.beat();
    cancel = clock.after(bounds.stallCheckMs, beat);
  };
  cancel = clock.after(bounds.stallCheckMs, beat);
  return () => cancel();
}
