import { randomBytes } from 'node:crypto';
import type { Assignment, TaskId, TaskReport } from '@gantry/model';
import { describe, expect, test } from 'vitest';
import { AgentStage } from '../testing/agent-stage.ts';
import { anAssignment, aTaskId, aTemplate } from '../testing/builders.ts';
import type { EventSink } from './event-stream.ts';
import { type ExecutorCall, executorCall } from './executor-call.ts';
import type { ExecutorDoor, FindVisitor, Visitor } from './executor-door.ts';

const carriedId = 't9-1' as TaskId;
const template = aTemplate();

const anExecutor = (over: Partial<Assignment> = {}): Assignment =>
  anAssignment({
    executor: {
      id: 'e1',
      frameworkId: 'f1' as never,
      frameworkData: JSON.stringify({
        executor_info: {},
        framework_info: {},
        agent_info: { id: { value: 'n1' } },
      }),
    },
    ...over,
  });
const aCarried = (over: Partial<Assignment> = {}, acknowledged: string | null = null): Assignment =>
  anAssignment({
    taskId: carriedId,
    name: 'carried',
    carried: {
      carrier: aTaskId,
      frameworkData: JSON.stringify({ task_info: { task_id: { value: 'one' } } }),
      acknowledged,
    },
    ...over,
  });

class TestDoor implements ExecutorDoor {
  readonly endpoint = '127.0.0.1:5051';
  find: FindVisitor = () => null;
  secretOf = (taskId: TaskId) => `secret of ${taskId}`;
  open(find: FindVisitor): void {
    this.find = find;
  }
  async close(): Promise<void> {}
}

/** The executor's end of one connection. */
class TestExecutor implements EventSink {
  // biome-ignore lint/suspicious/noExplicitAny: events of many shapes
  readonly events: any[] = [];
  readonly #visitor: Visitor;
  hasEnded = false;

  constructor(visitor: Visitor, subscribe?: object) {
    this.#visitor = visitor;
    visitor.subscribe(parse({ type: 'SUBSCRIBE', ...(subscribe && { subscribe }) }), this);
  }
  send(event: object): void {
    this.events.push(event);
  }
  end(): void {
    this.hasEnded = true;
  }
  types = () => this.events.map(({ type }) => type);
  leave = () => this.#visitor.left(this);
  say(state: string, uuid = randomBytes(16).toString('base64'), over: object = {}): string {
    const status = { task_id: { value: 'one' }, state, source: 'SOURCE_EXECUTOR', uuid, ...over };
    this.#visitor.receive(parse({ type: 'UPDATE', update: { status } }));
    return uuid;
  }
}

const parse = <T extends ExecutorCall['type']>(call: { type: T } & Record<string, unknown>) =>
  executorCall.parse({
    executor_id: { value: 'e1' },
    framework_id: { value: 'f1' },
    ...call,
  }) as Extract<ExecutorCall, { type: T }>;

async function open(carried: Assignment = aCarried()) {
  const door = new TestDoor();
  const stage = new AgentStage({ executorDoor: door });
  // What carries may come after what is carried.
  await stage.run([carried, anExecutor()], template);
  await stage.advance(0);
  const subscribe = (body?: object) => new TestExecutor(door.find('f1', 'e1') as Visitor, body);
  return { stage, door, subscribe, last: (): TaskReport => stage.last(carriedId) };
}

const stateOf = ({ update }: TaskReport) => (update ? JSON.parse(update.status).state : null);

