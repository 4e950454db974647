import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Ask {
  port: number;
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  agent?: Agent;
  signal?: AbortSignal;
}

export function ask({
  port,
  method = 'GET',
  path = '/',
  headers = {},
  body,
  agent,
  signal,
}: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, ...(signal && { signal }) };
    const sent = request({ ...options, agent: agent ?? new Agent() }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface Load {
  /** Resolves when every client has had its last answer. */
  stop(): Promise<{ answered: number; failed: string[] }>;
}

/** Clients on connections that they keep, unless told otherwise, each asking again as soon as it has its answer. */
export function startLoad(port: number, clients: number, { keepAlive } = { keepAlive: true }): Load {
  const agent = new Agent({ keepAlive, maxSockets: clients });
  const stopping = new AbortController();
  let answered = 0;
  const failed: string[] = [];
  const client = async () => {
    while (!stopping.signal.aborted) {
      const answer = await ask({ port, agent }).catch((error: Error) => error.message);
      if (typeof answer !== 'string' && answer.status === 200) answered += 1;
      else failed.push(typeof answer === 'string' ? answer : `${answer.status} ${answer.body}`);
    }
  };
  const all = Promise.all(Array.from({ length: clients }, client));
  return {
    async stop() {
      stopping.abort();
      await all;
      agent.destroy();
      return { answered, failed };
    },
  };
}
