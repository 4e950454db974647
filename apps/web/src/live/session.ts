import { TRPCClientError } from '@trpc/client';
import { create } from 'zustand';
import { api, isServedSignedOut, replica, stopReplica } from './cluster.ts';
import { loadMe, useMe } from './rights.ts';

/** Whether this browser may ask at all. A socket that is refused does not say why; a plain question does. */
export const useSession = create<{ signedOut: boolean }>(() => ({ signedOut: isServedSignedOut }));

const askAgainMs = 10_000;

async function ask(): Promise<void> {
  try {
    await api.cluster.summary.query();
  } catch (error) {
    const status = error instanceof TRPCClientError ? error.data?.httpStatus : undefined;
    if (status !== 401) return;
    useSession.setState({ signedOut: true });
    stopReplica();
  }
}

/** Asks whenever the stream is not there, at most every ten seconds. */
export function startSession(): void {
  // What it does not know, it asks for when the connection is there.
  void loadMe().catch(() => {});
  let askedAtMs = 0;
  const check = () => {
    const { state } = replica.connection.get();
    if (state === 'live' && useMe.getState().me === null) void loadMe().catch(() => {});
    if (state === 'live' || Date.now() - askedAtMs < askAgainMs) return;
    askedAtMs = Date.now();
    void ask();
  };
  check();
  replica.connection.subscribe(check);
}