describe('a task that an executor carries', () => {
  test('waits for it, is handed to it once, and is told of update by update', async () => {
    const { stage, subscribe, last } = await open();
    expect(last()).toMatchObject({ state: 'preparing', reason: 'WaitingForExecutor', update: null });
    const executor = subscribe({});
    expect(executor.types()).toEqual(['SUBSCRIBED', 'LAUNCH']);
    expect(executor.events[1].launch.task).toEqual({ task_id: { value: 'one' } });
    const ran = executor.say('TASK_RUNNING');
    const ended = executor.say('TASK_FINISHED');
    await stage.settle();
    expect(last()).toMatchObject({ state: 'succeeded', update: { uuid: ran, isEnd: false } });

    await stage.assign([aCarried({ desired: 'stopped' }, ran)]);
    expect(executor.events.at(-1)).toMatchObject({ type: 'ACKNOWLEDGED', acknowledged: { uuid: ran } });
    expect(last()).toMatchObject({ update: { uuid: ended, isEnd: true } });
    await stage.assign([aCarried({ desired: 'stopped' }, ended)]);
    expect(last().update).toBeNull();
    // What was acknowledged is acknowledged again, and not told again.
    executor.say('TASK_RUNNING', ran);
    expect(executor.events.at(-1)).toMatchObject({ type: 'ACKNOWLEDGED', acknowledged: { uuid: ran } });
    expect(last().update).toBeNull();
  });

  test('is not handed over again after a restart of the agent, and keeps what its framework is to hear', async () => {
    const { stage, subscribe, last } = await open();
    const uuid = subscribe({}).say('TASK_RUNNING');
    await stage.restart();
    await stage.welcome([anExecutor(), aCarried()], template);
    const again = subscribe({});
    expect(again.types()).toEqual(['SUBSCRIBED']);
    expect(last()).toMatchObject({ state: 'running', update: { uuid } });
    again.say('TASK_FINISHED');
    await stage.settle();
    expect(last()).toMatchObject({ state: 'succeeded', update: { uuid } });
  });

  test('is not known to an agent that was just started; what is not wanted any more is acknowledged for its framework', async () => {
    const { stage, door, subscribe } = await open();
    const uuid = subscribe({}).say('TASK_FINISHED');
    await stage.restart();
    expect(door.find('f1', 'e2')).toBe('recovering');
    const again = subscribe({});
    // Its framework acknowledged the end while the agent was away.
    await stage.welcome([anExecutor()], template);
    expect(again.events).toContainEqual({
      type: 'ACKNOWLEDGED',
      acknowledged: { task_id: { value: 'one' }, uuid },
    });
    expect(door.find('f1', 'e2')).toBeNull();
  });

  test('is handed over again to an executor that says it never got it, and to none that cannot say', async () => {
    const { subscribe } = await open();
    subscribe({}).leave();
    expect(subscribe({ unacknowledged_tasks: [{ task_id: { value: 'one' } }] }).types()).toEqual([
      'SUBSCRIBED',
    ]);
    expect(subscribe().types()).toEqual(['SUBSCRIBED']);
    expect(subscribe({}).types()).toEqual(['SUBSCRIBED', 'LAUNCH']);
  });

  test('what was not acknowledged comes along with the subscription', async () => {
    const { stage, subscribe, last } = await open();
    const uuid = randomBytes(16).toString('base64');
    const status = { task_id: { value: 'one' }, state: 'TASK_FAILED', source: 'SOURCE_EXECUTOR', uuid };
    subscribe({ unacknowledged_updates: [{ status: { ...status, message: 'no luck' } }] });
    await stage.settle();
    expect(last()).toMatchObject({ state: 'failed', message: 'no luck', update: { uuid } });
  });

  test('that is killed is asked back once; killed before it was handed over, it and its executor end', async () => {
    const one = await open();
    const executor = one.subscribe({});
    await one.stage.assign([aCarried({ desired: 'stopped', stopGraceSeconds: 2 })]);
    await one.stage.assign([aCarried({ desired: 'stopped', stopGraceSeconds: 2 })]);
    expect(executor.types()).toEqual(['SUBSCRIBED', 'LAUNCH', 'KILL']);
    expect(executor.events[2].kill.kill_policy.grace_period.nanoseconds).toBe(2e9);

    const other = await open();
    await other.stage.assign([aCarried({ desired: 'stopped' })]);
    expect(stateOf(other.last())).toBe('TASK_KILLED');
    expect(other.subscribe({}).types()).toEqual(['SUBSCRIBED', 'SHUTDOWN']);
  });

  test('hears no acknowledgement of what its agent said in its place', async () => {
    const heard = await open();
    await heard.stage.assign([aCarried({ desired: 'stopped' })]);
    const executor = heard.subscribe({});
    await heard.stage.assign([aCarried({ desired: 'stopped' }, heard.last().update!.uuid)]);
    expect(heard.last().update).toBeNull();
    expect(executor.types()).not.toContain('ACKNOWLEDGED');

    const dropped = await open();
    await dropped.stage.assign([aCarried({ desired: 'stopped' })]);
    const other = dropped.subscribe({});
    await dropped.stage.assign([], undefined, [carriedId]);
    expect(other.types()).not.toContain('ACKNOWLEDGED');
  });

  test('fails with its executor, and says why', async () => {
    const { stage, subscribe, last } = await open();
    subscribe({}).say('TASK_RUNNING');
    stage.driver.exit('web', { exitCode: 7 });
    await stage.settle();
    expect(last()).toMatchObject({
      state: 'failed',
      reason: 'ExecutorTerminated',
      message: 'Its executor has ended: container web exited with code 7',
    });
  });
});

