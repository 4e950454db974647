import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '@gantry/engine';
import { type CommandId, type Commit, hasEnded } from '@gantry/model';
import { openSqliteStore, type Store } from '@gantry/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ControlPlaneHost, createControlPlane } from './control-plane.ts';
import { openNodeKeys } from './node-keys.ts';
import { ada, applyWeb, saveNamespace, scaleWeb } from './testing/builders.ts';
import { ObedientAgent } from './testing/crash-client.ts';
import { joinToken } from './testing/scripted-agent.ts';

/** The real engine over the real store, with an agent on a real socket. Only the containers are missing. */
let folder: string;
let store: Store;
let plane: ControlPlaneHost;
let server: Server;
let agent: ObedientAgent;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gantry-plane-'));
  agent = new ObedientAgent();
  await start();
});
afterEach(async () => {
  agent.close();
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  store = openSqliteStore({ folder });
  plane = createControlPlane({
    store,
    createEngine: (snapshot) => createEngine(snapshot, { bounds: { leaseMs: 600_000 }, development: true }),
    agents: {
      openKeys: () => openNodeKeys(folder),
      isJoinToken: (token) => token === joinToken,
      leaseMs: 600_000,
      heartbeatMs: 5_000,
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await plane.start();
  server = createServer();
  server.on('upgrade', (request, socket, head) => plane.upgradeAgent(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

async function stop(): Promise<void> {
  await plane.stop();
  await store.close();
  server.close();
}

const connect = () => agent.connect((server.address() as AddressInfo).port);

const readyTasks = () =>
  Array.from(plane.view.all('tasks')).filter((task) => task.ready && !hasEnded(task.state)).length;

/** Waits for a commit after which `is` holds. */
function until(is: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (is()) return resolve();
    const stop = plane.subscribe(plane.view.revision, () => {
      if (!is()) return;
      stop?.();
      resolve();
    });
  });
}

test('a deployment is placed, assigned, reported, scaled and survives a restart of the control plane', async () => {
  await connect();
  expect(await plane.submit(applyWeb(3), ada)).toMatchObject({ ok: true });
  await until(() => readyTasks() === 3);
  expect(agent.assignments.size).toBe(3);
  await stop();
  await start();
  await connect();
  expect(readyTasks()).toBe(3);
  await plane.submit(scaleWeb(5), ada);
  await until(() => readyTasks() === 5);
  await plane.submit(scaleWeb(1), ada);
  await until(() => Array.from(plane.view.all('tasks')).filter(({ state }) => !hasEnded(state)).length === 1);
  expect(agent.contradictions).toEqual([]);
});

test('a retried command gets its first answer, also across a restart', async () => {
  const id = 'only-once' as CommandId;
  const first = await plane.submit(applyWeb(2), ada, id);
  expect(await plane.submit(applyWeb(2), ada, id)).toEqual(first);
  await plane.submit(scaleWeb(4), ada);
  await stop();
  await start();
  expect(await plane.submit(applyWeb(2), ada, id)).toEqual(first);
  expect(plane.view.deployment('default', 'web')?.spec.replicas).toBe(4);
});

test('a replica that is fed by deltas equals the state, from any revision that it starts at', async () => {
  await connect();
  const commits: Commit[] = [];
  plane.subscribe(0, (commit) => commits.push(commit));
  await plane.submit(applyWeb(4), ada);
  await until(() => readyTasks() === 4);
  await plane.submit(scaleWeb(2), ada);
  await plane.submit(saveNamespace('other'), ada);
  const middle = commits[Math.floor(commits.length / 2)]!;
  const replica = new Map<string, unknown>();
  const past = await store.at(middle.revision);
  for (const task of past.tables.tasks) replica.set(task.id, task);
  const stop = plane.subscribe(middle.revision, ({ changes }) => {
    for (const { table, key, value } of changes) if (table === 'tasks') replica.set(key, value);
  });
  stop?.();
  const tasks = Array.from(plane.view.all('tasks'), (task) => [task.id, task] as const);
  expect(replica).toEqual(new Map(tasks));
});

test('what the engine holds after a restart is what it held before', async () => {
  await connect();
  await plane.submit(applyWeb(3), ada);
  await until(() => readyTasks() === 3);
  agent.close();
  await stop();
  const kept = openSqliteStore({ folder });
  const loaded = await kept.load();
  await kept.close();
  expect(createEngine(loaded).snapshot()).toMatchObject({ revision: loaded.revision, tables: loaded.tables });
  await start();
});

test('a plan for a command is given, and carries it out when confirmed', async () => {
  await connect();
  await plane.submit(applyWeb(1), ada);
  await until(() => readyTasks() === 1);
  const planned = plane.plan(scaleWeb(3), ada);
  if (!planned.ok) throw new Error(planned.error.message);
  expect(planned.value.changes).toBe(true);
  const confirmed = { ...scaleWeb(3), planHash: planned.value.hash };
  expect(await plane.submit(confirmed, ada)).toMatchObject({ ok: true });
});
