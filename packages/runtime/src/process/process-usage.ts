import { readAccounts } from './cgroup.ts';
import { findSession, type ProcessTree } from './process-tree.ts';

const nanosPerTick = 10_000_000;
const pageBytes = 4096;

/**
 * What a container has used since its start and holds now. From its cgroup where there is one, else from /proc, where
 * memory that its processes share counts once for each.
 */
export function readTotals(tree: ProcessTree): { cpuNanos: number; memoryBytes: number } {
  const accounts = readAccounts(tree.cgroup);
  const session = accounts.cpuNanos === null || accounts.memoryBytes === null ? findSession(tree) : [];
  return {
    cpuNanos: accounts.cpuNanos ?? sum(session.map(({ cpuTicks }) => cpuTicks)) * nanosPerTick,
    memoryBytes: accounts.memoryBytes ?? sum(session.map(({ residentPages }) => residentPages)) * pageBytes,
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
