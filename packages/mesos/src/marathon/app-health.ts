import type { Container, Probe, ProbeHandler } from '@gantry/model';
import type { App, HealthCheck, ReadinessCheck } from './app-schema.ts';
import { defined } from './plain-data.ts';

type Probes = Pick<Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;

/** How a port is asked for: by its number when that is known, otherwise by its name in the template. */
export type PortTarget = (index: number) => number | string;

/**
 * A health check decides two things here: whether a task counts in a rollout (readiness) and when it is killed
 * (liveness). Failures within the grace period count only once a first check has succeeded: that is a startup probe
 * which allows for the grace period and then for as many failures as the check itself. A readiness check, where there
 * is one, decides about rollouts instead.
 */
export function toProbes(app: App, portAt: PortTarget, portNamed: (name: string) => number | string): Probes {
  const [check] = app.healthChecks;
  const [readiness] = app.readinessChecks;
  const health = check === undefined ? null : healthProbe(check, portAt);
  const kills = check === undefined ? 0 : failuresToKill(check);
  return {
    startupProbe:
      health !== null && kills > 0 ? { ...health, failureThreshold: graceFailures(check!) + kills } : null,
    livenessProbe:
      health !== null && kills > 0 ? { ...health, initialDelaySeconds: 0, failureThreshold: kills } : null,
    readinessProbe: readiness === undefined ? health : readyProbe(readiness, portNamed),
  };
}

const graceFailures = ({ gracePeriodSeconds, intervalSeconds }: HealthCheck) =>
  Math.ceil(gracePeriodSeconds / intervalSeconds);

const isRunByAgent = ({ protocol }: HealthCheck) => protocol === 'COMMAND' || protocol.startsWith('MESOS_');

/**
 * Marathon's own checks kill when the count before the failure has reached the maximum, so at one more; 0 never kills.
 * Those that Mesos's executor runs kill at the maximum, and at the first failure for 0.
 */
function failuresToKill(check: HealthCheck): number {
  const { maxConsecutiveFailures: most } = check;
  if (isRunByAgent(check)) return Math.max(1, most);
  return most === 0 ? 0 : most + 1;
}

function healthProbe(check: HealthCheck, portAt: PortTarget): Probe {
  return {
    handler: handlerOf(check, portAt),
    initialDelaySeconds: isRunByAgent(check) ? check.delaySeconds : 0,
    periodSeconds: check.intervalSeconds,
    timeoutSeconds: check.timeoutSeconds,
    successThreshold: 1,
    failureThreshold: 1,
    terminationGracePeriodSeconds: null,
  };
}

function handlerOf(check: HealthCheck, portAt: PortTarget): ProbeHandler {
  if (check.protocol === 'COMMAND') {
    return { type: 'exec', command: ['/bin/sh', '-c', check.command!.value] };
  }
  const port = check.port ?? portAt(check.portIndex ?? 0);
  if (check.protocol.endsWith('TCP')) return { type: 'tcp', port, host: null };
  const scheme = check.protocol.endsWith('HTTPS') ? 'HTTPS' : 'HTTP';
  return { type: 'http', path: check.path ?? '/', port, scheme, host: null, headers: [] };
}

function readyProbe(check: ReadinessCheck, portNamed: (name: string) => number | string): Probe {
  const port = portNamed(check.portName);
  return {
    handler: { type: 'http', path: check.path, port, scheme: check.protocol, host: null, headers: [] },
    initialDelaySeconds: 0,
    periodSeconds: check.intervalSeconds,
    timeoutSeconds: check.timeoutSeconds,
    successThreshold: 1,
    failureThreshold: 1,
    terminationGracePeriodSeconds: null,
  };
}

/** The check that a template's probes amount to, as an agent runs it; undefined: none. `indexOf` finds a port. */
export function fromProbes(
  { startupProbe, livenessProbe, readinessProbe }: Probes,
  indexOf: (port: number | string) => number,
): Record<string, unknown>[] | undefined {
  const probe = livenessProbe ?? readinessProbe;
  if (probe === null) return undefined;
  const grace = startupProbe === null ? 0 : startupProbe.failureThreshold * startupProbe.periodSeconds;
  const check = {
    ...fromHandler(probe.handler, indexOf),
    gracePeriodSeconds: Math.min(grace, 86_400),
    intervalSeconds: probe.periodSeconds,
    timeoutSeconds: probe.timeoutSeconds,
    maxConsecutiveFailures: livenessProbe === null ? 0 : livenessProbe.failureThreshold,
    delaySeconds: (startupProbe ?? probe).initialDelaySeconds,
  };
  return [defined(check)];
}

function fromHandler(handler: ProbeHandler, indexOf: (port: number | string) => number) {
  if (handler.type === 'exec')
    return { protocol: 'COMMAND', command: { value: commandText(handler.command) } };
  const index = indexOf(handler.port);
  const port =
    index < 0 && typeof handler.port === 'number'
      ? { port: handler.port }
      : { portIndex: Math.max(0, index) };
  // Marathon has no check of gRPC's; that the port is taken is the nearest of its own.
  if (handler.type === 'tcp' || handler.type === 'grpc') return { protocol: 'MESOS_TCP', ...port };
  return { protocol: handler.scheme === 'HTTPS' ? 'MESOS_HTTPS' : 'MESOS_HTTP', path: handler.path, ...port };
}

/** A shell's line as it was written; any other argument vector as a shell would need it. */
export function commandText(command: readonly string[]): string {
  if (command.length === 3 && command[0] === '/bin/sh' && command[1] === '-c') return command[2]!;
  return command
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
