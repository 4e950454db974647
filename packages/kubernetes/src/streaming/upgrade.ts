import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TaskRecord } from '@gantry/model';
import { WebSocketServer } from 'ws';
import type { Selected } from '../operation/read.ts';
import { findResource } from '../resource/registry.ts';
import { podTask } from '../subresource/routes.ts';
import type { WatchSource } from '../watch.ts';
import { parseApiPath } from '../wire/api-path.ts';
import { type ApiRequest, actorOf, queryFlag } from '../wire/request.ts';
import { badRequest, StatusError } from '../wire/status.ts';
import { runExec } from './exec.ts';
import { forwarding, forwardOverWebSocket } from './port-forward.ts';
import { onSpdyPeer, spdyExecProtocols, spdyForwardProtocol, spdySessionOn } from './spdy-peer.ts';
import { webSocketPeer, webSocketProtocols } from './web-socket-peer.ts';

export interface Upgrade {
  message: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';

/** Takes over `exec`, `attach` and `portforward` of a pod, or answers the upgrade with a Status. */
export function upgradeStream(source: WatchSource, request: ApiRequest, upgrade: Upgrade): void {
  try {
    accept(source, request, upgrade);
  } catch (thrown) {
    refuse(
      upgrade.socket,
      thrown instanceof StatusError
        ? thrown
        : new StatusError('InternalError', 'the stream could not be opened'),
    );
  }
}

function accept(source: WatchSource, request: ApiRequest, upgrade: Upgrade): void {
  const path = parseApiPath(request.pathname);
  const definition = path && findResource(path.group, path.version, path.resource);
  if (!path || definition?.kind !== 'Pod' || path.name === null)
    throw new StatusError('NotFound', 'the server could not find the requested resource');
  const selected: Selected = { source, definition, path, request };
  const task = podTask(selected);
  if (path.subresource !== 'exec' && path.subresource !== 'attach' && path.subresource !== 'portforward') {
    throw badRequest(`${path.subresource ?? 'a pod'} cannot be streamed`);
  }
  if (task.state !== 'running' && !runsBefore(task, request.query.get('container')))
    throw badRequest(`pod ${task.name} does not run: it is ${task.state}`);
  const stream = { source, request, task, forwards: path.subresource === 'portforward' };
  switch (upgrade.message.headers.upgrade?.toLowerCase()) {
    case 'websocket':
      acceptWebSocket(stream, upgrade);
      return;
    case 'spdy/3.1':
      acceptSpdy(stream, upgrade);
      return;
    default:
      throw badRequest('unable to upgrade: this server streams over WebSocket and SPDY/3.1');
  }
}

/** A container that runs before the program can be looked into while it does. */
const runsBefore = ({ initContainers = [] }: TaskRecord, container: string | null): boolean =>
  initContainers.some(({ name, state }) => name === container && state === 'running');

interface Stream {
  source: WatchSource;
  request: ApiRequest;
  task: TaskRecord;
  /** A port's connections rather than a command. */
  forwards: boolean;
}

/** The first of ours that the client offers. Throws a 400 that names ours. */
function agreed(offered: string | string[] | undefined, ours: string[]): string {
  const listed = (Array.isArray(offered) ? offered.join(',') : (offered ?? ''))
    .split(',')
    .map((one) => one.trim());
  const protocol = ours.find((one) => listed.includes(one));
  if (protocol !== undefined) return protocol;
  throw badRequest(`unable to upgrade: this server speaks ${ours.join(' and ')} here, and none was offered`);
}

function acceptWebSocket(
  { source, request, task, forwards }: Stream,
  { message, socket, head }: Upgrade,
): void {
  const ours = forwards ? [tunnelProtocol] : webSocketProtocols;
  const protocol = agreed(message.headers['sec-websocket-protocol'], ours);
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => protocol });
  webSockets.handleUpgrade(message, socket, head, (webSocket) => {
    const forwarded = { controlPlane: source.controlPlane, taskId: task.id, actor: actorOf(request) };
    if (forwards) forwardOverWebSocket(webSocket, forwarded);
    else runExec(webSocketPeer(webSocket), source.controlPlane, request, task);
  });
}

function acceptSpdy({ source, request, task, forwards }: Stream, { message, socket, head }: Upgrade): void {
  const ours = forwards ? [spdyForwardProtocol] : spdyExecProtocols;
  const protocol = agreed(message.headers['x-stream-protocol-version'], ours);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\nx-stream-protocol-version: ${protocol}\r\n\r\n`,
  );
  if (forwards) {
    spdySessionOn(
      socket,
      head,
      forwarding({ controlPlane: source.controlPlane, taskId: task.id, actor: actorOf(request) }),
    );
    return;
  }
  const asked = (['stdin', 'stdout', 'stderr'] as const).filter((name) => queryFlag(request, name));
  const resize = queryFlag(request, 'tty') ? (['resize'] as const) : [];
  onSpdyPeer(socket, head, ['error', ...asked, ...resize], (peer) =>
    runExec(peer, source.controlPlane, request, task),
  );
}

function refuse(socket: Duplex, error: StatusError): void {
  const body = JSON.stringify(error.toStatus());
  socket.end(
    `HTTP/1.1 ${error.code} ${error.reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
