import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordReader } from '@gantry/mesos-wire';
import type { TaskId } from '@gantry/model';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ExecutorDoor, listenForExecutors, type Visitor } from './executor-door.ts';

let folder: string;
let door: ExecutorDoor;
const received: unknown[] = [];
const visitor: Visitor = {
  taskId: 't1-1' as TaskId,
  address: '',
  subscribe: (_call, stream) => stream.send({ type: 'SUBSCRIBED' }),
  left: () => {},
  receive: (call) => received.push(call),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gantry-door-'));
  door = await listenForExecutors(join(folder, 'executors.json'));
  door.open((framework, executor) => (framework === 'f1' && executor === 'e1' ? visitor : null));
  received.length = 0;
});
afterEach(async () => {
  await door.close();
  await rm(folder, { recursive: true, force: true });
});

const identity = { executor_id: { value: 'e1' }, framework_id: { value: 'f1' } };

async function post(body: unknown, headers: Record<string, string> = {}, path = '/api/v1/executor') {
  const response = await fetch(`http://${door.endpoint}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return response;
}

const status = {
  task_id: { value: 'one' },
  state: 'TASK_RUNNING',
  source: 'SOURCE_EXECUTOR',
  uuid: Buffer.alloc(16, 7).toString('base64'),
};
const update = (over: object = {}) => ({
  ...identity,
  type: 'UPDATE',
  update: { status: { ...status, ...over } },
});

test('a subscription is a stream of records, any other call is taken', async () => {
  const response = await post({ ...identity, type: 'SUBSCRIBE' });
  expect(response.status).toBe(200);
  const { value } = await response.body!.getReader().read();
  expect(new RecordReader().take(value!)).toEqual(['{"type":"SUBSCRIBED"}']);
  expect((await post(update())).status).toBe(202);
  expect(received).toMatchObject([{ type: 'UPDATE', update: { status: { state: 'TASK_RUNNING' } } }]);
});

test.each([
  ['an update without a uuid', update({ uuid: undefined }), 400],
  ['a uuid that is not 16 bytes', update({ uuid: 'aGk=' }), 400],
  ['an update of somebody else', update({ source: 'SOURCE_MASTER' }), 400],
  ['a state that no executor tells', update({ state: 'TASK_STAGING' }), 400],
  ['an unknown call', { ...identity, type: 'EXPLODE' }, 400],
  ['no JSON', '{"type":', 400],
  ['an executor that is not here', { ...update(), executor_id: { value: 'e2' } }, 400],
])('%s is refused', async (_what, body, expected) => {
  expect((await post(body)).status).toBe(expected);
  expect(received).toEqual([]);
});

test('until the agent knows what runs here, an executor that comes back is asked to try again, not sent away', async () => {
  const early = await listenForExecutors(join(folder, 'early.json'));
  try {
    const asked = await fetch(`http://${early.endpoint}/api/v1/executor`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...identity, type: 'SUBSCRIBE' }),
    });
    expect(asked.status).toBe(503);
  } finally {
    await early.close();
  }
});

test('who shows a secret has to show the right one', async () => {
  const shown = (secret: string) => post(update(), { authorization: `Bearer ${secret}` });
  expect((await shown('wrong')).status).toBe(401);
  expect((await shown(door.secretOf('t1-2' as TaskId))).status).toBe(401);
  expect((await shown(door.secretOf(visitor.taskId))).status).toBe(202);
});

test('other paths, methods and content types are refused', async () => {
  expect((await post(update(), {}, '/')).status).toBe(404);
  expect((await post(update(), { 'content-type': 'application/x-protobuf' })).status).toBe(415);
  expect((await fetch(`http://${door.endpoint}/api/v1/executor`)).status).toBe(405);
});

test('port and secrets outlive the agent, for its owner only', async () => {
  const before = [door.endpoint, door.secretOf(visitor.taskId)];
  await door.close();
  door = await listenForExecutors(join(folder, 'executors.json'));
  expect([door.endpoint, door.secretOf(visitor.taskId)]).toEqual(before);
  expect((await stat(join(folder, 'executors.json'))).mode & 0o777).toBe(0o600);
});
