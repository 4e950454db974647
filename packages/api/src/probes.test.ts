import { ok } from '@gantry/model';
import { beforeEach, expect, it } from 'vitest';
import { appRouter } from './app-router.ts';
import type { Context } from './context.ts';
import { ScriptedStream, TablePlane, taskRecord, templateRecord, testServices } from './testing/index.ts';

let plane: TablePlane;
let stream: ScriptedStream;

beforeEach(() => {
  plane = new TablePlane();
  stream = new ScriptedStream();
  plane.stream = () => ok(stream);
  plane.commit(
    { table: 'templates', key: 'h1', value: templateRecord('h1') },
    { table: 'tasks', key: 't1', value: taskRecord('t1', { nodeId: 'n1', state: 'running' }) },
    { table: 'tasks', key: 't2', value: taskRecord('t2') },
  );
});

function ask(task: string) {
  const context: Context = {
    ...testServices(plane),
    actor: { name: 'vic', via: 'api' },
    rights: { level: 'viewer', namespaces: null },
    backlogBytes: () => 0,
    expiresAtMs: null,
  };
  return appRouter.createCaller(context).tasks.probes({ task });
}

/** The stream is listened to as soon as it is asked for. */
async function opened(): Promise<void> {
  while (plane.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

it('tells what the node says its probes answered last', async () => {
  const answers = [
    { atMs: 5, tookMs: 2, result: 'success', message: '', counts: true },
    { atMs: 6, tookMs: 1_000, result: 'failure', message: 'HTTP 503', counts: true },
  ];
  const probed = [{ container: 'web', probe: 'readiness', verdict: 'success', answers }];
  const answer = ask('t1');
  await opened();
  expect(plane.requests).toEqual([{ kind: 'probes', taskId: 't1' }]);
  stream.say(JSON.stringify(probed).slice(0, 40));
  stream.say(JSON.stringify(probed).slice(40));
  stream.finish();
  expect(await answer).toEqual({ atMs: plane.nowMs, items: probed });
});

it.each([
  ['fails', 'task t1 is not on this node', '', 'The node did not say: task t1 is not on this node.'],
  ['says what is no answer', null, 'nonsense', 'The node did not answer. Ask again.'],
])('says so where the node %s', async (_what, error, text, message) => {
  const answer = ask('t1');
  await opened();
  stream.say(text);
  stream.finish(error);
  await expect(answer).rejects.toThrow(message);
});

it('asks nobody about a task that is on no node', async () => {
  await expect(ask('t2')).rejects.toThrow('The task web-t2 is on no node yet: nothing was asked.');
  expect(plane.requests).toEqual([]);
});
