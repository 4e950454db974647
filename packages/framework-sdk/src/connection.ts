import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface Target {
  /** For example `http://127.0.0.1:4500`, or `https://host:4501` with the cluster's certificate authority. */
  url: string;
  /** Left out: none is shown. */
  token?: string;
  /** Default: the scheduler API. */
  path?: string;
  /** PEM. Only for https. */
  ca?: string;
}

/** An answer that was not a success. */
export class CallFailed extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`${status}: ${message}`);
    this.status = status;
  }
}

/** Posts a call. Resolves with the answer, its body unread. Follows a standby's redirect to the leader. */
export async function post(
  target: Target,
  body: object,
  { streamId, signal }: { streamId?: string; signal?: AbortSignal } = {},
): Promise<IncomingMessage> {
  const response = await send(target, JSON.stringify(body), { streamId, signal });
  const { location } = response.headers;
  if (response.statusCode !== 307 || location === undefined) return response;
  response.resume();
  const { origin } = new URL(location, target.url);
  return send({ ...target, url: origin }, JSON.stringify(body), { streamId, signal });
}

function send(
  { url, token, path = '/api/v1/scheduler', ca }: Target,
  body: string,
  { streamId, signal }: { streamId: string | undefined; signal: AbortSignal | undefined },
): Promise<IncomingMessage> {
  const address = new URL(path, url);
  const request = address.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      address,
      {
        method: 'POST',
        ...(ca === undefined ? {} : { ca }),
        ...(signal === undefined ? {} : { signal }),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          'content-type': 'application/json',
          accept: 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(streamId === undefined ? {} : { 'mesos-stream-id': streamId }),
        },
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}
