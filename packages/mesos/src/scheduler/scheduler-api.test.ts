import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aMachine } from '../marathon/testing/stage-agent.ts';
import { SchedulerStage } from '../testing/scheduler-stage.ts';
import { aTask } from '../testing/test-scheduler.ts';

let stage: SchedulerStage;
beforeEach(async () => {
  stage = await SchedulerStage.open();
});
afterEach(() => stage.close());

const subscribeCall = { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'root', name: 'x' } } };

describe('what is refused before it is a call (case 34)', () => {
  const cases: [string, { method?: string; headers?: Record<string, string>; body?: string }, number][] = [
    ['NoContentType', { headers: { 'content-type': '' }, body: '{}' }, 400],
    ['UnsupportedContentMediaType', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
    ['protobuf', { headers: { 'content-type': 'application/x-protobuf' }, body: '{}' }, 415],
    ['MalformedContent', { body: 'MALFORMED_CONTENT' }, 400],
    ['ValidJsonButInvalidProtobuf', { body: '{"string":"valid_json"}' }, 400],
    ['an unknown call', { body: '{"type":"FROB"}' }, 400],
    [
      'NotAcceptable',
      { headers: { accept: 'application/x-protobuf' }, body: JSON.stringify(subscribeCall) },
      406,
    ],
    [
      'SubscribeWithStreamId (case 38)',
      { headers: { 'mesos-stream-id': 'x' }, body: JSON.stringify(subscribeCall) },
      400,
    ],
  ];
  test.each(cases)('%s', async (_, { headers, body }, status) => {
    const response = await fetch(`${stage.url}/api/v1/scheduler`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body!,
    });
    expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(/./)]);
  });

  test('GetRequest', async () => {
    const response = await fetch(`${stage.url}/api/v1/scheduler`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('subscribing', () => {
  test('Subscribe: SUBSCRIBED with the id, a heartbeat at once, and a stream id (case 35)', async () => {
    const scheduler = await stage.scheduler().subscribe();
    expect(scheduler.streamId).toMatch(/^[0-9a-f-]{36}$/);
    expect(scheduler.events[0]).toMatchObject({
      subscribed: { heartbeat_interval_seconds: 15, framework_id: { value: expect.stringMatching(/^f/) } },
    });
    await scheduler.next('HEARTBEAT');
    expect((await scheduler.offer()).resources).toContainEqual({
      name: 'cpus',
      type: 'SCALAR',
      scalar: { value: 8 },
      role: '*',
    });
  });

  test('RejectFrameworkWithInvalidRole: 200, and an ERROR as the only event (cases 37, 61)', async () => {
    const scheduler = stage.scheduler();
    const response = await scheduler.open({ role: '/bad' });
    await scheduler.next('ERROR', ({ error }) => error.message.includes('start with a slash'));
    await scheduler.until(() => scheduler.ended);
    expect([response.status, scheduler.events.length]).toEqual([200, 1]);
  });

  test('SubscribedOnRetry, SchedulerFailover: same id, new stream, the old one is told (cases 39, 43)', async () => {
    const first = await stage.scheduler().subscribe();
    const second = stage.scheduler();
    second.frameworkId = first.frameworkId;
    await second.subscribe();
    expect(second.frameworkId).toBe(first.frameworkId);
    expect(second.streamId).not.toBe(first.streamId);
    await first.next('ERROR', ({ error }) => error.message === 'Framework failed over');
    await first.until(() => first.ended);
    await second.offer();
    expect(stage.plane.view.get('frameworks', second.frameworkId!)?.connected).toBe(true);
  });

  test('ChangePrincipalOnReRegistrationFails (case 58)', async () => {
    const first = await stage.scheduler().subscribe({ principal: 'ada' });
    const second = stage.scheduler();
    second.frameworkId = first.frameworkId;
    await second.open({ principal: 'eve' });
    await second.next('ERROR', ({ error }) => error.message.includes('principal'));
    expect(first.ended).toBe(false);
  });

  test('SchedulerReregisterAfterFailoverTimeout: an error that says what to do (case 58)', async () => {
    const scheduler = await stage.scheduler().subscribe({ failover_timeout: 0 });
    scheduler.hangUp();
    await stage.until(
      () => stage.plane.view.get('frameworks', scheduler.frameworkId!)!.completedAtMs !== null,
    );
    await scheduler.open();
    await scheduler.next('ERROR', ({ error }) => /has been removed.*without an id/.test(error.message));
  });

  test('UpdateFrameworkInfoOnSchedulerFailover: the new name counts (case 58)', async () => {
    const scheduler = await stage.scheduler().subscribe({ name: 'before' });
    scheduler.hangUp();
    await scheduler.subscribe({ name: 'after' });
    expect(stage.plane.view.get('frameworks', scheduler.frameworkId!)?.name).toBe('after');
  });
});

describe('calls', () => {
  test('TeardownWithoutStreamId, TeardownWrongStreamId, MalformedUUID (case 38)', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const teardown = { framework_id: { value: scheduler.frameworkId }, type: 'TEARDOWN' };
    const without = await scheduler.post(teardown);
    const wrong = await scheduler.post(teardown, { 'mesos-stream-id': 'x' });
    const acknowledge = { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: 'bad' };
    const malformed = await scheduler.call('ACKNOWLEDGE', { acknowledge });
    expect([without.status, wrong.status, malformed.status]).toEqual([400, 400, 400]);
    expect(malformed.text).toContain('Not a valid UUID');
  });

  test('of nobody, or of one that is not subscribed', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const unknown = await scheduler.post({ framework_id: { value: 'nobody' }, type: 'REVIVE' });
    scheduler.hangUp();
    await stage.until(() => !stage.plane.view.get('frameworks', scheduler.frameworkId!)!.connected);
    const gone = await scheduler.call('REVIVE');
    expect([unknown.status, unknown.text]).toEqual([400, 'Framework cannot be found']);
    expect([gone.status, gone.text]).toEqual([403, 'Framework is not subscribed']);
  });

  test('TaskRunning: each update comes after the one before it is acknowledged (case 40)', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    expect((await scheduler.launch(offer, [aTask('one', offer)])).status).toBe(202);
    const starting = await scheduler.updateOf('one', { acknowledges: false });
    expect(starting).toMatchObject({ state: 'TASK_STARTING', agent_id: offer.agent_id });
    await stage.until(() => [...stage.plane.view.all('tasks')][0]?.state === 'running');
    expect(scheduler.events.filter(({ type }) => type === 'UPDATE')).toHaveLength(1);
    await scheduler.acknowledge(starting);
    expect(await scheduler.updateOf('one')).toMatchObject({
      state: 'TASK_RUNNING',
      source: 'SOURCE_EXECUTOR',
    });
  });
});

