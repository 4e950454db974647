import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Caller,
  type ControlPlaneHost,
  createControlPlane,
  createMemoryNodeKeys,
  systemClock,
} from '@gantry/controlplane';
import { createEngine } from '@gantry/engine';
import { createMemoryStore } from '@gantry/store';
import { createKubernetesDoor } from '../door.ts';
import type { RightsOf } from '../subresource/review.ts';
import type { JsonObject } from '../wire/object.ts';
import { joinToken } from './obedient-node.ts';

const caller: Caller = { name: 'ana', via: 'api', expiresAtMs: null };

export interface Answer {
  code: number;
  warnings: string[];
  body: JsonObject;
}

/** The Kubernetes door on a port of its own, open to everybody, over the real engine and no durable store. */
export interface ServedDoor {
  /** With the door's root: what a kubeconfig names as server. */
  url: string;
  plane: ControlPlaneHost;
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /** Breaks every open connection off, as a network does. */
  cut(): void;
  close(): Promise<void>;
}

/** @param waitMs what anything planned for later waits at most, so that a test need not. */
export async function serveDoor({
  waitMs = Number.POSITIVE_INFINITY,
  rightsOf,
}: {
  waitMs?: number;
  rightsOf?: RightsOf;
} = {}): Promise<ServedDoor> {
  const plane = createControlPlane({
    store: createMemoryStore(),
    clock: { ...systemClock, after: (ms, act) => systemClock.after(Math.min(ms, waitMs), act) },
    createEngine: (snapshot) => createEngine(snapshot, { bounds: { leaseMs: 600_000 }, development: true }),
    agents: {
      openKeys: () => createMemoryNodeKeys(),
      isJoinToken: (token) => token === joinToken,
      leaseMs: 600_000,
      heartbeatMs: 60_000,
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await plane.start();
  const door = createKubernetesDoor(plane, rightsOf ? { rightsOf } : {});
  const server = createServer((request, response) => {
    door.handle(request, response, caller).catch((cause) => door.fail?.(response, String(cause)));
  });
  server.on('upgrade', (request, socket, head) => door.upgrade?.(request, socket, head, caller));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/k8s`;
  return {
    url,
    plane,
    call: (method, path, body, contentType) => call(`${url}${path}`, { method, body, contentType }),
    cut: () => server.closeAllConnections(),
    async close() {
      door.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await plane.stop();
    },
  };
}

async function call(
  url: string,
  {
    method,
    body,
    contentType = 'application/json',
  }: { method: string; body?: unknown; contentType: string | undefined },
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': contentType },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const warnings = response.headers.get('warning');
  return {
    code: response.status,
    warnings: warnings === null ? [] : warnings.split(', 299 - '),
    body: text.startsWith('{') ? (JSON.parse(text) as JsonObject) : { text },
  };
}
