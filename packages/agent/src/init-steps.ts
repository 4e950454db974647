import { endOfContainer } from './container-end.ts';
import type { TaskEnd } from './task-end.ts';
import type { ContainerFacts, TaskFacts, TaskStatus } from './task-machine.ts';

/**
 * The containers that run before the program: one after another, each to its end with code 0. What is seen of a later one
 * says that those before it succeeded, so that one whose remains are gone is never run again.
 */

const succeeded = ({ observed }: ContainerFacts): boolean =>
  observed?.state === 'exited' && observed.exitCode === 0;

/** The place of the one that runs, has failed, or is the next to start; null: the program's turn has come. */
export function initStep({ initContainers, containers }: TaskFacts): number | null {
  if (containers.some(({ wasStarted }) => wasStarted)) return null;
  const last = initContainers.findLastIndex(({ wasStarted }) => wasStarted);
  const step = last >= 0 && !succeeded(initContainers[last]!) ? last : last + 1;
  return step < initContainers.length ? step : null;
}

/** The one that ended otherwise than with code 0; null while none did. */
export function failedInit({ initContainers, containers }: TaskFacts): ContainerFacts | null {
  if (containers.some(({ wasStarted }) => wasStarted)) return null;
  return initContainers.find((one) => one.observed?.state === 'exited' && !succeeded(one)) ?? null;
}

/** How its failure reads as the end of its task, once its last words are known. */
export function endOfInit(facts: TaskFacts): TaskEnd | null {
  const failed = failedInit(facts);
  if (!failed?.observed || facts.lastLine === null) return null;
  const end = endOfContainer(`init container ${failed.name}`, failed.observed);
  const reason = end.reason === 'Error' ? 'InitFailed' : end.reason;
  const said = facts.lastLine === '' ? '' : `; its last line: ${facts.lastLine}`;
  return { ...end, reason, message: `${end.message}${said}` };
}

/** One that was started, and of which nothing is left that says how it ended. */
export function goneInit(facts: TaskFacts): ContainerFacts | null {
  const step = initStep(facts);
  const current = step === null ? undefined : facts.initContainers[step];
  return current?.wasStarted && current.observed === null ? current : null;
}

export function initStatus({ initContainers }: TaskFacts, step: number): TaskStatus {
  const { name } = initContainers[step]!;
  const message = `waits for init container ${name} (${step + 1} of ${initContainers.length})`;
  return { state: 'starting', ready: false, reason: 'Initializing', message };
}

/** It runs, or has run: there is nothing to start, only to wait for. */
export const isUnderWay = ({ observed }: ContainerFacts): boolean =>
  observed?.state === 'running' || observed?.state === 'exited';
