import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
