import { type TaskState, taskStates } from './records.ts';

/** Who may write a task's state. Each transition has exactly one writer, so that no two can disagree. */
export const taskWriters = ['planner', 'placement', 'agent', 'lease'] as const;
export type TaskWriter = (typeof taskWriters)[number];

interface Transition {
  from: TaskState;
  to: TaskState;
  writer: TaskWriter;
}

const endStates: readonly TaskState[] = ['succeeded', 'failed', 'stopped', 'lost'];
/** What an agent works through, in order. A report may skip steps that were over before it could be sent. */
const agentSteps: readonly TaskState[] = ['assigned', 'preparing', 'starting', 'running', 'stopping'];
const agentEnds: readonly TaskState[] = ['succeeded', 'failed', 'stopped'];

function agentMoves(): Transition[] {
  return agentSteps.flatMap((from, index) =>
    [...agentSteps.slice(index + 1), ...agentEnds].map((to) => ({ from, to, writer: 'agent' as const })),
  );
}

/** Every allowed move. What is not here never happens; states only move forward. */
export const taskTransitions: readonly Transition[] = [
  { from: 'pending', to: 'assigned', writer: 'placement' },
  // Stopped before any node had it: there is no agent to say so.
  { from: 'pending', to: 'stopped', writer: 'planner' },
  ...agentMoves(),
  ...agentSteps.map((from) => ({ from, to: 'lost' as const, writer: 'lease' as const })),
];

const allowed = new Map(taskTransitions.map(({ from, to, writer }) => [`${from}>${to}`, writer]));

/** The one writer of this move, or null when it is never allowed. */
export function writerOf({ from, to }: { from: TaskState; to: TaskState }): TaskWriter | null {
  return allowed.get(`${from}>${to}`) ?? null;
}

export function canMove({ from, to, writer }: Transition): boolean {
  return writerOf({ from, to }) === writer;
}

/** An ended task never moves again and holds no resources. */
export function hasEnded(state: TaskState): boolean {
  return endStates.includes(state);
}

/** Position in the fixed order of states: a later one never turns into an earlier one. */
export function stateRank(state: TaskState): number {
  return taskStates.indexOf(state);
}
