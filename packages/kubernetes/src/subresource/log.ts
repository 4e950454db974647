import type { ServerResponse } from 'node:http';
import type { ControlPlane } from '@gantry/controlplane';
import type { AgentRequest, TaskRecord } from '@gantry/model';
import { podInitializing } from '../projection/init-container-status.ts';
import { type ApiRequest, actorOf, queryFlag, queryNumber } from '../wire/request.ts';
import { badRequest, StatusError } from '../wire/status.ts';

/** Streams a pod's log as plain text. `previous`: that of the task this one replaced. */
export async function sendLog(
  response: ServerResponse,
  request: ApiRequest,
  controlPlane: ControlPlane,
  pod: TaskRecord,
): Promise<void> {
  const task = queryFlag(request, 'previous') ? previousOf(controlPlane, pod) : pod;
  const container = containerOf(controlPlane, task, request.query.get('container'));
  const waiting = whyNoLog(task, container);
  if (waiting !== null)
    throw badRequest(`container "${container}" in pod "${task.name}" is waiting to start: ${waiting}`);
  const wanted: AgentRequest = {
    kind: 'logs',
    taskId: task.id,
    container,
    follow: queryFlag(request, 'follow'),
    tailLines: queryNumber(request, 'tailLines'),
    sinceMs: sinceMs(request, controlPlane.now()),
    timestamps: queryFlag(request, 'timestamps'),
  };
  const opened = controlPlane.openStream(wanted, actorOf(request));
  if (!opened.ok) throw new StatusError('ServiceUnavailable', opened.error.message);
  const stream = opened.value;
  const limit = limitedWriter(response, queryNumber(request, 'limitBytes'), () => stream.close());
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' });
  response.flushHeaders();
  const write = queryFlag(request, 'timestamps') ? stamped(limit, () => controlPlane.now()) : limit;
  stream.onData((_channel, data, atMs) => write(data, atMs));
  response.on('close', () => stream.close());
  const { error } = await stream.ended;
  if (error !== null && !response.writableEnded) response.write(`${error}\n`);
  response.end();
}

/** The reason that Kubernetes has for a container that did not start yet; null for one that did. */
function whyNoLog({ nodeId, initContainers = [], containers }: TaskRecord, name: string): string | null {
  const status = [...initContainers, ...containers].find((one) => one.name === name);
  if (nodeId !== null && status !== undefined && status.state !== 'waiting') return null;
  const isBefore = initContainers.some(({ state, exitCode }) => state !== 'exited' || exitCode !== 0);
  return isBefore ? podInitializing : 'ContainerCreating';
}

function previousOf(controlPlane: ControlPlane, pod: TaskRecord): TaskRecord {
  const previous = pod.replaces === null ? undefined : controlPlane.view.get('tasks', pod.replaces);
  if (previous) return previous;
  const [container] = pod.containers;
  throw badRequest(`previous terminated container "${container?.name ?? ''}" in pod "${pod.name}" not found`);
}

function containerOf(controlPlane: ControlPlane, task: TaskRecord, asked: string | null): string {
  const { initContainers = [], containers = [] } =
    controlPlane.view.get('templates', task.templateHash)?.template ?? {};
  const [names, before] = [containers, initContainers].map((list) => list.map(({ name }) => name));
  if (asked === null && names!.length === 1) return names![0]!;
  if (asked !== null && [...names!, ...before!].includes(asked)) return asked;
  if (asked === null) {
    const others = before!.length === 0 ? '' : ` or one of the init containers: [${before!.join(' ')}]`;
    throw badRequest(
      `a container name must be specified for pod ${task.name}, choose one of: [${names!.join(' ')}]${others}`,
    );
  }
  throw badRequest(`container ${asked} is not valid for pod ${task.name}`);
}

function sinceMs(request: ApiRequest, nowMs: number): number | null {
  const seconds = queryNumber(request, 'sinceSeconds');
  if (seconds !== null) return nowMs - seconds * 1000;
  const time = request.query.get('sinceTime');
  if (time === null) return null;
  const atMs = Date.parse(time);
  if (Number.isNaN(atMs)) throw badRequest(`sinceTime: ${JSON.stringify(time)} is not an RFC 3339 time`);
  return atMs;
}

/** Each line after the moment at which its first part was written, as RFC 3339. */
function stamped(
  write: (data: Uint8Array) => void,
  now: () => number,
): (data: Uint8Array, atMs: number | null) => void {
  const lineEnd = 10;
  let isAtStart = true;
  return (data, atMs) => {
    const stamp = Buffer.from(`${new Date(atMs ?? now()).toISOString()} `);
    for (let from = 0; from < data.length; ) {
      const end = data.indexOf(lineEnd, from);
      const to = end < 0 ? data.length : end + 1;
      if (isAtStart) write(stamp);
      write(data.subarray(from, to));
      isAtStart = end >= 0;
      from = to;
    }
  };
}

function limitedWriter(
  response: ServerResponse,
  limitBytes: number | null,
  onLimit: () => void,
): (data: Uint8Array) => void {
  let left = limitBytes ?? Number.POSITIVE_INFINITY;
  return (data) => {
    if (left <= 0) return;
    response.write(data.length > left ? data.subarray(0, left) : data);
    left -= data.length;
    if (left <= 0) onLimit();
  };
}
