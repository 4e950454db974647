import type { ExecSession, RuntimeDriver } from '@gantry/runtime';
import { type Clock, withDeadline } from './clock.ts';
import type { ProbeOutcome } from './probe-state.ts';

/** How much of a command's output is told when it fails. */
const mostOutputBytes = 256;

interface CommandRun {
  exitCode: number;
  output: string;
}

/** Runs a command in a container to its end. Throws when it cannot be run or takes longer than `timeoutMs`. */
export async function runInContainer(
  { driver, clock, runtimeId }: { driver: RuntimeDriver; clock: Clock; runtimeId: string },
  command: string[],
  timeoutMs: number,
): Promise<CommandRun> {
  const session = await openSession({ driver, clock, runtimeId }, command, timeoutMs);
  let output = '';
  session.onOutput((_channel, data) => {
    if (output.length < mostOutputBytes) output += Buffer.from(data).toString('utf8');
  });
  try {
    const exitCode = await withDeadline(
      clock,
      timeoutMs,
      session.exited,
      () => new CommandTimeout(timeoutMs),
    );
    return { exitCode, output: output.slice(0, mostOutputBytes).trim() };
  } catch (error) {
    session.kill();
    throw error;
  }
}

/** A runtime that does not even begin the command in that time says nothing about the program. */
async function openSession(
  { driver, clock, runtimeId }: { driver: RuntimeDriver; clock: Clock; runtimeId: string },
  command: string[],
  timeoutMs: number,
): Promise<ExecSession> {
  const opening = driver.exec(runtimeId, { command, tty: false, stdin: false, columns: null, rows: null });
  let isLate = false;
  // Nobody waits for it any more when it does begin.
  opening.then((session) => isLate && session.kill()).catch(() => {});
  return withDeadline(clock, timeoutMs, opening, () => {
    isLate = true;
    return new Error(`the runtime did not begin it within ${timeoutMs / 1000} s`);
  });
}

class CommandTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`it did not end within ${timeoutMs / 1000} s`);
  }
}

/** Exit code 0 is a success. That the runtime could not run the command at all says nothing about the program. */
export async function askExec(
  place: { driver: RuntimeDriver; clock: Clock; runtimeId: string },
  command: string[],
  timeoutMs: number,
): Promise<ProbeOutcome> {
  const what = `command ${JSON.stringify(command)}`;
  try {
    const { exitCode, output } = await runInContainer(place, command, timeoutMs);
    if (exitCode === 0) return { result: 'success', message: `${what} exited with code 0` };
    return {
      result: 'failure',
      message: `${what} exited with code ${exitCode}${output ? `: ${output}` : ''}`,
    };
  } catch (error) {
    const result = error instanceof CommandTimeout ? 'failure' : 'error';
    return { result, message: `${what} failed: ${(error as Error).message}` };
  }
}
