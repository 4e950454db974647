import type { ContainerStats } from 'dockerode';

/** What a container has used since its start and holds now; page cache that can be dropped is left out, as Docker's own client does. */
export function readTotals(stats: ContainerStats): { cpuNanos: number; memoryBytes: number } {
  const { usage = 0, stats: detail } = stats.memory_stats;
  const parts = (detail ?? {}) as Partial<Record<string, number>>;
  const droppable = parts.total_inactive_file ?? parts.inactive_file ?? 0;
  return { cpuNanos: stats.cpu_stats.cpu_usage.total_usage, memoryBytes: Math.max(0, usage - droppable) };
}
