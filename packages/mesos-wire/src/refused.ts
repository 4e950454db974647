import type { ServerResponse } from 'node:http';
import { type Rejection, rejectionStatus } from '@gantry/model';

/** A request that gets no more than a status and a sentence, as Mesos answers. */
export class Refused extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function refusedFor({ code, message }: Rejection): Refused {
  const status = rejectionStatus[code];
  return new Refused(status, message, status === 401 ? { 'www-authenticate': 'Bearer realm="gantry"' } : {});
}

export function sendRefused(response: ServerResponse, { status, message, headers }: Refused): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A body that was not read must not be taken for the next request.
  const unread = !response.req.complete && response.req.method === 'POST';
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(message),
    ...(unread ? { connection: 'close' } : {}),
    ...headers,
  });
  response.end(message);
}
