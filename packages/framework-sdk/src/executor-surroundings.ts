/** What an agent tells an executor in its environment. */
export interface Surroundings {
  frameworkId: string;
  executorId: string;
  /** `ip:port` of the agent. */
  endpoint: string;
  token: string | undefined;
  /** How long it waits for an agent that is away. */
  recoveryMs: number;
}

const usualRecoveryMs = 15 * 60_000;

/** Throws where a variable is missing without which there is no agent to talk to. */
export function surroundingsOf(environment: Readonly<Record<string, string | undefined>>): Surroundings {
  const needed = (name: string) => {
    const value = environment[name];
    if (value) return value;
    throw new Error(
      `${name} is not set: an executor is started by its agent, with the first task that names it`,
    );
  };
  return {
    frameworkId: needed('MESOS_FRAMEWORK_ID'),
    executorId: needed('MESOS_EXECUTOR_ID'),
    endpoint: needed('MESOS_AGENT_ENDPOINT'),
    token: environment.MESOS_EXECUTOR_AUTHENTICATION_TOKEN,
    recoveryMs: durationMs(environment.MESOS_RECOVERY_TIMEOUT) ?? usualRecoveryMs,
  };
}

const unitsMs = { ns: 1e-6, us: 1e-3, ms: 1, secs: 1_000, mins: 60_000, hrs: 3_600_000, days: 86_400_000 };

/** As Mesos writes them: `15mins`. null: it is none. */
export function durationMs(text = ''): number | null {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ns|us|ms|secs|mins|hrs|days|weeks)$/.exec(text) ?? [];
  if (amount === undefined) return null;
  return Number(amount) * (unit === 'weeks' ? 7 * unitsMs.days : unitsMs[unit as keyof typeof unitsMs]);
}
