import type { AgentStream, ControlPlane } from '@gantry/controlplane';
import type { AgentRequest, TaskRecord } from '@gantry/model';
import type { WebSocket } from 'ws';
import { type ApiRequest, queryFlag } from '../wire/request.ts';
import { StatusError } from '../wire/status.ts';

/** Channels of `v5.channel.k8s.io`: the first byte of every frame. */
const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

/** `kubectl exec`, `attach` and `cp`: one command's streams over one WebSocket, ended by its exit status. */
export function runExec(
  webSocket: WebSocket,
  controlPlane: ControlPlane,
  request: ApiRequest,
  task: TaskRecord,
): void {
  const opened = controlPlane.openStream(agentRequest(request, task));
  if (!opened.ok) {
    finish(webSocket, new StatusError('ServiceUnavailable', opened.error.message).toStatus());
    return;
  }
  const stream = opened.value;
  stream.onData((from, data) => send(webSocket, from === 'stderr' ? channel.stderr : channel.stdout, data));
  webSocket.on('message', (data: Buffer) => onFrame(stream, data));
  webSocket.on('close', () => stream.close());
  webSocket.on('error', () => stream.close());
  void stream.ended.then(({ exitCode, error }) => finish(webSocket, endStatus(exitCode, error)));
}

function agentRequest(request: ApiRequest, task: TaskRecord): AgentRequest {
  const { query } = request;
  const container = query.get('container');
  const stdin = queryFlag(request, 'stdin');
  if (request.pathname.endsWith('/attach')) return { kind: 'attach', taskId: task.id, container, stdin };
  return {
    kind: 'exec',
    taskId: task.id,
    container,
    command: query.getAll('command'),
    tty: queryFlag(request, 'tty'),
    stdin,
    columns: null,
    rows: null,
  };
}

function send(webSocket: WebSocket, to: number, data: Uint8Array): void {
  if (webSocket.readyState === webSocket.OPEN) webSocket.send(Buffer.concat([Buffer.from([to]), data]));
}

function onFrame(stream: AgentStream, frame: Buffer): void {
  const data = frame.subarray(1);
  switch (frame[0]) {
    case channel.stdin:
      stream.write(data);
      return;
    case channel.resize:
      resize(stream, data);
      return;
    case channel.close:
      if (data[0] === channel.stdin) stream.endInput();
      return;
  }
}

function resize(stream: AgentStream, data: Buffer): void {
  const match = /"Width":\s*(\d{1,5}).*"Height":\s*(\d{1,5})/.exec(data.toString('utf8'));
  if (match) stream.resize(Number(match[1]), Number(match[2]));
}

function endStatus(exitCode: number | null, error: string | null) {
  if (error !== null) return new StatusError('InternalError', error).toStatus();
  if (!exitCode) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

function finish(webSocket: WebSocket, status: unknown): void {
  send(webSocket, channel.status, Buffer.from(JSON.stringify(status)));
  webSocket.close(1000);
}
