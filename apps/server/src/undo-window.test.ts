import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Caller, callerOf } from './testing/call.ts';
import { type ServerProcess, startProcess, testToken } from './testing/server-process.ts';
import { until } from './testing/until.ts';

/** What waits for its undo window, on a real server that is killed: whoever asked may be long gone. */

let folder: string;
let server: ServerProcess;
let api: Caller;

async function start(): Promise<void> {
  server = await startProcess(folder);
  api = callerOf(server.url, testToken);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-undo-'));
  await start();
  const template = { containers: [{ name: 'main', image: 'nginx' }] };
  await api.tell('deployments.deploy', { manifest: { name: 'web', replicas: 3, template } });
});
afterEach(async () => {
  await server.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

async function restart(): Promise<void> {
  await server.kill('SIGKILL');
  await start();
}

const intents = async () => (await api.ask('intents.list')).data.items;
const wanted = async () => (await api.ask('deployments.get', { name: 'web' })).data?.spec.replicas;

/** Somebody else, in a browser that was signed in by a link. */
async function inABrowser(procedure: string, input: object): Promise<Response> {
  const link = await fetch(`${server.url}/sign-in`, {
    method: 'POST',
    headers: { authorization: `Bearer ${testToken}` },
  });
  const signedIn = await fetch(server.url + (await link.text()).trim(), { redirect: 'manual' });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
  const headers = { cookie, origin: server.url, 'content-type': 'application/json' };
  return await fetch(`${server.url}/trpc/${procedure}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(input),
  });
}

it('[UW2] survives kill -9, and can be withdrawn by somebody else', async () => {
  const placed = (await api.tell('deployments.delete', { name: 'web', undoSeconds: 60 })).data;
  expect(placed).toMatchObject({ changed: true, intent: expect.any(String) });
  const [before] = await intents();
  await restart();
  expect(await intents()).toEqual([before]);
  expect(before).toMatchObject({ state: 'waiting', dueAtMs: before.createdAtMs + 60_000 });

  expect((await inABrowser('intents.withdraw', { intent: placed.intent })).status).toBe(200);
  expect(await intents()).toMatchObject([{ state: 'withdrawn', actor: { via: 'api' } }]);
  expect(await wanted()).toBe(3);
  await restart();
  expect(await intents()).toMatchObject([{ state: 'withdrawn' }]);
  expect((await api.tell('intents.withdraw', { intent: placed.intent })).data.changed).toBe(false);
});

it('[UW3] is done once and in its time, although the server was killed twice meanwhile', async () => {
  const { intent } = (await api.tell('deployments.scale', { name: 'web', replicas: 5, undoSeconds: 6 })).data;
  await restart();
  expect(await wanted()).toBe(3);
  await restart();
  const [done] = await until(
    async () => {
      const all = await intents();
      return all[0].state === 'waiting' ? null : all;
    },
    { what: 'the end of the window' },
  );
  expect(done).toMatchObject({ id: intent, state: 'done' });
  expect(done.endedAtMs).toBeGreaterThanOrEqual(done.dueAtMs);
  expect(await wanted()).toBe(5);
  await restart();
  const { items } = (await api.ask('events.list', { limit: 100 })).data;
  expect(items.filter(({ reason }: { reason: string }) => reason === 'Scaled')).toMatchObject([{ count: 1 }]);
});

it('[UW3] goes on with its window where nobody was there at its end', async () => {
  await api.tell('deployments.scale', { name: 'web', replicas: 7, undoSeconds: 1 });
  const [{ dueAtMs }] = await intents();
  await server.kill('SIGKILL');
  await until(() => (Date.now() > dueAtMs ? true : null), { what: 'the end of the window' });
  await start();
  const size = await until(async () => ((await wanted()) === 7 ? 7 : null), { what: 'the new size' });
  expect(size).toBe(7);
  expect(await intents()).toMatchObject([{ state: 'done' }]);
});
