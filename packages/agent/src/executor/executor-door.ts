import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectJsonAccepted, Refused, readCall, sendRefused } from '@gantry/mesos-wire';
import type { TaskId } from '@gantry/model';
import { z } from 'zod';
import { type EventSink, EventStream } from './event-stream.ts';
import { type ExecutorCall, executorCall } from './executor-call.ts';

/**
 * Mesos's v1 executor API at `/api/v1/executor`, on this machine only. Where it is and the key that its secrets are made
 * of outlive the agent: executors know both from their environment, and come back to them after its restart.
 */

/** An executor as the door sees it. */
export interface Visitor {
  taskId: TaskId;
  /** Where its container answers, '' for none: a call that comes from there needs no secret either. */
  address: string;
  subscribe(call: Extract<ExecutorCall, { type: 'SUBSCRIBE' }>, stream: EventSink): void;
  /** The stream's connection is gone. */
  left(stream: EventSink): void;
  /** Any other call. Throws Refused. */
  receive(call: Exclude<ExecutorCall, { type: 'SUBSCRIBE' }>): void;
}

/**
 * Who calls; null: nobody that this node knows, or one that has ended. `recovering`: the agent was just started, and does
 * not know yet what runs here.
 */
export type FindVisitor = (frameworkId: string, executorId: string) => Visitor | 'recovering' | null;

export interface ExecutorDoor {
  /** `ip:port`, as executors are told. */
  readonly endpoint: string;
  /** The secret of one executor: the same whenever it is asked for. */
  secretOf(taskId: TaskId): string;
  /** From now on calls are answered. */
  open(find: FindVisitor): void;
  close(): Promise<void>;
}

const host = '127.0.0.1';
const path = '/api/v1/executor';

const kept = z.object({ port: z.int(), key: z.string() });
type Kept = z.infer<typeof kept>;

/** @param file keeps the port and the key: readable for its owner only */
export async function listenForExecutors(file: string): Promise<ExecutorDoor> {
  const before = await readKept(file);
  const server = createServer();
  const port = await listenAt(server, before?.port ?? 0);
  const key = before?.key ?? randomBytes(32).toString('base64url');
  if (before?.port !== port) await writeFile(file, JSON.stringify({ port, key }), { mode: 0o600 });
  return new HttpDoor(server, `${host}:${port}`, key);
}

async function readKept(file: string): Promise<Kept | null> {
  try {
    return kept.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Another port where the one of before is taken by now: executors of before are lost then, new ones are not. */
async function listenAt(server: Server, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (port === 0) throw error;
    return listenAt(server, 0);
  }
  return (server.address() as AddressInfo).port;
}

class HttpDoor implements ExecutorDoor {
  readonly endpoint: string;
  readonly #server: Server;
  readonly #key: string;
  #find: FindVisitor = () => 'recovering';

  constructor(server: Server, endpoint: string, key: string) {
    this.#server = server;
    this.endpoint = endpoint;
    this.#key = key;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  secretOf(taskId: TaskId): string {
    return createHmac('sha256', this.#key).update(taskId).digest('base64url');
  }

  open(find: FindVisitor): void {
    this.#find = find;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.url?.split('?', 1)[0] !== path)
        throw new Refused(404, `There is ${path} here, and nothing else.`);
      const call = await readCall(request, executorCall);
      const visitor = this.#find(call.framework_id.value, call.executor_id.value);
      // As Mesos's does while it recovers: an executor asks again, where a 400 would end it.
      if (visitor === 'recovering') throw new Refused(503, notYetKnown);
      if (visitor === null) throw new Refused(400, unknown(call));
      this.#check(request, visitor);
      if (call.type === 'SUBSCRIBE') subscribe(call, visitor, { request, response });
      else {
        visitor.receive(call);
        response.writeHead(202).end();
      }
    } catch (error) {
      sendRefused(
        response,
        error instanceof Refused ? error : new Refused(500, 'The agent failed; ask again.'),
      );
    }
  }

  /**
   * Who shows a secret has to show the right one. Mesos's own clients show none: then the call has to come from this
   * machine itself, or from the executor's own container.
   */
  #check({ headers, socket }: IncomingMessage, { taskId, address }: Visitor): void {
    const shown = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    const from = socket.remoteAddress?.replace('::ffff:', '') ?? '';
    if (shown === undefined && (from === host || (address !== '' && from === address))) return;
    if (shown !== undefined && isSame(shown, this.secretOf(taskId))) return;
    throw new Refused(401, 'Show MESOS_EXECUTOR_AUTHENTICATION_TOKEN of this executor as a bearer token.', {
      'www-authenticate': 'Bearer realm="gantry"',
    });
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const notYetKnown = 'This agent was just started and does not know yet what runs here. Ask again.';

const unknown = ({ framework_id, executor_id }: ExecutorCall) =>
  `Executor ${executor_id.value} of framework ${framework_id.value} is not known to this agent, or has ended`;

function subscribe(
  call: Extract<ExecutorCall, { type: 'SUBSCRIBE' }>,
  visitor: Visitor,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): void {
  expectJsonAccepted(request);
  const stream = new EventStream(response);
  response.on('close', () => {
    stream.end();
    visitor.left(stream);
  });
  visitor.subscribe(call, stream);
}
