import type { ControlPlane } from '@gantry/controlplane';
import type { View } from '@gantry/engine';
import { hasEnded, type TaskRecord } from '@gantry/model';
import { isExecutor } from '../scheduler/framework-data.ts';
import { mesosVersion } from '../wire/master.ts';
import { agentMessage, offeredByNode, oldAgent } from './agent-message.ts';
import { getExecutors } from './executor-message.ts';
import { FrameworkViews } from './framework-message.ts';
import type { AnswersOn } from './maintenance.ts';
import { oldTask, shownState, taskMessage } from './task-message.ts';

export interface MasterFacts {
  /** As `masterInfo` tells them. */
  info: { id: string; pid: string; hostname: string; port: number };
  startedAtMs: number;
  version: string;
  /** What frameworks answered about a node that will be away. */
  answersOn: AnswersOn;
}

const placed = (view: View) =>
  [...view.all('tasks')].filter((task) => task.nodeId !== null && !isExecutor(task));

export function getAgents(view: View) {
  const offers = offeredByNode(view);
  const agents = Array.from(view.all('nodes'), (node) => agentMessage(view, node, offers.get(node.id)));
  return { agents, recovered_agents: [] };
}

export function getTasks(view: View) {
  const shown = (wanted: (task: TaskRecord) => boolean) =>
    placed(view)
      .filter(wanted)
      .map((task) => taskMessage(view, task));
  return {
    pending_tasks: [],
    tasks: shown(({ state }) => !hasEnded(state)),
    unreachable_tasks: [],
    completed_tasks: shown(({ state }) => hasEnded(state)),
    orphan_tasks: [],
  };
}

export function getFrameworks(view: View) {
  const views = new FrameworkViews(view);
  const all = [...view.all('frameworks')];
  const shown = (isCompleted: boolean) =>
    all.filter((one) => (one.completedAtMs !== null) === isCompleted).map((one) => views.message(one));
  return { frameworks: shown(false), completed_frameworks: shown(true), recovered_frameworks: [] };
}

export const getState = (view: View) => ({
  get_tasks: getTasks(view),
  get_executors: getExecutors(view),
  get_frameworks: getFrameworks(view),
  get_agents: getAgents(view),
});

export function oldSlaves(view: View, id: string | null) {
  const offers = offeredByNode(view);
  const nodes = [...view.all('nodes')].filter((node) => id === null || node.id === id);
  return { slaves: nodes.map((node) => oldAgent(view, node, offers.get(node.id))), recovered_slaves: [] };
}

export function oldFrameworks(view: View, id: string | null) {
  const views = new FrameworkViews(view);
  const all = [...view.all('frameworks')].filter((one) => id === null || one.id === id);
  const shown = (isCompleted: boolean) =>
    all.filter((one) => (one.completedAtMs !== null) === isCompleted).map((one) => views.old(one));
  return { frameworks: shown(false), completed_frameworks: shown(true), unregistered_frameworks: [] };
}

/** A page of tasks, the newest first unless it is asked otherwise. */
export function oldTasks(view: View, query: URLSearchParams) {
  const [framework, id] = [query.get('framework_id'), query.get('task_id')];
  const found = placed(view)
    .filter(({ frameworkId }) => framework === null || frameworkId === framework)
    .map((task) => oldTask(view, task))
    .filter((task) => id === null || task.id === id);
  if (query.get('order') !== 'asc') found.reverse();
  const offset = countOf(query.get('offset'), 0);
  return { tasks: found.slice(offset, offset + countOf(query.get('limit'), 100)) };
}

const countOf = (text: string | null, usual: number) =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : usual;

export function oldState(view: View, facts: MasterFacts) {
  const { slaves } = oldSlaves(view, null);
  return {
    ...aboutMaster(facts),
    activated_slaves: slaves.filter(({ active }) => active).length,
    deactivated_slaves: slaves.filter(({ active }) => !active).length,
    unreachable_slaves: [...view.all('nodes')].filter(({ status }) => status === 'unreachable').length,
    slaves,
    recovered_slaves: [],
    ...oldFrameworks(view, null),
    orphan_tasks: [],
  };
}

function aboutMaster({ info, startedAtMs, version }: MasterFacts) {
  const { id, pid, hostname, port } = info;
  return {
    version: mesosVersion,
    git_tag: `gantry ${version}`,
    start_time: startedAtMs / 1000,
    elected_time: startedAtMs / 1000,
    id,
    pid,
    hostname,
    cluster: 'gantry',
    leader: pid,
    leader_info: { id, pid, hostname, port },
    capabilities: [],
    flags: {},
  };
}

const summaryStates = ['STAGING', 'STARTING', 'RUNNING', 'KILLING', 'FINISHED', 'KILLED', 'FAILED', 'LOST'];
const moreStates = ['ERROR', 'UNREACHABLE'];

/** Counts of tasks by agent and framework: what dashboards poll. */
export function stateSummary(plane: ControlPlane, facts: MasterFacts) {
  const { view } = plane;
  const tasks = placed(view);
  const byNode = Map.groupBy(tasks, ({ nodeId }) => nodeId);
  const byFramework = Map.groupBy(tasks, ({ frameworkId }) => frameworkId as string);
  return {
    hostname: facts.info.hostname,
    cluster: 'gantry',
    slaves: oldSlaves(view, null).slaves.map((slave) => {
      const own = byNode.get(slave.id) ?? [];
      return { ...slave, ...countsOf(own), framework_ids: [...new Set(own.map((task) => task.frameworkId))] };
    }),
    frameworks: oldFrameworks(view, null).frameworks.map(
      ({ tasks: _, completed_tasks: __, ...framework }) => {
        const own = byFramework.get(framework.id) ?? [];
        return { ...framework, ...countsOf(own), slave_ids: [...new Set(own.map(({ nodeId }) => nodeId))] };
      },
    ),
  };
}

function countsOf(tasks: readonly TaskRecord[]): Record<string, number> {
  const counts = Object.fromEntries([...summaryStates, ...moreStates].map((state) => [`TASK_${state}`, 0]));
  for (const task of tasks) counts[shownState(task)] = (counts[shownState(task)] ?? 0) + 1;
  return counts;
}
