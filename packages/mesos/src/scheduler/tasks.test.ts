import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SchedulerStage } from '../testing/scheduler-stage.ts';
import { aTask } from '../testing/test-scheduler.ts';

let stage: SchedulerStage;
beforeEach(async () => {
  stage = await SchedulerStage.open([{}, {}], { pace: { heartbeatMs: 60_000, retryMs: 200 } });
});
afterEach(() => stage.close());

const aware = { capabilities: [{ type: 'PARTITION_AWARE' }, { type: 'TASK_KILLING_STATE' }] };
const theTask = () => [...stage.plane.view.all('tasks')][0]!;

/** A scheduler with one running task, its updates acknowledged. */
async function running(info: object = {}) {
  const scheduler = await stage.scheduler().subscribe(info);
  const offer = await scheduler.offer();
  await scheduler.launch(offer, [aTask('one', offer)]);
  await scheduler.updateOf('one');
  await scheduler.updateOf('one');
  return { scheduler, offer };
}

describe('launching', () => {
  test('[case 54] what is wrong with a task is told as TASK_ERROR, and others are launched', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    const mem = (value: number) => ({ name: 'mem', type: 'SCALAR', scalar: { value } });
    const faults: Record<string, [object, RegExp]> = {
      TaskUsesNoResources: [{ resources: [] }, /uses no resources/],
      TaskUsesMoreResourcesThanOffered: [{ resources: [mem(1e9)] }, /more than available/],
      TaskUsesCommandInfoAndExecutorInfo: [{ executor: { executor_id: { value: 'e' } } }, /not both/],
      TaskMissingDockerInfo: [{ container: { type: 'DOCKER' } }, /DockerInfo is not set/],
      'bad/id': [{}, /invalid characters/],
      ok: [{}, /^$/],
    };
    const tasks = Object.entries(faults).map(([id, [over]]) => aTask(id, offer, over));
    await scheduler.launch(offer, tasks);
    for (const [id, [, why]] of Object.entries(faults)) {
      if (id === 'ok') continue;
      const status = await scheduler.updateOf(id);
      expect(status).toMatchObject({
        state: 'TASK_ERROR',
        reason: 'REASON_TASK_INVALID',
        source: 'SOURCE_MASTER',
      });
      expect([status.message, status.uuid]).toEqual([expect.stringMatching(why), undefined]);
    }
    expect(await scheduler.updateOf('ok')).toMatchObject({ state: 'TASK_STARTING' });
  });

  test('[case 54] DuplicatedTaskID: of two tasks of one name the second is an error', async () => {
    const { scheduler } = await running();
    await scheduler.call('REVIVE');
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer)]);
    expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_ERROR', message: /duplicate ID/ });
  });

  test('[case 51] TaskWithTinyResources', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    const resources = [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.00001 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 1 } },
    ];
    await scheduler.launch(offer, [aTask('tiny', offer, { resources })]);
    expect(await scheduler.updateOf('tiny')).toMatchObject({ state: 'TASK_STARTING' });
  });

  test('[case 47] LaunchAcrossSlaves: lost for most, dropped for those that know the word', async () => {
    for (const [info, state] of [
      [{ name: 'plain' }, 'TASK_LOST'],
      [{ name: 'aware', ...aware }, 'TASK_DROPPED'],
    ] as const) {
      const scheduler = await stage.scheduler().subscribe(info);
      const { offers } = (await scheduler.next('OFFERS')).offers;
      expect(offers).toHaveLength(2);
      const task_infos = [aTask('both', offers[0])];
      await scheduler.accept(offers, [{ type: 'LAUNCH', launch: { task_infos } }]);
      expect(await scheduler.updateOf('both')).toMatchObject({
        state,
        reason: 'REASON_INVALID_OFFERS',
        message: expect.stringContaining('one single agent'),
      });
      await scheduler.call('TEARDOWN');
      await scheduler.until(() => scheduler.ended);
    }
  });

  test('[case 48] LaunchDuplicateOffer, and an offer that is over', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.accept([offer, offer], [{ type: 'LAUNCH', launch: { task_infos: [aTask('a', offer)] } }]);
    expect((await scheduler.updateOf('a')).message).toContain('Duplicate offer');
    await scheduler.launch(offer, [aTask('b', offer)]);
    expect((await scheduler.updateOf('b')).message).toContain('no longer valid');
  });

  test('a group is launched as a whole or not at all, and stops as a whole', async () => {
    const scheduler = await stage.scheduler().subscribe(aware);
    const offer = await scheduler.offer();
    const executor = { type: 'DEFAULT', executor_id: { value: 'pod' } };
    const group = (tasks: object[]) => [
      { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } },
    ];
    await scheduler.accept([offer], group([aTask('a', offer), aTask('b', offer, { resources: [] })]));
    for (const id of ['a', 'b'])
      expect(await scheduler.updateOf(id)).toMatchObject({
        state: 'TASK_ERROR',
        reason: 'REASON_TASK_GROUP_INVALID',
      });
    await scheduler.call('REVIVE');
    const second = await scheduler.offer();
    await scheduler.accept([second], group([aTask('a', second), aTask('b', second)]));
    for (let index = 0; index < 2; index++) {
      expect(await scheduler.updateOf('a')).toMatchObject({ executor_id: { value: 'pod' } });
      await scheduler.updateOf('b');
    }
    await scheduler.call('KILL', { kill: { task_id: { value: 'a' } } });
    await stage.until(() => [...stage.plane.view.all('tasks')].every(({ state }) => state === 'stopped'));
  });

  test('RESERVE and LAUNCH in one: the reservation outlives the task, and others do not get it', async () => {
    const scheduler = await stage.scheduler().subscribe({ role: 'prod' });
    const offer = await scheduler.offer();
    const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 2 }, role: 'prod' };
    const reserve = { resources: [cpus] };
    await scheduler.accept(
      [offer],
      [
        { type: 'RESERVE', id: { value: 'keep' }, reserve },
        { type: 'LAUNCH', launch: { task_infos: [aTask('one', offer)] } },
      ],
    );
    const { update_operation_status } = await scheduler.next('UPDATE_OPERATION_STATUS');
    expect(update_operation_status.status).toMatchObject({ state: 'OPERATION_FINISHED' });
    expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_STARTING' });
    const [slave] = (
      (await (await fetch(`${stage.url}/master/slaves?slave_id=${offer.agent_id.value}`)).json()) as {
        slaves: { reserved_resources: object }[];
      }
    ).slaves;
    expect(slave?.reserved_resources).toMatchObject({ prod: { cpus: 2 } });
    const other = await stage.scheduler().subscribe({ role: 'other' });
    await scheduler.call('TEARDOWN');
    const { offers } = (
      await other.next('OFFERS', (event) => event.offers.offers[0].agent_id.value === offer.agent_id.value)
    ).offers;
    expect(offers[0].resources[0]).toMatchObject({ name: 'cpus', scalar: { value: 6 } });
  });

  test('an operation that is not done is told of by its name', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.accept([offer], [{ type: 'GROW_VOLUME', id: { value: 'grow' } }]);
    const { update_operation_status } = await scheduler.next('UPDATE_OPERATION_STATUS');
    expect(update_operation_status.status).toMatchObject({
      operation_id: { value: 'grow' },
      state: 'OPERATION_ERROR',
    });
  });
});

