import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Selected } from '../operation/read.ts';
import { findResource } from '../resource/registry.ts';
import { podTask } from '../subresource/routes.ts';
import type { WatchSource } from '../watch.ts';
import { parseApiPath } from '../wire/api-path.ts';
import type { ApiRequest } from '../wire/request.ts';
import { badRequest, StatusError } from '../wire/status.ts';
import { runExec } from './exec.ts';
import { runPortForward } from './port-forward.ts';

export interface Upgrade {
  message: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

const execProtocol = 'v5.channel.k8s.io';
const forwardProtocol = 'SPDY/3.1+portforward.k8s.io';

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

function accept(source: WatchSource, request: ApiRequest, { message, socket, head }: Upgrade): void {
  const path = parseApiPath(request.pathname);
  const definition = path && findResource(path.group, path.version, path.resource);
  if (!path || definition?.kind !== 'Pod' || path.name === null)
    throw new StatusError('NotFound', 'the server could not find the requested resource');
  const selected: Selected = { source, definition, path, request };
  const task = podTask(selected);
  if (path.subresource !== 'exec' && path.subresource !== 'attach' && path.subresource !== 'portforward') {
    throw badRequest(`${path.subresource ?? 'a pod'} cannot be streamed`);
  }
  const protocol = path.subresource === 'portforward' ? forwardProtocol : execProtocol;
  const offered = (message.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  if (message.headers.upgrade?.toLowerCase() !== 'websocket' || !offered.includes(protocol)) {
    throw badRequest(
      `unable to upgrade: this server streams ${path.subresource} over WebSocket with ${protocol} only; use kubectl 1.31 or newer`,
    );
  }
  if (task.state !== 'running') throw badRequest(`pod ${task.name} does not run: it is ${task.state}`);
  const webSockets = new WebSocketServer({ noServer: true, handleProtocols: () => protocol });
  webSockets.handleUpgrade(message, socket, head, (webSocket) => {
    if (path.subresource === 'portforward') runPortForward(webSocket, source.controlPlane, task.id);
    else runExec(webSocket, source.controlPlane, request, task);
  });
}

function refuse(socket: Duplex, error: StatusError): void {
  const body = JSON.stringify(error.toStatus());
  socket.end(
    `HTTP/1.1 ${error.code} ${error.reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
