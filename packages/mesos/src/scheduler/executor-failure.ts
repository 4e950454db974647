import { constants } from 'node:os';
import type { TaskRecord } from '@gantry/model';

/** The end of an executor as a FAILURE event tells it: its status as wait(2) has it, where somebody saw it. */
export function failureOf({ nodeId, executor = '', containers: [program] }: TaskRecord) {
  const signals: Partial<Record<string, number>> = constants.signals;
  const { exitCode = null, signal = null } = program ?? {};
  const bySignal = signal === null ? undefined : signals[signal];
  const status = bySignal ?? (exitCode === null ? undefined : exitCode << 8);
  return {
    agent_id: { value: nodeId ?? '' },
    executor_id: { value: executor },
    ...(status === undefined ? {} : { status }),
  };
}