describe('offers', () => {
  test('[case 41] Decline, Suppress, Revive', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const { offers } = (await scheduler.next('OFFERS')).offers;
    const offer_ids = offers.map(({ id }: { id: object }) => id);
    await scheduler.call('DECLINE', { decline: { offer_ids, filters: { refuse_seconds: 1000 } } });
    await scheduler.call('SUPPRESS');
    expect(stage.plane.view.outstandingOffersOf(scheduler.frameworkId as never)).toEqual([]);
    await scheduler.call('REVIVE');
    expect((await scheduler.next('OFFERS')).offers.offers).toHaveLength(2);
  });

  test('[case 46] OfferNotRescindedOnceUsed / OnceDeclined', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const { offers } = (await scheduler.next('OFFERS')).offers;
    await scheduler.launch(offers[0], [aTask('one', offers[0])]);
    await scheduler.call('DECLINE', { decline: { offer_ids: [offers[1].id] } });
    await scheduler.updateOf('one');
    expect(scheduler.events.filter(({ type }) => type === 'RESCIND')).toEqual([]);
  });

  test('of a node that takes no tasks any more are rescinded', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    const actor = { name: 'ada', via: 'api' } as const;
    await stage.plane.submit({ type: 'node.cordon', node: offer.agent_id.value }, actor);
    expect((await scheduler.next('RESCIND')).rescind.offer_id).toEqual(offer.id);
  });

  test('a change leads to an offer at once, not in the next batch', async () => {
    const { scheduler } = await running();
    const startedAtMs = performance.now();
    await stage.agents[0]!.say(theTask().id, 'succeeded');
    await scheduler.next('OFFERS');
    expect(performance.now() - startedAtMs).toBeLessThan(1_000);
  });
});

