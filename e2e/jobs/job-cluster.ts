import { type Cluster, until } from '@gantry/bench/cluster';

/** What the tests look at of a job. */
export interface JobView {
  state: string;
  reason: string;
  message: string;
  failed: number;
  succeeded: number;
  tasks: TaskView[];
}

export interface TaskView {
  id: string;
  name: string;
  state: string;
  reason: string;
  jobPart: number;
  jobIndex: number;
  nodeId: string | null;
  containers: { exitCode: number | null; runtimeId: string }[];
}

export const jobOf = (cluster: Cluster, name: string): Promise<JobView> =>
  cluster.query<JobView>('jobs.get', { name });

const isOver = ({ state }: JobView) => ['succeeded', 'failed', 'cancelled'].includes(state);

export const ended = (cluster: Cluster, name: string, withinMs = 60_000): Promise<JobView> =>
  until(() => jobOf(cluster, name), isOver, { withinMs, what: `the end of job ${name}`, everyMs: 50 });

/** What a task printed, with whatever its helpers did. */
export async function printedBy(cluster: Cluster, task: TaskView): Promise<string> {
  const { lines } = await cluster.query<{ lines: { text: string }[] }>('tasks.logs', { task: task.id });
  return lines.map(({ text }) => text).join('\n');
}
