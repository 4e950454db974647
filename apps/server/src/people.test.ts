import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@gantry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Caller, callerOf } from './testing/call.ts';
import { type ServerProcess, startProcess, testToken } from './testing/server-process.ts';

/** People and what they may do, at every door of a real server. */

let folder: string;
let server: ServerProcess;
let admin: Caller;
let viewerToken: string;
let operatorToken: string;

const manifest = (namespace: string) => ({
  name: 'web',
  namespace,
  replicas: 1,
  template: { containers: [{ name: 'main', image: 'nginx' }] },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-people-'));
  server = await startProcess(folder);
  admin = callerOf(server.url, testToken);
  for (const namespace of ['shop', 'prod'])
    await admin.tell('deployments.deploy', { manifest: manifest(namespace) });
  viewerToken = (await admin.tell('people.save', { name: 'vera', level: 'viewer' })).data.token;
  const operator = { name: 'otto', level: 'operator', namespaces: ['shop'] };
  operatorToken = (await admin.tell('people.save', operator)).data.token;
});
afterAll(async () => {
  await server.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

const scale = (namespace: string, replicas: number) => ({ name: 'web', namespace, replicas });
const kubernetes = (token: string, path: string, init: RequestInit = {}) =>
  fetch(`${server.url}/k8s/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${token}`, ...init.headers },
  });
const deploymentIn = (namespace: string) => `apis/apps/v1/namespaces/${namespace}/deployments/web`;