describe('updates', () => {
  test('[case 59] RetryStatusUpdate: comes again until it is acknowledged', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer)]);
    const first = await scheduler.updateOf('one', { acknowledges: false });
    const second = await scheduler.updateOf('one', { acknowledges: false });
    expect(second.uuid).toBe(first.uuid);
  });

  test('[case 59] IgnoreUnexpectedStatusUpdateAck, IgnoreDuplicateStatusUpdateAck', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer)]);
    const first = await scheduler.updateOf('one', { acknowledges: false });
    const wrong = Buffer.alloc(16, 1).toString('base64');
    expect((await scheduler.acknowledge({ ...first, uuid: wrong })).status).toBe(202);
    await scheduler.acknowledge(first);
    await scheduler.acknowledge(first);
    expect(await scheduler.updateOf('one', { acknowledges: false })).toMatchObject({ state: 'TASK_RUNNING' });
  });

  test('[case 50] room is free at the end, whether or not the update before it was acknowledged', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer)]);
    await scheduler.updateOf('one', { acknowledges: false });
    await stage.until(() => theTask().state === 'running');
    const agent = stage.agents.find((one) => one.assignments.has(theTask().id))!;
    await agent.say(theTask().id, 'succeeded');
    await scheduler.next('OFFERS', ({ offers }) => offers.offers[0].agent_id.value === offer.agent_id.value);
  });

  test('[case 58] SchedulerFailoverStatusUpdate: what was not acknowledged is told to the next one', async () => {
    const { scheduler } = await running();
    await stage.agents.find((one) => one.assignments.has(theTask().id))!.say(theTask().id, 'failed');
    await scheduler.updateOf('one', { acknowledges: false });
    scheduler.hangUp();
    const next = stage.scheduler();
    next.frameworkId = scheduler.frameworkId;
    await next.subscribe();
    expect(await next.updateOf('one')).toMatchObject({ state: 'TASK_FAILED' });
    await stage.until(() => Object.keys(theTask().annotations).length > 0);
    next.hangUp();
    await next.subscribe();
    await next.offer();
    expect(next.events.filter(({ type }) => type === 'UPDATE').length).toBeLessThanOrEqual(1);
  });

  test('KILLING and KILLED, for those that know the state', async () => {
    const { scheduler } = await running(aware);
    const agent = stage.agents.find((one) => one.assignments.has(theTask().id))!;
    agent.obeys = false;
    await scheduler.call('KILL', { kill: { task_id: { value: 'one' } } });
    await agent.say(theTask().id, 'stopping');
    expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_KILLING' });
    await agent.say(theTask().id, 'stopped');
    expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_KILLED' });
  });
});

