import { type ProbedContainer, probedContainers, rejection, type TaskRecord } from '@gantry/model';
import type { Context } from './context.ts';
import { refused } from './refusal.ts';

/** What the probes of a task's containers answered last. */
export interface TaskProbes {
  /** When its node was asked. */
  atMs: number;
  /** One for each probe that was asked since its agent began to watch the container. */
  items: ProbedContainer[];
}

const answerDeadlineMs = 5_000;

/**
 * Asks the task's node. Answers are kept there only, the last few of each probe, so that a probe costs the control plane
 * nothing; refused where the node cannot be asked.
 */
export async function readProbes({ plane, actor }: Context, task: TaskRecord): Promise<TaskProbes> {
  if (task.nodeId === null)
    throw refused(rejection('unavailable', `The task ${task.name} is on no node yet: nothing was asked.`));
  const opened = plane.openStream({ kind: 'probes', taskId: task.id }, actor);
  if (!opened.ok) throw refused(opened.error);
  const stream = opened.value;
  const chunks: Uint8Array[] = [];
  stream.onData((_channel, data) => void chunks.push(data));
  const deadline = setTimeout(() => stream.close(), answerDeadlineMs);
  const { error } = await stream.ended;
  clearTimeout(deadline);
  if (error !== null) throw refused(rejection('unavailable', `The node did not say: ${error}.`));
  const items = parseAnswer(Buffer.concat(chunks).toString());
  if (items === null) throw refused(rejection('unavailable', 'The node did not answer. Ask again.'));
  return { atMs: plane.now(), items };
}

/** null: it is no answer, as of a node that took too long. */
function parseAnswer(text: string): ProbedContainer[] | null {
  try {
    return probedContainers.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
