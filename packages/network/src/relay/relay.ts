import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from './join.ts';
import { nonceBytes, type RelayTarget, reached, readCall, textOf } from './proof.ts';

/** Brings other nodes of the cluster to containers of this one that publish no port. */
export interface Relay {
  readonly port: number;
  /** What it brings to from now on, and for whom: nobody without the key, and to nothing else. */
  allow(key: string, targets: readonly RelayTarget[]): void;
  close(): Promise<void>;
}

const callWithinMs = 5_000;
const connectWithinMs = 3_000;

/** Rejects when it cannot listen there. @param at port 0: any free one */
export async function startRelay(at: { host: string; port: number }): Promise<Relay> {
  const open = new Set<Socket>();
  let key: string | null = null;
  let allowed: ReadonlyMap<string, RelayTarget> = new Map();
  const server = createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true }, (caller) => {
    open.add(caller);
    caller.on('close', () => open.delete(caller));
    caller.on('error', () => caller.destroy());
    if (key === null) caller.destroy();
    else answer(caller, key, (target) => allowed.get(target) ?? null);
  });
  await listen(server, at);
  return {
    port: (server.address() as AddressInfo).port,
    allow(nextKey, targets) {
      key = nextKey;
      allowed = new Map(targets.map((target) => [textOf(target), target]));
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => resolve());
  });
}

function answer(caller: Socket, key: string, find: (target: string) => RelayTarget | null): void {
  const nonce = randomBytes(nonceBytes);
  let heard = Buffer.alloc(0);
  const late = setTimeout(() => caller.destroy(), callWithinMs);
  caller.on('close', () => clearTimeout(late));
  caller.write(nonce);
  const onData = (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    const call = readCall(heard, { key, nonce });
    if (call === null) return;
    clearTimeout(late);
    caller.off('data', onData);
    caller.pause();
    const target = call === 'wrong' ? null : find(call.target);
    if (call === 'wrong' || target === null) caller.destroy();
    else bring(caller, target, heard.subarray(call.restAt));
  };
  caller.on('data', onData);
}

/** The caller is told only of a container that takes the connection: its proxy may then ask another. */
function bring(caller: Socket, { host, port }: RelayTarget, first: Buffer): void {
  const task = connect({ host, port, noDelay: true, keepAlive: true, allowHalfOpen: true });
  const late = setTimeout(() => task.destroy(), connectWithinMs);
  const refuse = () => caller.destroy();
  caller.on('close', () => task.destroy());
  task.on('error', refuse);
  task.on('close', refuse);
  task.on('close', () => clearTimeout(late));
  task.on('connect', () => {
    clearTimeout(late);
    task.off('close', refuse);
    caller.write(Buffer.from([reached]));
    if (first.length > 0) task.write(first);
    join(caller, task);
  });
}