describe('reconciliation (case 56)', () => {
  test('ImplicitNonTerminalTask: one update for each task, without a uuid', async () => {
    const { scheduler } = await running();
    await scheduler.call('RECONCILE', { reconcile: { tasks: [] } });
    const status = await scheduler.updateOf('one');
    expect(status).toMatchObject({
      state: 'TASK_RUNNING',
      reason: 'REASON_RECONCILIATION',
      source: 'SOURCE_MASTER',
    });
    expect(status.uuid).toBeUndefined();
  });

  test('UnknownTask on a known agent, UnknownSlave, UnknownKillTask', async () => {
    for (const [info, gone, unknown] of [
      [aware, 'TASK_GONE', 'TASK_UNKNOWN'],
      [{}, 'TASK_LOST', 'TASK_LOST'],
    ] as const) {
      const scheduler = await stage.scheduler().subscribe(info);
      const [node] = [...stage.plane.view.all('nodes')];
      const ask = (task: string, agent: string) =>
        scheduler.call('RECONCILE', {
          reconcile: { tasks: [{ task_id: { value: task }, agent_id: { value: agent } }] },
        });
      await ask('a', node!.id);
      expect((await scheduler.updateOf('a')).state).toBe(gone);
      await ask('b', 'no-such-agent');
      expect((await scheduler.updateOf('b')).state).toBe(unknown);
      await scheduler.call('KILL', { kill: { task_id: { value: 'c' } } });
      expect((await scheduler.updateOf('c')).state).toBe(unknown);
    }
  });

  test('ImplicitTerminalTask: none once it is acknowledged; UnacknowledgedTerminalTask: one', async () => {
    const { scheduler } = await running();
    await stage.agents.find((one) => one.assignments.has(theTask().id))!.say(theTask().id, 'succeeded');
    await scheduler.updateOf('one', { acknowledges: false });
    await scheduler.call('RECONCILE', { reconcile: { tasks: [{ task_id: { value: 'one' } }] } });
    const { update } = await scheduler.next('UPDATE', (event) => event.update.status.uuid === undefined);
    expect(update.status).toMatchObject({ state: 'TASK_FINISHED', reason: 'REASON_RECONCILIATION' });
    await scheduler.updateOf('one');
    await stage.until(() => Object.keys(theTask().annotations).length > 0);
    const before = scheduler.events.length;
    await scheduler.call('RECONCILE', { reconcile: { tasks: [] } });
    expect(scheduler.events.slice(before).filter(({ type }) => type === 'UPDATE')).toEqual([]);
  });

  test('ReconcileStatusUpdateTaskState: the state that was told last, not the newest', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer)]);
    await scheduler.updateOf('one', { acknowledges: false });
    await stage.until(() => theTask().state === 'running');
    await scheduler.call('RECONCILE', { reconcile: { tasks: [{ task_id: { value: 'one' } }] } });
    const { update } = await scheduler.next('UPDATE', (event) => event.update.status.uuid === undefined);
    expect(update.status.state).toBe('TASK_STARTING');
  });
});

describe('frameworks', () => {
  test('[case 52] RecoveredFramework: after another control plane took over it is known, and comes back', async () => {
    const { scheduler } = await running({ failover_timeout: 60 });
    await stage.restart();
    const state = (await (await fetch(`${stage.url}/master/state`)).json()) as { frameworks: object[] };
    expect(state.frameworks).toMatchObject([{ recovered: true, tasks: [{ id: 'one' }] }]);
    await scheduler.subscribe({ failover_timeout: 60 });
    expect(stage.plane.view.get('frameworks', scheduler.frameworkId!)).toMatchObject({ connected: true });
    expect(theTask().desired).toBe('running');
  });

  test('[case 44] teardown of a framework that is not back yet stops its tasks', async () => {
    const { scheduler } = await running({ failover_timeout: 60 });
    await stage.restart();
    const body = `frameworkId=${scheduler.frameworkId}`;
    await fetch(`${stage.url}/master/teardown`, { method: 'POST', body });
    await stage.until(() => theTask().state === 'stopped');
  });

  test('UPDATE_FRAMEWORK: 200, offers for roles that it gives up are rescinded', async () => {
    const multi = { capabilities: [{ type: 'MULTI_ROLE' }] };
    const scheduler = await stage.scheduler().subscribe({ roles: ['a'], ...multi });
    const offer = await scheduler.offer();
    const framework_info = { user: 'root', name: 'renamed', roles: ['b'], ...multi };
    const told = await scheduler.call('UPDATE_FRAMEWORK', { update_framework: { framework_info } });
    expect(told.status).toBe(200);
    await scheduler.next('RESCIND', ({ rescind }) => rescind.offer_id.value === offer.id.value);
    const next = await scheduler.offer();
    expect(next.allocation_info).toEqual({ role: 'b' });
    const other = { ...framework_info, principal: 'eve' };
    expect(
      (await scheduler.call('UPDATE_FRAMEWORK', { update_framework: { framework_info: other } })).status,
    ).toBe(400);
  });
});

describe('agents that are not heard of (case 57)', () => {
  test('UNREACHABLE or LOST, and FAILURE for everybody', async () => {
    await stage.close();
    stage = await SchedulerStage.open([{}], { leaseMs: 1_500 });
    const first = await running({ name: 'aware', ...aware });
    const other = await stage.scheduler().subscribe({ name: 'other' });
    const failure = await other.next('FAILURE');
    expect(failure.failure.agent_id).toEqual(first.offer.agent_id);
    expect(await first.scheduler.updateOf('one')).toMatchObject({
      state: 'TASK_UNREACHABLE',
      reason: 'REASON_AGENT_REMOVED',
    });
    stage.agents[0]!.connect(stage.plane);
    expect(await first.scheduler.updateOf('one')).toMatchObject({
      state: 'TASK_RUNNING',
      reason: 'REASON_AGENT_REREGISTERED',
    });
  });
});
