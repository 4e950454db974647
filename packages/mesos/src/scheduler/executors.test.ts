import type { TaskId, TaskUpdate } from '@gantry/model';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SchedulerStage } from '../testing/scheduler-stage.ts';
import { aTask, type TestScheduler } from '../testing/test-scheduler.ts';

let stage: SchedulerStage;
let scheduler: TestScheduler;
beforeEach(async () => {
  stage = await SchedulerStage.open();
  stage.agents[0]!.obeys = false;
  scheduler = await stage.scheduler().subscribe();
});
afterEach(() => stage.close());

const amounts = (cpus: number, mem: number) => [
  { name: 'cpus', type: 'SCALAR', scalar: { value: cpus } },
  { name: 'mem', type: 'SCALAR', scalar: { value: mem } },
];
const anExecutor = (over: object = {}) => ({
  executor_id: { value: 'e1' },
  command: { value: 'run' },
  resources: amounts(1, 128),
  data: 'ZGF0YQ==',
  ...over,
});

// biome-ignore lint/suspicious/noExplicitAny: as the events
const carried = (id: string, offer: any, executor: object = anExecutor()) =>
  aTask(id, offer, {
    command: undefined,
    executor,
    data: 'cGF5bG9hZA==',
    labels: { labels: [{ key: 'k' }] },
  });

const tasks = () => [...stage.plane.view.all('tasks')];
const executors = () => tasks().filter(({ executor }) => executor !== undefined);
const carriedOnes = () => tasks().filter(({ carrier }) => carrier !== undefined);

const update = (state: string, byte: number, isEnd = false): TaskUpdate => {
  const uuid = Buffer.alloc(16, byte).toString('base64');
  const status = { task_id: { value: 'one' }, state, source: 'SOURCE_EXECUTOR', uuid, data: 'cmVzdWx0' };
  return { uuid, isEnd, status: JSON.stringify(status) };
};

// biome-ignore lint/suspicious/noExplicitAny: as the events
const bodyOf = async (response: Response): Promise<any> => response.json();
const get = async (path: string) => bodyOf(await fetch(`${stage.url}${path}`));

