import { connect } from 'node:net';
import { assertAllowed, guardedLookup } from './dial-guard.ts';
import type { ProbeOutcome } from './probe-state.ts';
import type { Endpoint } from './published-ports.ts';

/** Connects and hangs up. A connection that is taken is a success, whatever would be said on it. */
export async function askTcp({ host, port }: Endpoint, timeoutMs: number): Promise<ProbeOutcome> {
  const where = `TCP ${host}:${port}`;
  try {
    assertAllowed(host);
    await dial(host, port, timeoutMs);
    return { result: 'success', message: `${where} accepted the connection` };
  } catch (error) {
    return { result: 'failure', message: `${where} failed: ${(error as Error).message}` };
  }
}

function dial(host: string, port: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: guardedLookup, timeout: timeoutMs });
    const finish = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.on('connect', () => finish(resolve));
    socket.on('timeout', () => finish(() => reject(new Error(`no connection within ${timeoutMs / 1000} s`))));
    socket.on('error', (error) => finish(() => reject(error)));
  });
}
