import type { Usage } from '../port.ts';
import { readAccounts } from './cgroup.ts';
import { findSession, type ProcessTree } from './process-tree.ts';

const nanosPerTick = 10_000_000;
const pageBytes = 4096;

interface Sample {
  cpuNanos: number;
  atMs: number;
}

/**
 * CPU used since the last time it was asked, or since its start. From its cgroup where there is one, else from /proc,
 * where memory shared between its processes counts once for each.
 */
export function createUsageMeter(): {
  read(tree: ProcessTree, startedAtMs: number): Usage;
  forget(runtimeId: string): void;
} {
  const samples = new Map<string, Sample>();

  function read(tree: ProcessTree, startedAtMs: number): Usage {
    const accounts = readAccounts(tree.cgroup);
    const session = accounts.cpuNanos === null || accounts.memoryBytes === null ? findSession(tree) : [];
    const cpuNanos = accounts.cpuNanos ?? sum(session.map(({ cpuTicks }) => cpuTicks)) * nanosPerTick;
    const memoryBytes =
      accounts.memoryBytes ?? sum(session.map(({ residentPages }) => residentPages)) * pageBytes;
    const before = samples.get(tree.runtimeId) ?? { cpuNanos: 0, atMs: startedAtMs };
    const now = { cpuNanos, atMs: Date.now() };
    samples.set(tree.runtimeId, now);
    return { cpuMillis: rateMillis(before, now), memoryBytes };
  }

  return { read, forget: (runtimeId) => void samples.delete(runtimeId) };
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** A process that ended takes its time out of /proc's sum, so the difference may be negative. */
function rateMillis(before: Sample, now: Sample): number {
  const elapsedNanos = Math.max(1, now.atMs - before.atMs) * 1e6;
  return Math.max(0, Math.round((1000 * (now.cpuNanos - before.cpuNanos)) / elapsedNanos));
}