describe('every call there is', () => {
  test('is answered as Mesos does: 202, and 200 where something is asked or updated', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    const [one, agent_id] = [{ value: 'one' }, offer.agent_id];
    const uuid = Buffer.alloc(16).toString('base64');
    const operation_id = { value: 'op' };
    const inverse = { inverse_offer_ids: [{ value: 'gone' }] };
    const calls: [string, object, number][] = [
      ['DECLINE', { decline: { offer_ids: [offer.id] } }, 202],
      ['REVIVE', {}, 202],
      ['SUPPRESS', {}, 202],
      ['ACCEPT', { accept: { offer_ids: [{ value: 'gone' }], operations: [] } }, 202],
      ['ACCEPT_INVERSE_OFFERS', { accept_inverse_offers: inverse }, 202],
      ['DECLINE_INVERSE_OFFERS', { decline_inverse_offers: inverse }, 202],
      ['KILL', { kill: { task_id: one } }, 202],
      ['SHUTDOWN', { shutdown: { executor_id: one, agent_id } }, 202],
      ['ACKNOWLEDGE', { acknowledge: { agent_id, task_id: one, uuid } }, 202],
      ['ACKNOWLEDGE_OPERATION_STATUS', { acknowledge_operation_status: { uuid, operation_id } }, 202],
      ['RECONCILE', { reconcile: { tasks: [] } }, 202],
      ['RECONCILE_OPERATIONS', { reconcile_operations: { operations: [{ operation_id }] } }, 200],
      ['MESSAGE', { message: { agent_id, executor_id: one, data: 'aGk=' } }, 202],
      ['REQUEST', { request: { requests: [{ agent_id, resources: [] }] } }, 202],
      ['UPDATE_FRAMEWORK', { update_framework: { framework_info: { user: 'root', name: 'test' } } }, 200],
      ['TEARDOWN', {}, 202],
    ];
    for (const [type, body, status] of calls) {
      const told = await scheduler.call(type, body);
      expect([type, told.status, told.text === '']).toEqual([type, status, type !== 'RECONCILE_OPERATIONS']);
      if (told.text !== '')
        expect(JSON.parse(told.text).reconcile_operations.operation_statuses).toMatchObject([
          { operation_id, state: 'OPERATION_UNKNOWN' },
        ]);
    }
  });

  test('SHUTDOWN: the executor’s tasks end, and then its end is told', async () => {
    const scheduler = await stage.scheduler().subscribe();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [aTask('one', offer)]);
    await scheduler.updateOf('one');
    const of = { executor_id: { value: 'one' }, agent_id: offer.agent_id };
    await scheduler.call('SHUTDOWN', { shutdown: of });
    expect((await scheduler.next('FAILURE')).failure).toMatchObject({ ...of, status: 15 });
  });
});

describe('what a framework says of its offers', () => {
  const wishes = (min: object[], groups: object[]) => ({
    offer_filters: { '*': { min_allocatable_resources: { quantities: min } } },
    groups,
  });
  const subscribe = async ({ offer_filters, groups }: ReturnType<typeof wishes>) => {
    const scheduler = stage.scheduler();
    const offer_constraints = { role_constraints: { '*': { groups } } };
    await scheduler.open({ offer_filters }, { offer_constraints });
    return scheduler;
  };
  const on = (attribute_name: string, predicate: object) => ({
    attribute_constraints: [{ selector: { attribute_name }, predicate }],
  });

  test('the least of an offer, and of which agents: others are not offered', async () => {
    stage.addNode(aMachine('racked', { attributes: { rack: 'r1' } }));
    stage.addNode(aMachine('tiny', { attributes: { rack: 'r1' }, resources: aTiny }));
    const cpus = { quantities: { cpus: { value: 2 } } };
    const scheduler = await subscribe(wishes([cpus], [on('rack', { text_matches: { regex: '^r[0-9]$' } })]));
    expect((await scheduler.offer()).hostname).toBe('racked');
    const hostnames = scheduler.events
      .filter(({ type }) => type === 'OFFERS')
      .flatMap(({ offers }) => offers.offers.map(({ hostname }: { hostname: string }) => hostname));
    expect(hostnames).toEqual(['racked']);
  });

  test('what makes no sense is told as an ERROR', async () => {
    const bad = await subscribe(wishes([], [on('rack', { text_matches: { regex: '(' } })]));
    expect((await bad.next('ERROR')).error.message).toMatch(/regex of the offer constraint on 'rack'/);
    const foreign = stage.scheduler();
    await foreign.open({ offer_filters: { web: {} } });
    expect((await foreign.next('ERROR')).error.message).toMatch(/name the role 'web'/);
  });
});

const aTiny = { cpuMillis: 1_000, memoryBytes: 1024 ** 3, diskBytes: 0, gpus: 0 };
