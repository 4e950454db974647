import { randomBytes } from 'node:crypto';
import { hasEnded, type TaskUpdate } from '@gantry/model';
import type { ExecutorStatus } from './executor-call.ts';
import { taskStateOf } from './update-queue.ts';

/** What the agent itself says of a task that an executor carries, where the executor cannot. */
export interface AgentStatus {
  state: 'TASK_FAILED' | 'TASK_KILLED';
  reason: string;
  message: string;
}

const agentSource = 'SOURCE_AGENT';

export const isAgentUpdate = ({ status }: TaskUpdate): boolean => JSON.parse(status).source === agentSource;

export function agentUpdate(taskId: string, status: AgentStatus, nowMs: number): TaskUpdate {
  const uuid = randomBytes(16).toString('base64');
  const said = { task_id: { value: taskId }, ...status, source: agentSource, uuid };
  return { uuid, isEnd: true, status: JSON.stringify({ ...said, timestamp: nowMs / 1000 }) };
}

export const executorUpdate = (status: ExecutorStatus, nowMs: number): TaskUpdate => ({
  uuid: status.uuid,
  isEnd: hasEnded(taskStateOf(status.state)),
  status: JSON.stringify({ timestamp: nowMs / 1000, ...status }),
});
