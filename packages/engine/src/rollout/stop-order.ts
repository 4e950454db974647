import type { DeploymentSpec, TaskId } from '@gantry/model';

/** What decides whether a task is stopped before another one of its replica set. */
export interface StopCandidate {
  id: TaskId;
  /** `unknown`: on a node that nobody hears of. */
  phase: 'unassigned' | 'unknown' | 'pending' | 'running';
  ready: boolean;
  available: boolean;
  /** The annotation `controller.kubernetes.io/pod-deletion-cost`; 0 without it. */
  deletionCost: number;
  /** What tasks are spread over: the node, or the value of the field of a `groupBy` constraint. */
  group: string;
  /** Live tasks of the whole deployment in that group. */
  groupSize: number;
  readyAtMs: number | null;
  createdAtMs: number;
  restarts: number;
}

/** The candidates' ids, the first to stop first. */
export declare function rankForStop(
  candidates: readonly StopCandidate[],
  mode: DeploymentSpec['killSelection'],
  nowMs: number,
): TaskId[];
