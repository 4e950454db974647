import { afterEach, beforeEach, expect, test } from 'vitest';
import { SchedulerStage } from '../testing/scheduler-stage.ts';
import { aTask, type TestScheduler } from '../testing/test-scheduler.ts';

/** Maintenance that is announced: inverse offers, and what operators see of the answers. */

let stage: SchedulerStage;
beforeEach(async () => {
  stage = await SchedulerStage.open([{}, {}], { pace: { heartbeatMs: 60_000, retryMs: 60_000 } });
});
afterEach(() => stage.close());

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
async function operator(path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const response = await fetch(`${stage.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const start = { nanoseconds: 1_900_000_000_000_000_000 };
const unavailability = { start, duration: { nanoseconds: 3_600_000_000_000 } };
const announce = (...hostnames: string[]) => {
  const machine_ids = hostnames.map((hostname) => ({ hostname }));
  return operator('/master/maintenance/schedule', {
    windows: hostnames.length === 0 ? [] : [{ machine_ids, unavailability }],
  });
};

/** A scheduler with a task on `node-0`. */
async function running(): Promise<{ scheduler: TestScheduler; agent: { value: string } }> {
  const scheduler = await stage.scheduler().subscribe();
  const { offers } = (await scheduler.next('OFFERS')).offers;
  const offer = offers.find(({ hostname }: { hostname: string }) => hostname === 'node-0');
  await scheduler.launch(offer, [aTask('one', offer)]);
  await scheduler.updateOf('one');
  return { scheduler, agent: offer.agent_id };
}

test('[case 63] PendingUnavailability: the offer is rescinded and comes again with the time in it', async () => {
  const scheduler = await stage.scheduler().subscribe();
  const { offers } = (await scheduler.next('OFFERS')).offers;
  expect(offers[0].unavailability).toBeUndefined();
  expect((await announce('node-0')).status).toBe(200);
  const { rescind } = await scheduler.next('RESCIND');
  const [again] = (await scheduler.next('OFFERS')).offers.offers;
  expect(again).toMatchObject({ hostname: 'node-0', unavailability });
  expect(rescind.offer_id).not.toEqual(again.id);
  expect((await operator('/master/maintenance/schedule')).body.windows).toMatchObject([
    { machine_ids: [{ hostname: 'node-0' }], unavailability },
  ]);
});

test('[case 29] MaintenanceInverseOffers: who has something there is asked, and again when its filter is over', async () => {
  const { scheduler, agent } = await running();
  const idle = await stage.scheduler().subscribe({ name: 'idle' });
  await announce('node-0');
  const ask = async () => (await scheduler.next('INVERSE_OFFERS')).inverse_offers.inverse_offers[0];
  const first = await ask();
  expect(first).toMatchObject({ agent_id: agent, unavailability });
  const answer = (type: string, { id }: { id: object }, refuse_seconds: number) =>
    scheduler.call(`${type}_INVERSE_OFFERS`, {
      [`${type.toLowerCase()}_inverse_offers`]: { inverse_offer_ids: [id], filters: { refuse_seconds } },
    });
  expect((await answer('DECLINE', first, 0)).status).toBe(202);
  const second = await ask();
  expect(second.id).not.toEqual(first.id);
  expect((await answer('ACCEPT', second, 1_000)).status).toBe(202);
  const { draining_machines } = (await operator('/master/maintenance/status')).body;
  expect(draining_machines).toMatchObject([
    {
      id: { hostname: 'node-0' },
      statuses: [{ status: 'ACCEPT', framework_id: { value: scheduler.frameworkId } }],
    },
  ]);
  await scheduler.call('REVIVE');
  const third = await ask();
  await announce();
  const { rescind_inverse_offer } = await scheduler.next('RESCIND_INVERSE_OFFER');
  expect(rescind_inverse_offer.inverse_offer_id).toEqual(third.id);
  expect(idle.events.some(({ type }) => type === 'INVERSE_OFFERS')).toBe(false);
});

test('an inverse offer is taken back when nothing of the framework is left there', async () => {
  const { scheduler } = await running();
  await announce('node-0');
  const { inverse_offers } = (await scheduler.next('INVERSE_OFFERS')).inverse_offers;
  const [task] = stage.plane.view.tasksOfFramework(scheduler.frameworkId as never);
  await stage.agents[0]!.say(task!.id, 'succeeded');
  const { rescind_inverse_offer } = await scheduler.next('RESCIND_INVERSE_OFFER');
  expect(rescind_inverse_offer.inverse_offer_id).toEqual(inverse_offers[0].id);
});

test('[case 63] BringDownMachines and FailToUnscheduleDeactivatedMachines', async () => {
  const { scheduler } = await running();
  const machines = [{ hostname: 'node-0' }];
  expect((await operator('/master/machine/down', machines)).status).toBe(400);
  await announce('node-0');
  expect((await operator('/master/machine/down', machines)).status).toBe(200);
  await stage.until(() => [...stage.plane.view.all('tasks')].every(({ desired }) => desired === 'stopped'));
  expect((await scheduler.updateOf('one')).state).toBeDefined();
  expect((await announce()).status).toBe(400);
  const status = await operator('/api/v1', { type: 'GET_MAINTENANCE_STATUS' });
  expect(status.body.get_maintenance_status.status.down_machines).toMatchObject(machines);
  expect(
    (await operator('/api/v1', { type: 'STOP_MAINTENANCE', stop_maintenance: { machines } })).status,
  ).toBe(200);
  expect((await operator('/master/maintenance/status')).body).toEqual({});
  expect((await announce('node-9')).status).toBe(400);
});
