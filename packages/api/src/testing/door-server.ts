import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '@gantry/controlplane';
import type { Services } from '../context.ts';
import { createTrpcDoor } from '../trpc-door.ts';

export interface DoorServer {
  url: string;
  /** Ids of the faults that were logged. */
  faults: string[];
  /** As when the network changes: whatever is under way is not answered. */
  dropConnections(): void;
  close(): Promise<void>;
}

const caller: Caller = { name: 'ana', via: 'api', expiresAtMs: null };

/** The tRPC door on a port of its own, open to everybody. */
export async function serveDoor(services: Services, port = 0): Promise<DoorServer> {
  const faults: string[] = [];
  const door = createTrpcDoor(services, { onFault: ({ id }) => void faults.push(id) });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void door.handle(request, response, caller);
  });
  server.on('upgrade', (request, socket, head) => door.upgrade?.(request, socket, head, caller));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    faults,
    dropConnections: () => server.closeAllConnections(),
    async close() {
      door.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
