import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  hasEnded,
  type Offer,
  roomIn,
  Scheduler,
  type TaskStatus,
  takeFrom,
  task,
} from '@gantry/framework-sdk';

/**
 * A whole scheduler: runs each line of a file as a command somewhere in the cluster, as many at a time as it is offered
 * room for, each again up to three times when it fails. Started anew, it goes on where it was. See README.md.
 *
 *   node packages/framework-sdk/example/run-list.ts http://127.0.0.1:4500 .gantry/token commands.txt
 */

const [, , url = 'http://127.0.0.1:4500', tokenFile = '.gantry/token', file = 'commands.txt'] = process.argv;
const mostTries = 3;
const perTask = { cpus: 0.1, memoryMegabytes: 32 };

interface Work {
  command: string;
  tries: number;
  /** The task that runs it now. */
  taskId: string | null;
  outcome: 'done' | 'failed' | null;
}

/** What must outlive this process: who it is, and how far it is. */
interface Progress {
  frameworkId: string | null;
  work: Work[];
}

const progressFile = `${file}.progress.json`;
const progress: Progress = existsSync(progressFile)
  ? JSON.parse(readFileSync(progressFile, 'utf8'))
  : { frameworkId: null, work: readLines().map(toWork) };

function readLines(): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

function toWork(command: string): Work {
  return { command, tries: 0, taskId: null, outcome: null };
}

const save = () => writeFileSync(progressFile, JSON.stringify(progress));
const isWaiting = ({ outcome, taskId }: Work) => outcome === null && taskId === null;

/** Puts as many commands into each offer as fit, and gives back what there is nothing for. */
async function useOffers(offers: Offer[], scheduler: Scheduler): Promise<void> {
  for (const offer of offers) {
    const room = roomIn(offer);
    const chosen = progress.work.filter(isWaiting).filter(() => takeFrom(room, perTask));
    for (const work of chosen) {
      work.tries += 1;
      work.taskId = `line-${progress.work.indexOf(work) + 1}-try-${work.tries}`;
    }
    // Before the launch: a task that was launched and is not remembered would run twice.
    save();
    const tasks = chosen.map(({ command, taskId }) => task(offer, { id: taskId!, command, ...perTask }));
    await (tasks.length > 0 ? scheduler.launch(offer, tasks, 1) : scheduler.decline([offer], 60));
  }
  if (!progress.work.some(isWaiting)) await scheduler.suppress();
}

async function hear(status: TaskStatus, scheduler: Scheduler): Promise<void> {
  const work = progress.work.find(({ taskId }) => taskId === status.task_id.value);
  const neverRan = status.state === 'TASK_DROPPED' || status.state === 'TASK_UNKNOWN';
  if (work === undefined || !(hasEnded(status.state) || neverRan)) return;
  console.log(`${status.task_id.value}: ${status.state} ${status.message ?? ''}`.trimEnd());
  if (neverRan) work.tries -= 1;
  const isDone = status.state === 'TASK_FINISHED';
  if (isDone || work.tries >= mostTries) work.outcome = isDone ? 'done' : 'failed';
  work.taskId = null;
  save();
  if (isWaiting(work)) await scheduler.revive();
  if (progress.work.every(({ outcome }) => outcome !== null)) await finish(scheduler);
}

async function finish(scheduler: Scheduler): Promise<void> {
  const failed = progress.work.filter(({ outcome }) => outcome === 'failed');
  console.log(`${progress.work.length - failed.length} done, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
  await scheduler.teardown();
}

/** Tasks of before are asked about: one that is not known any more is tried again. */
async function begin(frameworkId: string, scheduler: Scheduler): Promise<void> {
  progress.frameworkId = frameworkId;
  save();
  const running = progress.work.flatMap(({ taskId }) => taskId ?? []);
  if (running.length > 0) await scheduler.reconcile(running);
  if (progress.work.some(isWaiting)) await scheduler.revive();
}

await new Scheduler({
  url,
  token: readFileSync(tokenFile, 'utf8').trim(),
  framework: { name: 'run-list', roles: ['lists'] },
  ...(progress.frameworkId === null ? {} : { frameworkId: progress.frameworkId }),
  handlers: {
    offers: useOffers,
    update: hear,
    subscribed: begin,
    trouble: ({ message }) => console.error(message),
  },
}).run();
