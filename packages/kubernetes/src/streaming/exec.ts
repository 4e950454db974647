import type { ControlPlane } from '@gantry/controlplane';
import type { AgentRequest, TaskRecord } from '@gantry/model';
import { type ApiRequest, actorOf, queryFlag } from '../wire/request.ts';
import { StatusError } from '../wire/status.ts';

/** The client's side of one command, whatever carries it. Listeners are set before anything can come. */
export interface ExecPeer {
  write(to: 'stdout' | 'stderr', data: Uint8Array): void;
  /** The last word: how it ended. Closes the connection after it. */
  finish(status: object): void;
  onStdin(listener: (data: Uint8Array) => void): void;
  onStdinEnd(listener: () => void): void;
  onResize(listener: (columns: number, rows: number) => void): void;
  /** The client is gone. */
  onClose(listener: () => void): void;
}

/** `kubectl exec`, `attach` and `cp`: one command's streams, ended by its exit status. */
export function runExec(
  peer: ExecPeer,
  controlPlane: ControlPlane,
  request: ApiRequest,
  task: TaskRecord,
): void {
  const opened = controlPlane.openStream(agentRequest(request, task), actorOf(request));
  if (!opened.ok) {
    const reason = opened.error.code === 'forbidden' ? 'Forbidden' : 'ServiceUnavailable';
    peer.finish(new StatusError(reason, opened.error.message).toStatus());
    return;
  }
  const stream = opened.value;
  peer.onStdin((data) => stream.write(data));
  peer.onStdinEnd(() => stream.endInput());
  peer.onResize((columns, rows) => stream.resize(columns, rows));
  peer.onClose(() => stream.close());
  stream.onData((from, data) => peer.write(from === 'stderr' ? 'stderr' : 'stdout', data));
  void stream.ended.then(({ exitCode, error }) => peer.finish(endStatus(exitCode, error)));
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

/** The size that a terminal says it has, as kubectl writes it; null when it cannot be read. */
export function parseSize(data: Uint8Array): { columns: number; rows: number } | null {
  const match = /"Width":\s*(\d{1,5}).*"Height":\s*(\d{1,5})/.exec(Buffer.from(data).toString('utf8'));
  return match && { columns: Number(match[1]), rows: Number(match[2]) };
}

function endStatus(exitCode: number | null, error: string | null): object {
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
