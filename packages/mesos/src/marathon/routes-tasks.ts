import type { DeploymentRecord, TaskRecord } from '@gantry/model';
import { scaleApp } from './app-change.ts';
import { idOf } from './app-id.ts';
import { requireApp } from './app-record.ts';
import { run } from './change-request.ts';
import { defined, type Json } from './plain-data.ts';
import { notValid, Refusal, refusalOf } from './refusal.ts';
import { type Answer, flag, methodNotAllowed, ok, type Request, readObject, underWay } from './request.ts';
import { liveTasks, servicePorts, taskScene, taskView } from './task-view.ts';

/** `/v2/apps/{id}/tasks` and one of them. */
export async function answerAppTasks(
  request: Request,
  id: string,
  taskId: string | undefined,
): Promise<Answer> {
  const { view } = request.plane;
  const record = requireApp(view, id);
  const tasks = liveTasks(view, record);
  const scene = taskScene(view, record);
  if (request.method === 'GET' && taskId === undefined)
    return ok({ tasks: tasks.map((task) => taskView(task, scene)) });
  if (request.method !== 'DELETE') throw methodNotAllowed(request);
  const chosen = tasks.filter((task) =>
    taskId === undefined ? isOnHost(request, task) : task.id === taskId,
  );
  if (taskId !== undefined && chosen.length === 0)
    throw new Refusal(404, { message: `Task '${taskId}' does not exist` });
  const views = chosen.map((task) => taskView(task, scene));
  const killed = await kill(request, [{ record, tasks: chosen }]);
  return killed ?? ok(taskId === undefined ? { tasks: views } : { task: views[0] });
}

function isOnHost({ query, plane }: Request, { nodeId }: TaskRecord): boolean {
  const host = query.get('host');
  const node = nodeId === null ? undefined : plane.view.get('nodes', nodeId);
  return host === null || node?.name === host || node?.address === host;
}

interface Chosen {
  record: DeploymentRecord;
  tasks: readonly TaskRecord[];
}

/** Kills; with `scale` the apps shrink by as many. The answer of a scaling; null: the tasks are replaced. */
async function kill(request: Request, chosen: readonly Chosen[]): Promise<Answer | null> {
  if (flag(request, 'wipe')) throw wipeRefusal(flag(request, 'scale'));
  // Sent together, so that one decision sees both: otherwise the smaller size would pick other tasks to stop.
  const kills = chosen.flatMap(({ tasks }) => tasks.map((task) => killOne(request, task)));
  const scaled = flag(request, 'scale') ? scaleDown(request, chosen) : null;
  await Promise.all(kills);
  return scaled === null ? null : underWay(await scaled);
}

function wipeRefusal(isScale: boolean): Refusal {
  if (isScale) return new Refusal(400, { message: 'You cannot use scale and wipe at the same time.' });
  return notValid([{ path: '/wipe', errors: ['is not supported until there are persistent volumes'] }]);
}

async function killOne({ plane, actor }: Request, task: TaskRecord): Promise<void> {
  const command = {
    type: 'task.kill',
    task: task.id,
    graceSeconds: null,
    reason: 'killed through Marathon',
  } as const;
  const result = await plane.submit(command, actor);
  // One that ended by itself meanwhile is as dead as was asked for.
  if (!result.ok && result.error.code !== 'not_found') throw refusalOf(result.error);
}

function scaleDown(request: Request, chosen: readonly Chosen[]) {
  const changes = chosen.map(({ record, tasks }) =>
    scaleApp(request.plane.view, idOf(record), Math.max(0, record.spec.replicas - tasks.length)),
  );
  return run(request, changes, { cause: 'kill and scale' });
}

/** `/v2/tasks` and `/v2/tasks/delete`. */
export async function answerTasks(request: Request, parts: string[]): Promise<Answer> {
  if (parts.length === 0 && request.method === 'GET')
    return wantsText(request) ? textList(request) : ok({ tasks: allTasks(request) });
  if (parts.length === 1 && parts[0] === 'delete' && request.method === 'POST') return killListed(request);
  throw methodNotAllowed(request);
}

const wantsText = ({ message }: Request) => /^text\/plain/.test(message.headers.accept ?? '');

function allTasks({ plane, query }: Request): Json[] {
  const wanted = [...query.getAll('status'), ...query.getAll('status[]')];
  return [...plane.view.all('deployments')].flatMap((record) => {
    const scene = taskScene(plane.view, record);
    const tasks = liveTasks(plane.view, record).filter(
      (task) => wanted.length === 0 || wanted.includes(statusOf(task)),
    );
    return tasks.map((task) => taskView(task, scene));
  });
}

const statusOf = ({ state }: TaskRecord) => (state === 'running' ? 'running' : 'staging');

/** One line for each port of each app: id, service port, then where it is served. What simple load balancers read. */
function textList({ plane }: Request): Answer {
  const lines = [...plane.view.all('deployments')].flatMap((record) => {
    const { app, appId } = taskScene(plane.view, record);
    const running = liveTasks(plane.view, record).filter(({ state }) => state === 'running');
    return servicePorts(app).map((servicePort, index) => {
      const places = running.map((task) => `${hostOf(plane.view, task)}:${task.hostPorts[index] ?? 0}`);
      return [appId.slice(1).replaceAll('/', '_'), servicePort, ...places].join('\t');
    });
  });
  return ok(lines.map((line) => `${line}\n`).join(''));
}

const hostOf = (view: Request['plane']['view'], { nodeId }: TaskRecord) =>
  (nodeId === null ? undefined : view.get('nodes', nodeId)?.name) ?? '';

async function killListed(request: Request): Promise<Answer> {
  const { ids } = await readObject(request);
  if (!Array.isArray(ids)) throw notValid([{ path: '/ids', errors: ['must be a list of task ids'] }]);
  const { view } = request.plane;
  const chosen = [...view.all('deployments')]
    .map(
      (record): Chosen => ({ record, tasks: liveTasks(view, record).filter(({ id }) => ids.includes(id)) }),
    )
    .filter(({ tasks }) => tasks.length > 0);
  const views = chosen.flatMap(({ record, tasks }) =>
    tasks.map((task) => taskView(task, taskScene(view, record))),
  );
  return (await kill(request, chosen)) ?? ok(defined({ tasks: views }));
}
