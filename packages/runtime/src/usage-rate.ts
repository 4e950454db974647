import type { Usage } from './port.ts';

interface Sample {
  cpuNanos: number;
  atMs: number;
}

/** Turns totals into a rate: CPU used since the last time it was asked, or since its start. */
export function createUsageRates() {
  const samples = new Map<string, Sample>();
  return {
    take(runtimeId: string, total: { cpuNanos: number; memoryBytes: number; startedAtMs: number }): Usage {
      const now = { cpuNanos: total.cpuNanos, atMs: Date.now() };
      const before = samples.get(runtimeId) ?? { cpuNanos: 0, atMs: total.startedAtMs };
      samples.set(runtimeId, now);
      return { cpuMillis: rateMillis(before, now), memoryBytes: total.memoryBytes };
    },
    forget: (runtimeId: string): void => void samples.delete(runtimeId),
  };
}

/** A process that ended may take its time out of a total, so the difference may be negative. */
function rateMillis(before: Sample, now: Sample): number {
  const elapsedNanos = Math.max(1, now.atMs - before.atMs) * 1e6;
  return Math.max(0, Math.round((1000 * (now.cpuNanos - before.cpuNanos)) / elapsedNanos));
}
