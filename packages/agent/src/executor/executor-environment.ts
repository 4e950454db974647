import { executorData } from '@gantry/mesos-wire';
import type { Assignment } from '@gantry/model';
import type { ExecutorDoor } from './executor-door.ts';

/** How long an executor waits for its agent to come back, as Mesos has it. */
const recoveryTimeout = '15mins';

/** What Mesos's executors read from their environment; beside these, the folder they run in, which their runtime knows. */
export function executorEnvironment(
  { taskId, executor }: Assignment,
  graceSeconds: number,
  door: ExecutorDoor,
): Record<string, string> {
  if (executor === undefined) return {};
  const { agent_info } = executorData.parse(JSON.parse(executor.frameworkData));
  return {
    MESOS_FRAMEWORK_ID: executor.frameworkId,
    MESOS_EXECUTOR_ID: executor.id,
    MESOS_SLAVE_ID: String((agent_info.id as { value?: unknown } | undefined)?.value ?? ''),
    MESOS_SLAVE_PID: `slave(1)@${door.endpoint}`,
    MESOS_AGENT_ENDPOINT: door.endpoint,
    // Executors outlive their agent, whatever the framework says of checkpoints.
    MESOS_CHECKPOINT: '1',
    MESOS_RECOVERY_TIMEOUT: recoveryTimeout,
    MESOS_SUBSCRIPTION_BACKOFF_MAX: '2secs',
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: `${graceSeconds}secs`,
    MESOS_EXECUTOR_AUTHENTICATION_TOKEN: door.secretOf(taskId),
    MESOS_HTTP_COMMAND_EXECUTOR: '0',
  };
}

/** Those that hold the path of the program's own folder. */
export const folderVariables = ['MESOS_DIRECTORY', 'MESOS_SANDBOX'];
