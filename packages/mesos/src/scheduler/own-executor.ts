import { isDeepStrictEqual } from 'node:util';
import type { View } from '@gantry/engine';
import type { ExecutorData } from '@gantry/mesos-wire';
import {
  type FrameworkRecord,
  hasEnded,
  type Launch,
  type NodeRecord,
  type Resources,
  type TaskRecord,
} from '@gantry/model';
import { frameworkInfo } from '../operator/framework-message.ts';
import { attributesOf, nominalPort } from '../wire/agent.ts';
import { resourceList } from '../wire/resources.ts';
import { executorDataOf, executorsOn } from './framework-data.ts';
import type { ExecutorInfo, TaskInfo } from './task-info.ts';
import { executorTemplate, nameOf, portsOf, toResources } from './task-to-launch.ts';
import { isBadId } from './wire-text.ts';

/** Executors of a framework's own: what may be asked for, and what becomes of it. */

/** One that lives on the agent, or that a launch before in the same call makes. */
export interface KnownExecutor {
  info: Record<string, unknown>;
  isStopping: boolean;
}

export type KnownExecutors = ReadonlyMap<string, KnownExecutor>;

/** The framework's executors that live on the node, by the ids it gave them. */
export function knownExecutors(view: View, framework: FrameworkRecord, nodeId: string): KnownExecutors {
  const live = executorsOn(view, framework.id, nodeId).filter(({ state }) => !hasEnded(state));
  return new Map(
    live.map((task) => [
      task.executor!,
      { info: executorDataOf(task).executor_info, isStopping: task.desired === 'stopped' },
    ]),
  );
}

export const findExecutor = (
  view: View,
  { framework, agentId, executorId }: { framework: FrameworkRecord; agentId: string; executorId: string },
): TaskRecord | undefined =>
  executorsOn(view, framework.id, agentId).findLast(
    ({ executor, state }) => executor === executorId && !hasEnded(state),
  );

export const idOf = ({ executor_id }: ExecutorInfo): string => executor_id?.value ?? '';

/** The whole of it, with the framework's id filled in. */
export const wholeOf = (info: ExecutorInfo, frameworkId: string): Record<string, unknown> => ({
  ...info.whole,
  framework_id: { value: frameworkId },
});

/** What is wrong with it, in Mesos's words and in the order of its checks; null: nothing. */
export function executorFault(
  info: ExecutorInfo,
  { frameworkId, executors }: { frameworkId: string; executors: KnownExecutors },
): string | null {
  const id = idOf(info);
  if (info.type !== undefined && info.type !== 'CUSTOM' && info.type !== 'UNKNOWN')
    return `ExecutorInfo of type ${info.type} is for LAUNCH_GROUP; one in LAUNCH has to be CUSTOM or without a type`;
  if (id === '') return 'Executor ID must not be empty';
  if (Buffer.byteLength(id) > 255) return 'Executor ID must not be greater than 255 characters';
  if (isBadId(id)) return `ExecutorID '${id}' contains invalid characters`;
  if (info.command === undefined) return "'ExecutorInfo.command' must be set for 'CUSTOM' executor";
  if ((info.container?.docker?.network ?? 'HOST') !== 'HOST')
    return `ExecutorInfo's container has the network ${info.container?.docker?.network}; an executor reaches its agent on the node's loopback, so that has to be HOST`;
  const given = info.framework_id?.value ?? '';
  if (given !== '' && given !== frameworkId)
    return `ExecutorInfo has an invalid FrameworkID (Actual: ${given} vs Expected: ${frameworkId})`;
  const known = executors.get(id);
  return known === undefined || isDeepStrictEqual(known.info, wholeOf(info, frameworkId))
    ? null
    : `ExecutorInfo is not compatible with existing ExecutorInfo with same ExecutorID '${id}'`;
}

/** What a task takes beside its own: its executor, where the agent has none of the id. */
export function executorNeeds(
  { executor }: TaskInfo,
  executors: KnownExecutors,
): { resources: Resources; ports: number[] } | null {
  if (executor === undefined || executors.has(idOf(executor))) return null;
  return { resources: toResources(executor.resources), ports: portsOf(executor.resources) };
}

/** What the engine makes of it, where the node has none yet. */
export function toExecutor(
  info: ExecutorInfo,
  { framework, node }: { framework: FrameworkRecord; node: NodeRecord },
): NonNullable<Launch['executor']> {
  const data: ExecutorData = {
    executor_info: wholeOf(info, framework.id),
    framework_info: frameworkInfo(framework),
    agent_info: {
      id: { value: node.id },
      hostname: node.name,
      port: nominalPort,
      resources: resourceList(node.resources, node.ports, { role: '*' }),
      attributes: attributesOf(node),
    },
  };
  const id = idOf(info);
  const template = executorTemplate(info);
  return { id, name: nameOf(id), template, frameworkData: JSON.stringify(data) };
}
