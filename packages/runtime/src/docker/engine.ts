import type { RuntimeInfo } from '@gantry/model';
import Docker from 'dockerode';
import { createGate } from '../gate.ts';
import type { RuntimeFault } from '../port.ts';
import { sentenceOf, toFault } from './engine-fault.ts';

/** A Docker or Podman engine on a unix socket. */
export interface Engine {
  docker: Docker;
  /** Runs one call when a place is free, and turns what it throws into a RuntimeFault that says what was being done. */
  call<T>(doing: string, reason: RuntimeFault['reason'], work: (docker: Docker) => Promise<T>): Promise<T>;
  /** The same for what makes the engine wait rather than work: it takes no place. */
  waitingCall: Engine['call'];
  fault(error: unknown, reason: RuntimeFault['reason'], doing: string): RuntimeFault;
  info(): Promise<RuntimeInfo>;
}

/**
 * @param callsInFlight more at once makes an engine slower, not faster: containers of one engine wait for each other
 * in its network set-up.
 */
export function createEngine(socketPath: string, callsInFlight: number): Engine {
  const docker = new Docker({ socketPath });
  const gate = createGate(callsInFlight);
  let enforces: RuntimeInfo['enforces'] | null = null;

  const fault: Engine['fault'] = (error, reason, doing) => toFault(error, socketPath, reason, doing);

  const waitingCall: Engine['call'] = async (doing, reason, work) => {
    try {
      return await work(docker);
    } catch (error) {
      throw fault(error, reason, doing);
    }
  };

  const call: Engine['call'] = (doing, reason, work) => gate(() => waitingCall(doing, reason, work));

  async function info(): Promise<RuntimeInfo> {
    try {
      const version = await docker.version();
      // Asked once: it costs ten times the version, and changes only when the engine is another.
      enforces ??= enforcedLimits(await docker.info());
      return { name: 'docker', available: true, detail: describeVersion(version), enforces };
    } catch (error) {
      enforces = null;
      const { reason, message } = fault(error, 'Unavailable', 'the container engine answers');
      const detail = reason === 'Unavailable' ? message : sentenceOf(error);
      return { name: 'docker', available: false, detail, enforces: [] };
    }
  }

  return { docker, call, waitingCall, fault, info };
}

function enforcedLimits(info: {
  MemoryLimit?: boolean;
  CpuCfsQuota?: boolean;
  PidsLimit?: boolean;
}): RuntimeInfo['enforces'] {
  const limits: [RuntimeInfo['enforces'][number], boolean | undefined][] = [
    ['cpu', info.CpuCfsQuota],
    ['memory', info.MemoryLimit],
    ['pids', info.PidsLimit],
  ];
  return limits.filter(([, isEnforced]) => isEnforced).map(([limit]) => limit);
}

function describeVersion(version: {
  Version: string;
  ApiVersion: string;
  Components?: { Name: string }[];
}): string {
  const isPodman = version.Components?.some(({ Name }) => Name.startsWith('Podman'));
  return `${isPodman ? 'Podman' : 'Docker Engine'} ${version.Version} (API ${version.ApiVersion})`;
}