describe('an executor', () => {
  test('finds in its environment where its agent is and who it is itself', async () => {
    const { stage } = await open();
    expect(stage.driver.requests[0]!.environment).toMatchObject({
      MESOS_FRAMEWORK_ID: 'f1',
      MESOS_EXECUTOR_ID: 'e1',
      MESOS_SLAVE_ID: 'n1',
      MESOS_AGENT_ENDPOINT: '127.0.0.1:5051',
      MESOS_CHECKPOINT: '1',
      MESOS_EXECUTOR_AUTHENTICATION_TOKEN: `secret of ${aTaskId}`,
    });
    expect(stage.driver.requests[0]!.folderVariables).toContain('MESOS_DIRECTORY');
  });

  test('that does not subscribe within a minute fails with what it was to carry', async () => {
    const { stage, last } = await open();
    await stage.advance(59_000);
    expect(last().state).toBe('preparing');
    await stage.advance(60_000);
    expect(stage.last()).toMatchObject({ state: 'failed', reason: 'ExecutorRegistrationTimeout' });
    expect(last()).toMatchObject({ state: 'failed', reason: 'ExecutorRegistrationTimeout' });
  });

  test('that loses its connection has another minute', async () => {
    const { stage, subscribe } = await open();
    await stage.advance(50_000);
    const executor = subscribe({});
    await stage.advance(600_000);
    executor.leave();
    await stage.advance(50_000);
    subscribe({});
    await stage.advance(600_000);
    expect(stage.last().state).toBe('running');
  });

  test('that is stopped is asked first, and signalled when its time is over', async () => {
    const { stage, subscribe } = await open();
    const executor = subscribe({});
    await stage.assign([anExecutor({ desired: 'stopped', stopGraceSeconds: 5 })]);
    expect(executor.types().at(-1)).toBe('SHUTDOWN');
    await stage.advance(4_900);
    expect(stage.driver.calls.some((call) => call.startsWith('stop'))).toBe(false);
    await stage.advance(200);
    expect(stage.driver.calls.some((call) => call.startsWith('stop'))).toBe(true);
  });

  test('cannot say of a task more than a record may hold', async () => {
    const { subscribe, last } = await open();
    const executor = subscribe({});
    expect(() => executor.say('TASK_RUNNING', undefined, { data: 'x'.repeat(300_000) })).toThrow('at most');
    expect(last().update).toBeNull();
  });

  test('says and hears messages; an update of a task that nobody knows is acknowledged at once', async () => {
    const { stage, door, subscribe } = await open();
    const executor = subscribe({});
    const visitor = door.find('f1', 'e1') as Visitor;
    visitor.receive(parse({ type: 'MESSAGE', message: { data: 'aGk=' } }));
    expect(stage.control.all('executor-message')).toEqual([
      { type: 'executor-message', taskId: aTaskId, dataBase64: 'aGk=' },
    ]);
    stage.control.say({ type: 'executor-message', taskId: aTaskId, dataBase64: 'eW8=' });
    await stage.settle();
    expect(executor.events.at(-1)).toEqual({ type: 'MESSAGE', message: { data: 'eW8=' } });
    const uuid = executor.say('TASK_RUNNING', undefined, { task_id: { value: 'nobody' } });
    expect(executor.events.at(-1)).toMatchObject({ type: 'ACKNOWLEDGED', acknowledged: { uuid } });
  });
});
