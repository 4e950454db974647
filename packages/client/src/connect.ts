import type { AppRouter } from '@gantry/api';
import {
  createTRPCClient,
  createWSClient,
  httpBatchStreamLink,
  type Operation,
  retryLink,
  splitLink,
  type TRPCClient,
  type TRPCClientError,
  wsLink,
} from '@trpc/client';
import type { PastSource } from './past-replica.ts';
import type { ChangesSource } from './scope-position.ts';

export interface ConnectOptions {
  /** Where the control plane answers, for example `http://127.0.0.1:4500`. */
  url: string;
  /** The administrator's token. Left out in a browser, which has its cookie. */
  token?: string;
  /** How long to wait before the n-th attempt (from 0) to open the WebSocket, or to send an act, again. */
  retryDelayMs?: (attempt: number) => number;
  /** The WebSocket waits for the first that needs it, and goes after the last. Otherwise it is opened at once, and kept. */
  isIdle?: boolean;
}

export interface GantryClient {
  api: TRPCClient<AppRouter>;
  /** What a replica is fed from. */
  changes: ChangesSource;
  /** What a replica of the past is fed from. */
  past: PastSource;
  close(): Promise<void>;
}

/** Asked with `{ context: bySocket }`, a question goes over the WebSocket: one that is too long for a URL. */
const overSocket = 'overSocket';
export const bySocket = { [overSocket]: true };

const slowestRetryMs = 4_000;

/** Quick at first, as a restart of the control plane takes a second; then calmly. */
export const defaultRetryDelayMs = (attempt: number) => Math.min(250 * 2 ** attempt, slowestRetryMs);

/** The first included. By then a control plane that was restarted answers. */
const mostTries = 4;

/**
 * Nobody knows whether an act was done whose answer the network lost, as a browser drops what is under way when an
 * interface comes or goes. With the same id it is not done twice, so it is sent again; without one nobody may.
 */
const isWorthAnotherTry = (op: Operation, error: TRPCClientError<AppRouter>): boolean =>
  op.type === 'mutation' && hasCommandId(op.input) && error.data === undefined;

const hasCommandId = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'commandId' in input && input.commandId !== undefined;

/** Calls go over HTTP, batched; streams and long questions share one WebSocket, which opens itself again. */
export function connect({
  url,
  token,
  retryDelayMs = defaultRetryDelayMs,
  isIdle = false,
}: ConnectOptions): GantryClient {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const endpoint = `${url.replace(/\/$/, '')}/trpc`;
  const socket = createWSClient({
    url: endpoint.replace(/^http/, 'ws'),
    retryDelayMs,
    lazy: { enabled: isIdle, closeMs: 0 },
    keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 5_000 },
    WebSocket: quietSocket(token === undefined ? null : headers),
  });
  const api = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type, context }) => type === 'subscription' || context[overSocket] === true,
        true: wsLink({ client: socket }),
        false: [
          retryLink({
            retry: ({ op, error, attempts }) => attempts < mostTries && isWorthAnotherTry(op, error),
            retryDelayMs: (attempts) => retryDelayMs(attempts - 1),
          }),
          httpBatchStreamLink({ url: endpoint, headers, maxURLLength: 6_000, maxItems: 50 }),
        ],
      }),
    ],
  });
  const changes: ChangesSource = {
    subscribe: (input, observer) => api.changes.subscribe(input, observer),
  };
  const past: PastSource = {
    around: (atMs) => api.past.around.query({ atMs }),
    play: (input, observer) => api.past.play.subscribe(input, observer),
  };
  return { api, changes, past, close: () => socket.close() };
}

/**
 * A socket that says nothing once it is on its way out: the ping of one that was given up would be an error on the
 * browser's console. Node's own WebSocket takes headers as its second argument, where a browser takes protocols.
 */
function quietSocket(headers: Record<string, string> | null): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, headers === null ? undefined : { headers });
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (this.readyState === WebSocket.OPEN) super.send(data);
    }
  };
}
