import type { Container } from '@gantry/model';
import type { ContainerRequest, LogLine, ObservedContainer, RuntimeDriver } from '../port.ts';

/** The programs that the contract runs, as each runtime writes them. */
export interface ContractPrograms {
  /** Writes `ready` and runs until SIGTERM, then exits with 0. */
  serves: Partial<Container>;
  /** Writes `ready` and ignores SIGTERM. */
  stubborn: Partial<Container>;
  /** Writes `out` to stdout, `err` to stderr and exits with the code. */
  exits(code: number): Partial<Container>;
  /** Writes `line 1` to `line N` to stdout and runs on. */
  writes(lines: number): Partial<Container>;
}

/** What only a runtime that runs real programs can be asked. Scripts are for a POSIX shell. */
export interface RealRuntime {
  runs(script: string): Partial<Container>;
  /** Kills the container's first process as somebody else would. */
  killFromOutside(runtimeId: string): Promise<void>;
  /** Starts a container from another process, which is then killed with SIGKILL, and its runtimeId. */
  startAndDie(request: ContainerRequest): Promise<string>;
  /** Processes of this container that live. */
  countProcesses(runtimeId: string): Promise<number>;
  /** As the kernel has them, and null for what is not enforced here. */
  readLimits(
    runtimeId: string,
  ): Promise<{ cpuMillis: number | null; memoryBytes: number | null; pids: number | null }>;
  /** Podman's service does not see why a program was killed. */
  tellsOutOfMemory: boolean;
  /** What the driver under test was told to keep of each log. */
  logLimitBytes: number;
  pidsLimit: number;
}

export interface RuntimeHome {
  /** A driver over the same node: each sees the others' containers. */
  open(): RuntimeDriver;
  programs: ContractPrograms;
  /** null for a runtime that only plays scripts. */
  real: RealRuntime | null;
  /** Ends the home: whatever was made for it goes. */
  remove(): Promise<void>;
}

/** What the contract's tests share. */
export interface ContractTools {
  home: RuntimeHome;
  driver: RuntimeDriver;
  open(): RuntimeDriver;
  run(container: Partial<Container>, rest?: Partial<ContainerRequest>): Promise<ObservedContainer>;
  whenExited(runtimeId: string, from?: RuntimeDriver): Promise<ObservedContainer>;
  readLog(runtimeId: string, query?: { tailLines?: number; sinceMs?: number }): Promise<LogLine[]>;
  whenLogged(runtimeId: string, text: string): Promise<unknown>;
}
