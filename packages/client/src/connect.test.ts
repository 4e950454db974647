import {
  type DoorServer,
  deploymentRecord,
  nodeRecord,
  serveDoor,
  TablePlane,
  taskRecord,
  testServices,
} from '@gantry/api/testing';
import { type CommandId, err, rejection, type TaskRecord } from '@gantry/model';
import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type GantryClient } from './connect.ts';
import { createReplica, type Replica } from './replica.ts';

let plane: TablePlane;
let server: DoorServer;
let client: GantryClient;
let replica: Replica;

const serve = (port = 0) => serveDoor(testServices(plane), port);

beforeEach(async () => {
  plane = new TablePlane();
  plane.commit({ table: 'nodes', key: 'n1', value: nodeRecord('n1') });
  server = await serve();
  client = connect({ url: server.url, token: 'any', retryDelayMs: () => 20 });
  replica = createReplica({ source: client.changes, retryMs: 20 });
});
afterEach(async () => {
  replica.close();
  await client.close();
  await server.close();
});

async function until(holds: () => boolean): Promise<void> {
  const deadlineAtMs = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadlineAtMs) throw new Error('It did not come about.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const revision = () => replica.status('cluster').get().revision;

describe('a client', () => {
  it('asks and changes things, and gets refusals with code and fields', async () => {
    const { items, total } = await client.api.nodes.list.query();
    expect([items[0]?.name, total]).toEqual(['node-n1', 1]);
    expect(await client.api.deployments.scale.mutate({ name: 'web', replicas: 2 })).toMatchObject({
      message: 'done',
    });
    const refusal = await client.api.deployments.scale
      .mutate({ name: 'web', replicas: -2 })
      .catch((error) => error);
    expect(refusal).toBeInstanceOf(TRPCClientError);
    expect(refusal.data).toMatchObject({ code: 'invalid', issues: [{ field: 'replicas' }] });
  });

  it('asks several things in one request', async () => {
    const [summary, nodes] = await Promise.all([
      client.api.cluster.summary.query(),
      client.api.nodes.list.query({ limit: 1 }),
    ]);
    expect([summary.revision, nodes.total]).toEqual([1, 1]);
  });
});

describe('an act whose answer is lost', () => {
  const act = { name: 'web', replicas: 2 };
  /** The first answers end on the way; what was asked for is done. */
  const losing = (answers: number) => {
    const submit = plane.submit.bind(plane);
    plane.submit = async (...command) => {
      const reply = await submit(...command);
      if (plane.submitted.length <= answers) server.dropConnections();
      return reply;
    };
  };
  const idsSent = () => plane.submitted.map(({ commandId }) => commandId);

  it('is sent again under its id until it is answered', async () => {
    losing(2);
    const sent = client.api.deployments.scale.mutate({ ...act, commandId: 'c1' as CommandId });
    expect(await sent).toMatchObject({ message: 'done' });
    expect(idsSent()).toEqual(['c1', 'c1', 'c1']);
  });

  it('is told as unanswered after a few tries, and at once where it has no id', async () => {
    losing(Number.POSITIVE_INFINITY);
    const lost = (input: object) =>
      client.api.deployments.scale.mutate({ ...act, ...input }).catch((error) => error.data ?? 'unanswered');
    expect(await lost({ commandId: 'c1' })).toBe('unanswered');
    expect(idsSent()).toEqual(['c1', 'c1', 'c1', 'c1']);
    expect(await lost({})).toBe('unanswered');
    expect(idsSent()).toHaveLength(5);
  });

  it('is not sent again when it is refused', async () => {
    plane.answer = err(rejection('conflict', 'It is being deleted.'));
    const refusal = client.api.deployments.scale.mutate({ ...act, commandId: 'c1' as CommandId });
    await expect(refusal).rejects.toMatchObject({ data: { code: 'conflict' } });
    expect(idsSent()).toEqual(['c1']);
  });
});

const all = (tasks: Iterable<TaskRecord>) => tasks;

describe('a replica over a WebSocket', () => {
  it('begins with what the last visit left, until it is told how things are', async () => {
    plane.commit({ table: 'deployments', key: 'd1', value: deploymentRecord('d1') });
    plane.commit({ table: 'deployments', key: 'd2', value: deploymentRecord('d2') });
    for (const id of ['t1', 't2']) plane.commit({ table: 'tasks', key: id, value: taskRecord(id) });
    replica.watch('deployments');
    await until(() => replica.status('deployments').get().ready);
    expect(replica.lastSeen(all)?.tasks).toBeNull();
    replica.watch('tasks');
    await until(() => replica.status('tasks').get().ready);
    const last = replica.lastSeen((tasks) => [...tasks].filter(({ id }) => id === 't1'));
    replica.close();
    expect(replica.lastSeen(all)).toBeNull();

    plane.commit({ table: 'deployments', key: 'd1', value: null });
    const next = createReplica({ source: client.changes, last });
    expect([...next.tables.deployments.keys()]).toEqual(['d1', 'd2']);
    expect(next.connection.get()).toMatchObject({ state: 'connecting', dataAtMs: last?.atMs });
    // It is the last visit's, and not this one's to leave.
    expect(next.lastSeen(all)).toBeNull();
    // Those that told how things were; it is not known yet which others there are.
    expect([...next.tables.tasks.keys()]).toEqual(['t1']);
    expect(next.status('tasks').get()).toMatchObject({ ready: false, revision: 0 });
    for (const scope of ['deployments', 'tasks']) next.watch(scope);
    await until(() => next.status('deployments').get().revision === 6 && next.status('tasks').get().ready);
    expect([...next.tables.deployments.keys()]).toEqual(['d2']);
    expect([...next.tables.tasks.keys()]).toEqual(['t1', 't2']);
    next.close();
  });

  it('follows, survives the end of the server, and goes on where it was', async () => {
    replica.watch('cluster');
    await until(() => revision() === 1);
    expect(replica.connection.get().state).toBe('live');
    const shown = replica.tables.nodes.get('n1');

    const port = Number(new URL(server.url).port);
    await server.close();
    plane.commit({ table: 'nodes', key: 'n2', value: nodeRecord('n2') });
    await until(() => replica.connection.get().state === 'behind');
    server = await serve(port);

    await until(() => revision() === 2);
    expect([...replica.tables.nodes.keys()]).toEqual(['n1', 'n2']);
    // Went on by a delta: a snapshot would have brought another object for the same record.
    expect(replica.tables.nodes.get('n1')).toBe(shown);
    expect(replica.connection.get().state).toBe('live');
  });

  it('starts over when the server does not remember where it was', async () => {
    replica.watch('cluster');
    await until(() => revision() === 1);
    const port = Number(new URL(server.url).port);
    await server.close();
    plane.ringSize = 1;
    for (const id of ['n2', 'n3', 'n4']) plane.commit({ table: 'nodes', key: id, value: nodeRecord(id) });
    plane.commit({ table: 'nodes', key: 'n1', value: null });
    server = await serve(port);
    await until(() => revision() === 5);
    expect([...replica.tables.nodes.keys()]).toEqual(['n2', 'n3', 'n4']);
  });

  it('says what is wrong with a scope', async () => {
    replica.watch('nonsense');
    await until(() => replica.status('nonsense').get().error !== null);
    expect(replica.status('nonsense').get()).toMatchObject({
      ready: false,
      error: { data: { code: 'invalid' } },
    });
  });
});
