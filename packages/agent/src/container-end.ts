import type { ObservedContainer } from '@gantry/runtime';
import type { TaskEnd } from './task-end.ts';

/** Signals a program raises against itself; any other one came from somebody else. */
const crashSignals = new Set([
  'SIGSEGV',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSYS',
  'SIGTRAP',
  'SIGPIPE',
]);

/** How one container's end reads as the end of its task. `what` names it: `container web`. */
export function endOfContainer(what: string, observed: ObservedContainer): TaskEnd {
  const { exitCode, signal, outOfMemory } = observed;
  if (outOfMemory) return failed('OutOfMemory', `${what} used more memory than its limit and was killed`);
  if (signal !== null && crashSignals.has(signal)) return failed('Error', `${what} crashed with ${signal}`);
  if (signal !== null) return failed('Killed', `${what} was killed by ${signal} from outside`);
  if (exitCode === null) return failed('Error', `${what} ended unseen; its exit code is not known`);
  if (exitCode !== 0) return failed('Error', `${what} exited with code ${exitCode}`);
  return {
    state: 'succeeded',
    reason: 'Completed',
    message: `${what} exited with code 0`,
    graceMs: null,
  };
}

export function failed(reason: string, message: string): TaskEnd {
  return { state: 'failed', reason, message, graceMs: null };
}