describe('a viewer', () => {
  it('reads everything that is no secret', async () => {
    const vera = callerOf(server.url, viewerToken);
    expect((await vera.ask('people.me')).data).toEqual({ name: 'vera', level: 'viewer', namespaces: null });
    expect((await vera.ask('deployments.list')).data.items).toHaveLength(2);
    expect((await kubernetes(viewerToken, deploymentIn('shop'))).status).toBe(200);
    for (const secret of ['nodes.join', 'people.list']) expect((await vera.ask(secret)).status).toBe(403);
    expect((await vera.tell('cluster.kubeconfig', {})).error?.code).toBe('forbidden');
  });

  it('changes nothing, by whatever door', async () => {
    const vera = callerOf(server.url, viewerToken);
    expect((await vera.tell('deployments.scale', scale('shop', 2))).error).toMatchObject({
      code: 'forbidden',
      message: 'You may look, not act. Ask to be an operator in shop.',
    });
    const later = { ...scale('shop', 2), undoSeconds: 5 };
    expect((await vera.tell('deployments.scale', later)).status).toBe(403);
    const acts = [{ action: 'restart', name: 'web', namespace: 'shop' }];
    expect((await vera.tell('together.act', { acts })).status).toBe(403);
    expect((await vera.tell('people.save', { name: 'eve', level: 'admin' })).status).toBe(403);
    const deleted = await kubernetes(viewerToken, deploymentIn('shop'), { method: 'DELETE' });
    expect(deleted.status).toBe(403);
    expect(await deleted.json()).toMatchObject({ reason: 'Forbidden' });
    const app = { id: '/shop/made', cmd: 'true', instances: 1 };
    const marathon = await fetch(`${server.url}/marathon/v2/apps`, {
      method: 'POST',
      headers: { authorization: `Bearer ${viewerToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(app),
    });
    expect(marathon.status).toBe(403);
    expect((await admin.ask('deployments.get', { name: 'web', namespace: 'shop' })).data.spec.replicas).toBe(
      1,
    );
  });
});

describe('an operator of one namespace', () => {
  it('acts there', async () => {
    const otto = callerOf(server.url, operatorToken);
    expect((await otto.tell('deployments.scale', scale('shop', 3))).data.changed).toBe(true);
    const patch = {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ spec: { replicas: 4 } }),
    };
    expect((await kubernetes(operatorToken, deploymentIn('shop'), patch)).status).toBe(200);
    expect((await kubernetes(operatorToken, deploymentIn('prod'), patch)).status).toBe(403);
  });

  it('acts nowhere else, nor on what belongs to no namespace, nor half-way', async () => {
    const otto = callerOf(server.url, operatorToken);
    expect((await otto.tell('deployments.scale', scale('prod', 3))).error?.message).toBe(
      'You are an operator in shop only. Ask to be one in prod.',
    );
    const acts = ['shop', 'prod'].map((namespace) => ({ action: 'restart', name: 'web', namespace }));
    expect((await otto.tell('together.act', { acts })).status).toBe(403);
    expect((await otto.tell('roles.save', { name: 'x', weight: 2 })).error?.code).toBe('forbidden');
    const { data } = await admin.tell('deployments.scale', { ...scale('prod', 5), undoSeconds: 60 });
    expect((await otto.tell('intents.withdraw', { intent: data.intent })).status).toBe(403);
    await admin.tell('intents.withdraw', { intent: data.intent });
  });
});

describe('a guarded namespace', () => {
  const guard = (guarded: boolean) => admin.tell('namespaces.guard', { name: 'prod', guarded });

  it('gives nothing up unless its name is typed, at any door', async () => {
    await admin.tell('deployments.scale', scale('prod', 3));
    await guard(true);
    const { error } = await admin.tell('deployments.scale', scale('prod', 2));
    expect(error).toMatchObject({ code: 'guarded' });
    expect(error?.message).toContain('To scale down web, send web as `typed`, or take its label');
    const deleted = await kubernetes(testToken, deploymentIn('prod'), { method: 'DELETE' });
    expect(deleted.status).toBe(403);
    expect(((await deleted.json()) as { message: string }).message).toContain(
      'To delete web, do it in the dashboard, where web is typed, or in the API with web as `typed`; or take the guard away first: kubectl label namespace prod gantry.io/guarded-',
    );
    for (const typed of ['', 'prod', 'webb'])
      expect((await admin.tell('deployments.delete', { ...scale('prod', 0), typed })).status).not.toBe(200);
    const acts = ['web', 'web'].map((name) => ({ action: 'delete', name, namespace: 'prod' }));
    expect((await admin.tell('together.act', { acts, typed: 'web' })).error?.message).toContain(
      'send prod as',
    );
    expect((await admin.tell('deployments.scale', { ...scale('prod', 2), typed: 'web' })).status).toBe(200);
  });

  it('asks for the name at whatever says a smaller number, and of a job whose tasks would stop', async () => {
    const refused = async (procedure: string, input: object, typed: string) => {
      const { error } = await admin.tell(procedure, input);
      expect(error).toMatchObject({ code: 'guarded' });
      expect((await admin.tell(procedure, { ...input, typed: `${typed}x` })).error?.code).toBe('guarded');
      expect((await admin.tell(procedure, { ...input, typed })).status).toBe(200);
    };
    const replicasOf = async () => (await admin.ask('deployments.get', named)).data.spec.replicas;
    const named = { name: 'web', namespace: 'prod' };
    await admin.tell('deployments.scale', scale('prod', 9));
    await refused('deployments.deploy', { manifest: { ...manifest('prod'), replicas: 8 } }, 'web');
    const smaller = {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ spec: { replicas: 7 } }),
    };
    expect((await kubernetes(testToken, deploymentIn('prod'), smaller)).status).toBe(403);
    expect(await replicasOf()).toBe(8);
    expect(
      (await admin.tell('deployments.deploy', { manifest: { ...manifest('prod'), replicas: 9 } })).status,
    ).toBe(200);
    // Of several acts one alone takes something away: it is that one's name.
    const acts = [
      { action: 'scale', ...scale('prod', 8) },
      { action: 'restart', ...named, namespace: 'shop' },
    ];
    await refused('together.act', { acts }, 'web');
    await admin.tell('deployments.setImage', { ...named, image: 'nginx:3' });
    await refused('deployments.rollback', { ...named, replicas: 2 }, 'web');
    expect(await replicasOf()).toBe(2);
    expect((await admin.tell('deployments.rollback', { ...named, replicas: null })).status).toBe(200);

    const containers = [{ name: 'main', image: 'nginx' }];
    const job = { name: 'sum', namespace: 'prod', batch: { completions: 2, template: { containers } } };
    const submitted = await admin.tell('jobs.submit', { manifest: job });
    expect(submitted.status).toBe(200);
    await refused('jobs.suspend', { name: 'sum', namespace: 'prod' }, 'sum');
    // What is suspended already loses nothing more.
    expect((await admin.tell('jobs.suspend', { name: 'sum', namespace: 'prod' })).status).toBe(200);
  });

  it('lets everything else go on, and gives way once the guard is lifted', async () => {
    expect((await admin.tell('deployments.scale', scale('prod', 4))).status).toBe(200);
    const image = { name: 'web', namespace: 'prod', image: 'nginx:2' };
    expect((await admin.tell('deployments.setImage', image)).status).toBe(200);
    await guard(false);
    expect((await admin.tell('deployments.scale', scale('prod', 1))).status).toBe(200);
  });
});

it('what each of them did or was refused is in the audit trail, with no token in it', async () => {
  const { items } = (await admin.ask('audit.list', { limit: 100 })).data;
  expect(items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ actor: 'vera', verb: 'deployments.scale', outcome: 'forbidden' }),
      expect.objectContaining({
        actor: 'otto',
        verb: 'deployments.scale',
        target: 'shop/web',
        outcome: 'ok',
      }),
      expect.objectContaining({ actor: 'otto', target: 'prod/web', outcome: 'forbidden' }),
      expect.objectContaining({ actor: 'admin', verb: 'people.save', target: 'otto', outcome: 'ok' }),
      ...[
        {
          actor: 'vera',
          via: 'kubectl',
          verb: 'deployments.delete',
          target: 'shop/web',
          outcome: 'forbidden',
        },
        { actor: 'vera', via: 'marathon', target: 'shop/made', outcome: 'forbidden' },
        { actor: 'otto', via: 'kubectl', verb: 'deployments.deploy', target: 'shop/web', outcome: 'ok' },
        {
          actor: 'otto',
          via: 'kubectl',
          verb: 'deployments.deploy',
          target: 'prod/web',
          outcome: 'forbidden',
        },
      ].map((line) => expect.objectContaining(line)),
    ]),
  );
  const patched = items.find(({ via, outcome }: AuditEntry) => via === 'kubectl' && outcome === 'ok');
  const { effect } = (await admin.ask('audit.get', { id: patched.id })).data;
  expect(effect).toMatchObject({
    state: 'told',
    objects: [
      {
        kind: 'deployment',
        name: 'web',
        differences: [{ path: 'replicas', before: '3', after: '4' }],
      },
    ],
  });
  const kept = await readFile(join(folder, 'people.json'), 'utf8');
  for (const token of [viewerToken, operatorToken]) {
    expect(JSON.stringify(items)).not.toContain(token);
    expect(kept).not.toContain(token);
  }
});

it('what somebody has open ends at once with his rights: watches, event streams and sockets', async () => {
  const { token } = (await admin.tell('people.save', { name: 'wanda', level: 'viewer' })).data;
  const authorization = `Bearer ${token}`;
  const streams = [
    kubernetes(token, 'apis/apps/v1/namespaces/shop/deployments?watch=true'),
    fetch(`${server.url}/marathon/v2/events`, { headers: { authorization, accept: 'text/event-stream' } }),
    fetch(`${server.url}/api/v1`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: '{"type":"SUBSCRIBE"}',
    }),
  ];
  const opened = await Promise.all(streams);
  expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
  const ends = opened.map((response) =>
    response.text().then(
      () => 'ended',
      () => 'cut',
    ),
  );
  const openSocket = async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/trpc`, { headers: { authorization } });
    await once(socket, 'open');
    return socket;
  };
  const changed = once(await openSocket(), 'close');
  const others = await kubernetes(testToken, 'apis/apps/v1/namespaces/shop/deployments?watch=true');
  await admin.tell('people.save', { name: 'wanda', level: 'operator' });
  await changed;
  expect(await Promise.all(ends)).toEqual(['cut', 'cut', 'cut']);
  const removed = once(await openSocket(), 'close');
  await admin.tell('people.remove', { name: 'wanda' });
  await removed;
  const reader = others.body!.getReader();
  expect((await reader.read()).done).toBe(false);
  await reader.cancel();
});

it('people outlive a restart; whoever is removed, or has another token, is let in no more', async () => {
  await server.kill('SIGKILL');
  server = await startProcess(folder);
  admin = callerOf(server.url, testToken);
  expect((await callerOf(server.url, viewerToken).ask('people.me')).data.name).toBe('vera');
  const signedIn = await fetch(`${server.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: viewerToken }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
  const me = () => fetch(`${server.url}/trpc/people.me`, { headers: { cookie } });
  expect(await (await me()).json()).toMatchObject({ result: { data: { name: 'vera', level: 'viewer' } } });
  await admin.tell('people.renewToken', { name: 'vera' });
  expect((await me()).status).toBe(401);
  expect((await callerOf(server.url, viewerToken).ask('people.me')).status).toBe(401);
  await admin.tell('people.remove', { name: 'otto' });
  expect((await callerOf(server.url, operatorToken).ask('people.me')).status).toBe(401);
});
