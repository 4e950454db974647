import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimeContract } from '../testing/runtime-contract.ts';
import type { ContractPrograms, RealRuntime, RuntimeHome } from '../testing/runtime-home.ts';
import { startAndDie } from '../testing/start-and-die.ts';
import { readProgram, readRecord, runtimeIdVariable } from './container-folder.ts';
import { type ProcessStat, readEnvironment, readProcesses } from './proc.ts';
import { createProcessDriver } from './process-driver.ts';

const runs = (script: string) => ({ command: ['/bin/sh', '-c', script] });

const programs: ContractPrograms = {
  serves: runs('trap "exit 0" TERM; echo ready; sleep 1000 & wait'),
  stubborn: runs('trap "" TERM; echo ready; while :; do sleep 0.1; done'),
  exits: (code) => runs(`echo out; echo err >&2; exit ${code}`),
  writes: (lines) => runs(`i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo line $i; done; sleep 1000`),
};

function makeHome(cgroups: 'auto' | 'off'): RuntimeHome {
  const root = mkdtempSync(join(tmpdir(), 'gantry-process-'));
  const options = { root, cgroups, logLimitBytes: 64 * 1024, pidsLimit: 512 };
  const namesFor = async () => ({ servers: ['127.0.0.1'], search: ['default.svc.gantry.local'] });
  const folderOf = (runtimeId: string) => join(root, 'containers', runtimeId);
  const real: RealRuntime = {
    ...{ runs, tellsOutOfMemory: true, logLimitBytes: options.logLimitBytes, pidsLimit: options.pidsLimit },
    killFromOutside: async (runtimeId) => void process.kill(readProgram(folderOf(runtimeId))!.pid, 'SIGKILL'),
    startAndDie: (request) => startAndDie({ factory: 'createProcessDriver', options, request }),
    // The watcher, and what it runs for itself, bear the mark too.
    countProcesses: async (runtimeId) => {
      const program = readProgram(folderOf(runtimeId));
      const isWatchers = (stat: ProcessStat) =>
        stat.pid === program?.parentPid ||
        (stat.parentPid === program?.parentPid && stat.pid !== program.pid);
      const isMarked = ({ pid }: ProcessStat) => readEnvironment(pid)?.[runtimeIdVariable] === runtimeId;
      return readProcesses().filter((stat) => !isWatchers(stat) && isMarked(stat)).length;
    },
    readLimits: async (runtimeId) => readLimits(folderOf(runtimeId)),
  };
  return {
    // Whatever a process does, it does with names of its own as without.
    open: () => createProcessDriver(cgroups === 'auto' ? { ...options, namesFor } : options),
    programs,
    real,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function readLimits(folder: string) {
  const { cgroup } = readRecord(folder)!;
  const read = (role: 'cpu' | 'memory' | 'pids', files: string[]): number[] => {
    for (const file of files) {
      try {
        return readFileSync(join(cgroup[role]!, file), 'utf8').trim().split(' ').map(Number);
      } catch {}
    }
    return [];
  };
  const [quota, period = 100_000] = read('cpu', ['cpu.cfs_quota_us', 'cpu.max']);
  return {
    cpuMillis: quota === undefined ? null : (1000 * quota) / period,
    memoryBytes: read('memory', ['memory.limit_in_bytes', 'memory.max'])[0] ?? null,
    pids: read('pids', ['pids.max'])[0] ?? null,
  };
}

runtimeContract('process', async () => makeHome('auto'), 'real');
runtimeContract('process, where cgroups may not be written,', async () => makeHome('off'), 'real');
