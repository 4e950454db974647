import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createEngine } from '@gantry/engine';
import { openSqliteStore, type Store } from '@gantry/store';
import { createControlPlane } from '../control-plane.ts';
import { openNodeKeys, sameSecret } from '../node-keys.ts';
import { ada } from './builders.ts';
import { joinToken } from './scripted-agent.ts';

/** Longer than any test: a machine that is busy with other things must not make nodes unreachable. */
const leaseMs = 600_000;

/**
 * A process to be killed: a control plane with everything real but its doors. Says its port once it leads. Takes
 * commands as JSON by POST, `{commandId, command}`, and agents at `/agent`. When told after how many appends, it kills
 * itself in the gap between making a commit durable and telling anybody.
 */
async function serve(folder: string, dieAfterAppends: number): Promise<void> {
  const plane = createControlPlane({
    store: dyingStore(openSqliteStore({ folder, waitForLockMs: Number.POSITIVE_INFINITY }), dieAfterAppends),
    createEngine: (snapshot) => createEngine(snapshot, { bounds: { leaseMs }, development: true }),
    agents: {
      openKeys: () => openNodeKeys(folder),
      isJoinToken: (token) => sameSecret(token, joinToken),
      leaseMs,
      heartbeatMs: 5_000,
    },
    onFatal: (error) => {
      console.error(error);
      process.exit(1);
    },
  });
  await plane.start();
  const submit = async (request: IncomingMessage) => {
    const { command, commandId } = JSON.parse(await text(request));
    return plane.submit(command, ada, commandId);
  };
  const server = createServer(async (request, response) => {
    response.end(JSON.stringify(await submit(request)));
  });
  server.on('upgrade', (request, socket, head) => plane.upgradeAgent(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log((server.address() as AddressInfo).port);
}

function dyingStore(store: Store, dieAfterAppends: number): Store {
  let appends = 0;
  const append = store.append.bind(store);
  store.append = async (commit, fence) => {
    await append(commit, fence);
    appends += 1;
    if (appends === dieAfterAppends) process.kill(process.pid, 'SIGKILL');
  };
  return store;
}

await serve(process.argv[2] ?? '', Number(process.argv[3] ?? 0));
