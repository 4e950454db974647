import type { TaskState } from '@gantry/model';
import { endOfContainer, failed } from './container-end.ts';
import { endOfInit, goneInit } from './init-steps.ts';
import { failedProbe, probeOf } from './probe-state.ts';
import type { TaskFacts } from './task-machine.ts';

/** Why a task is over, or is being brought to its end. The first cause stays; what follows from it never replaces it. */
export interface TaskEnd {
  state: Extract<TaskState, 'succeeded' | 'failed' | 'stopped'>;
  reason: string;
  message: string;
  /** What the cause itself allows for stopping (a probe's own grace period); null: the task's. */
  graceMs: number | null;
}

/** The first cause to end this task, or null while there is none. */
export function findEnd(facts: TaskFacts): TaskEnd | null {
  return (
    permanentFault(facts) ??
    failedBefore(facts) ??
    exitedContainer(facts) ??
    goneContainer(facts) ??
    unhealthyContainer(facts) ??
    unwanted(facts)
  );
}

function permanentFault({ preparation, startTrouble }: TaskFacts): TaskEnd | null {
  const trouble = preparation.state === 'failed' ? preparation.trouble : startTrouble;
  return trouble && trouble.retryAtMs === null ? failed(trouble.reason, trouble.message) : null;
}

function failedBefore(facts: TaskFacts): TaskEnd | null {
  const end = endOfInit(facts);
  return end !== null && facts.rebooted ? nodeRebooted : end;
}

function exitedContainer({ containers, rebooted }: TaskFacts): TaskEnd | null {
  const first = containers
    .filter(({ observed }) => observed?.state === 'exited')
    .sort((a, b) => (a.observed?.finishedAtMs ?? 0) - (b.observed?.finishedAtMs ?? 0))[0];
  if (!first?.observed) return null;
  return rebooted ? nodeRebooted : endOfContainer(`container ${first.name}`, first.observed);
}

function goneContainer(facts: TaskFacts): TaskEnd | null {
  const { containers, rebooted } = facts;
  const gone =
    containers.find(({ observed, wasStarted }) => wasStarted && observed === null) ?? goneInit(facts);
  if (!gone) return null;
  if (rebooted) return nodeRebooted;
  return failed(
    'ContainerGone',
    `container ${gone.name} is gone: it was removed from outside, so how it ended is not known`,
  );
}

function unhealthyContainer({ containers }: TaskFacts): TaskEnd | null {
  for (const { name, container, probes } of containers) {
    const kind = probes && failedProbe(probes);
    if (!kind || !container) continue;
    const state = probes[kind]!;
    const graceSeconds = probeOf(container, kind)?.terminationGracePeriodSeconds ?? null;
    const message = `${kind} probe of container ${name} failed ${inARow(state.streak)}: ${state.message}`;
    return { ...failed('Unhealthy', message), graceMs: graceSeconds === null ? null : graceSeconds * 1000 };
  }
  return null;
}

function inARow(times: number): string {
  return times === 1 ? 'once' : `${times} times in a row`;
}

function unwanted({ wanted }: TaskFacts): TaskEnd | null {
  if (wanted === 'running') return null;
  const end = { state: 'stopped', graceMs: null } as const;
  if (wanted === 'stopped') return { ...end, reason: 'Stopped', message: 'stopped as asked' };
  return {
    ...end,
    reason: 'NotAssigned',
    message: 'stopped: the control plane no longer has it on this node',
  };
}

const nodeRebooted = failed('NodeRebooted', 'the node was rebooted while the task ran');