describe("an executor of a framework's own", () => {
  test('is made with its first tasks, gets all that was written, and counts once', async () => {
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [carried('one', offer), carried('two', offer)]);
    await stage.until(() => stage.agents[0]!.assignments.size === 3);
    expect([executors().length, carriedOnes().length]).toEqual([1, 2]);
    const given = [...stage.agents[0]!.assignments.values()];
    const executor = given.find((one) => one.executor !== undefined)!;
    expect(executor.executor).toMatchObject({ id: 'e1', frameworkId: scheduler.frameworkId });
    expect(JSON.parse(executor.executor!.frameworkData)).toMatchObject({
      executor_info: {
        executor_id: { value: 'e1' },
        data: 'ZGF0YQ==',
        framework_id: { value: scheduler.frameworkId },
      },
      framework_info: { name: 'test' },
      agent_info: { id: offer.agent_id, hostname: 'node-0' },
    });
    const one = given.find(({ name }) => name.startsWith('one'))!;
    expect(one.carried).toMatchObject({ carrier: executor.taskId, acknowledged: null });
    expect(JSON.parse(one.carried!.frameworkData).task_info).toMatchObject({
      task_id: { value: 'one' },
      data: 'cGF5bG9hZA==',
    });

    const [framework] = (await get('/master/state')).frameworks;
    expect(framework.used_resources).toMatchObject({ cpus: 1.2, mem: 192 });
    expect(framework.executors).toMatchObject([{ executor_id: 'e1', slave_id: offer.agent_id.value }]);
    expect(framework.tasks.map((task: { executor_id: string }) => task.executor_id)).toEqual(['e1', 'e1']);
    const told = await fetch(`${stage.url}/api/v1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'GET_EXECUTORS' }),
    });
    expect((await bodyOf(told)).get_executors.executors).toMatchObject([
      {
        executor_info: { executor_id: { value: 'e1' }, command: { value: 'run' } },
        agent_id: offer.agent_id,
      },
    ]);
  });

  test.each([
    ['of type DEFAULT', { type: 'DEFAULT' }, 'is for LAUNCH_GROUP'],
    ['without an id', { executor_id: { value: '' } }, 'Executor ID must not be empty'],
    ['with an id that is no name', { executor_id: { value: 'a/b' } }, 'contains invalid characters'],
    ['without a command', { command: undefined }, "'ExecutorInfo.command' must be set"],
    ['of another framework', { framework_id: { value: 'f99' } }, 'invalid FrameworkID (Actual: f99'],
    ['with nothing to run', { command: {} }, 'neither a value nor arguments'],
    ['that takes less than nothing', { resources: amounts(-1, 1) }, 'less than nothing'],
    ['that takes more than is offered', { resources: amounts(7.95, 1) }, 'is more than available'],
    [
      'that could not reach its agent',
      { container: { type: 'DOCKER', docker: { image: 'app', network: 'BRIDGE' } } },
      'has to be HOST',
    ],
  ])('%s is refused', async (_what, over, words) => {
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [carried('one', offer, anExecutor(over))]);
    const status = await scheduler.updateOf('one');
    expect(status).toMatchObject({ state: 'TASK_ERROR', reason: 'REASON_TASK_INVALID' });
    expect(status.message).toContain(words);
    expect(tasks()).toEqual([]);
  });

  test('that differs from the one of its id on the agent is refused, and one that is the same is used', async () => {
    const offer = await scheduler.offer();
    const other = anExecutor({ data: 'b3RoZXI=' });
    const framework_id = { value: scheduler.frameworkId };
    const same = anExecutor({ framework_id });
    await scheduler.launch(offer, [
      carried('one', offer),
      carried('two', offer, other),
      carried('three', offer, same),
    ]);
    expect((await scheduler.updateOf('two')).message).toContain(
      'is not compatible with existing ExecutorInfo',
    );
    await stage.until(() => carriedOnes().length === 2);
    expect(executors()).toHaveLength(1);
    const next = await scheduler.offer();
    await scheduler.launch(next, [carried('four', next, other)]);
    expect((await scheduler.updateOf('four')).state).toBe('TASK_ERROR');
  });

  test.each([
    [{ executor: { type: 'CUSTOM', executor_id: { value: 'e1' } } }, {}, 'has to be of type DEFAULT'],
    [
      { executor: { type: 'DEFAULT', executor_id: { value: 'e1' } } },
      { executor: anExecutor() },
      'no executor of its own',
    ],
  ])('carries no groups: %j', async (of, over, words) => {
    const offer = await scheduler.offer();
    const launch_group = { ...of, task_group: { tasks: [aTask('one', offer, over)] } };
    await scheduler.accept([offer], [{ type: 'LAUNCH_GROUP', launch_group }]);
    expect(await scheduler.updateOf('one')).toMatchObject({
      state: 'TASK_ERROR',
      reason: 'REASON_TASK_GROUP_INVALID',
      message: expect.stringContaining(words),
    });
    expect(tasks()).toEqual([]);
  });

  test('a command beside an executor is refused', async () => {
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer, { executor: anExecutor() })]);
    expect((await scheduler.updateOf('one')).message).toContain('at least one (but not both)');
  });

  test('is told of one update after the other, each until it is acknowledged', async () => {
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [carried('one', offer)]);
    await stage.until(() => stage.agents[0]!.assignments.size === 2);
    const [agent] = stage.agents;
    const { id } = carriedOnes()[0]!;
    const running = update('TASK_RUNNING', 1);
    const finished = update('TASK_FINISHED', 2, true);
    // It has ended by now; that it ran comes first all the same.
    await agent!.say(id, 'succeeded', { update: running });
    const first = await scheduler.updateOf('one');
    expect(first).toMatchObject({
      state: 'TASK_RUNNING',
      uuid: running.uuid,
      data: 'cmVzdWx0',
      executor_id: { value: 'e1' },
      agent_id: offer.agent_id,
    });
    await stage.until(() => agent!.assignments.get(id)!.carried!.acknowledged === running.uuid);
    // Another connection hears only what is not acknowledged.
    scheduler.hangUp();
    await scheduler.until(() => scheduler.ended);
    await scheduler.subscribe();
    await agent!.tell(id, { update: finished });
    expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_FINISHED', uuid: finished.uuid });
    await stage.until(() => agent!.assignments.get(id)!.carried!.acknowledged === finished.uuid);
  });

  test('its end is told with its status, and SHUTDOWN stops it alone', async () => {
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [carried('one', offer)]);
    await stage.until(() => stage.agents[0]!.assignments.size === 2);
    const executor = executors()[0]!.id;
    await stage.agents[0]!.say(executor, 'running');
    const where = { agent_id: offer.agent_id, executor_id: { value: 'e1' } };
    await scheduler.call('SHUTDOWN', { shutdown: where });
    await stage.until(() => stage.agents[0]!.assignments.get(executor)!.desired === 'stopped');
    expect(carriedOnes()[0]!.desired).toBe('running');

    const next = await scheduler.offer();
    await scheduler.launch(next, [carried('late', next)]);
    expect(await scheduler.updateOf('late')).toMatchObject({
      state: 'TASK_LOST',
      reason: 'REASON_EXECUTOR_TERMINATED',
    });
    await stage.agents[0]!.say(executor, 'stopped', { containers: [ended(executor)] });
    expect((await scheduler.next('FAILURE')).failure).toEqual({ ...where, status: 3 << 8 });
  });

  test('messages go both ways, and those to nobody are dropped', async () => {
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [carried('one', offer)]);
    await stage.until(() => stage.agents[0]!.assignments.size === 2);
    const executor = executors()[0]!.id;
    const where = { agent_id: offer.agent_id, executor_id: { value: 'e1' } };
    await scheduler.call('MESSAGE', { message: { ...where, data: 'aGk=' } });
    const nobody = { ...where, executor_id: { value: 'e2' } };
    expect((await scheduler.call('MESSAGE', { message: { ...nobody, data: 'aGk=' } })).status).toBe(202);
    expect(stage.agents[0]!.messages).toEqual([
      { type: 'executor-message', taskId: executor, dataBase64: 'aGk=' },
    ]);
    // Only an executor of the agent's own is heard.
    stage.agents[0]!.speak(carriedOnes()[0]!.id, 'bm8=');
    stage.agents[0]!.speak(executor, 'eW8=');
    expect((await scheduler.next('MESSAGE')).message).toEqual({ ...where, data: 'eW8=' });
  });
});

const ended = (id: TaskId) => ({
  name: 'executor',
  state: 'exited' as const,
  runtimeId: id,
  startedAtMs: 1,
  finishedAtMs: 2,
  exitCode: 3,
  signal: null,
  outOfMemory: false,
  ready: false,
  started: true,
  imageId: '',
});
