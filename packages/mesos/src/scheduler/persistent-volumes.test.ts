import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SchedulerStage } from '../testing/scheduler-stage.ts';
import { aTask, type Event, type TestScheduler } from '../testing/test-scheduler.ts';

let stage: SchedulerStage;
beforeEach(async () => {
  stage = await SchedulerStage.open();
});
afterEach(() => stage.close());

const info = { role: 'web', principal: 'p', capabilities: [{ type: 'RESERVATION_REFINEMENT' }] };
const disk = (value: number, more: object = {}) => ({
  ...{ name: 'disk', type: 'SCALAR', scalar: { value } },
  ...{ reservations: [{ type: 'DYNAMIC', role: 'web', principal: 'p' }] },
  ...more,
});
const volume = (id: string, value: number, path = 'data') =>
  disk(value, {
    disk: { persistence: { id, principal: 'p' }, volume: { mode: 'RW', container_path: path } },
  });
const reserve = (value: number) => ({
  ...{ type: 'RESERVE', id: { value: 'reserve' } },
  reserve: { resources: [disk(value)] },
});
const create = (...volumes: object[]) => ({
  ...{ type: 'CREATE', id: { value: 'create' } },
  create: { volumes },
});
const destroy = (...volumes: object[]) => ({
  ...{ type: 'DESTROY', id: { value: 'destroy' } },
  destroy: { volumes },
});
const launch = (...task_infos: object[]) => ({ type: 'LAUNCH', launch: { task_infos } });
const using = (id: string, offer: object, volumes: object[], over: object = {}) =>
  aTask(id, offer, {
    resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } }, ...volumes],
    ...over,
  });

/** How an operation came out. */
async function outcome(scheduler: TestScheduler, id: string) {
  const event = await scheduler.next(
    'UPDATE_OPERATION_STATUS',
    ({ update_operation_status: told }: Event) => told.status.operation_id.value === id,
  );
  return event.update_operation_status.status;
}

interface Offered {
  name: string;
  scalar: { value: number };
  disk?: { persistence: { id: string } };
}
const volumesIn = (offer: { resources: Offered[] }) =>
  offer.resources.filter((one) => one.disk !== undefined);
const plainDisk = (offer: { resources: Offered[] }) =>
  offer.resources
    .filter((one) => one.name === 'disk' && one.disk === undefined)
    .reduce((sum, { scalar }) => sum + scalar.value, 0);
const theVolume = () => [...stage.plane.view.all('volumes')][0]!;
const whole = 50 * 1024;

/** Of the task launched last. */
function mountsOfLast() {
  const { templateHash } = [...stage.plane.view.all('tasks')].at(-1)!;
  return stage.plane.view.get('templates', templateHash)!.template.containers[0]!.volumeMounts;
}

/** A scheduler with 100 MB reserved, a volume of 60, and a task that has it. */
async function withVolume() {
  const scheduler = await stage.scheduler().subscribe(info);
  const offer = await scheduler.offer();
  await scheduler.accept(
    [offer],
    [reserve(100), create(volume('db', 60)), launch(using('one', offer, [volume('db', 60)]))],
  );
  expect(await outcome(scheduler, 'create')).toMatchObject({ state: 'OPERATION_FINISHED' });
  expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_STARTING' });
  expect(await scheduler.updateOf('one')).toMatchObject({ state: 'TASK_RUNNING' });
  return { scheduler, offer };
}

describe('a persistent volume', () => {
  test('is made in the accept that launches its task, and mounted where it was made to be', async () => {
    const { scheduler } = await withVolume();
    expect(theVolume()).toMatchObject({
      ...{ capacityBytes: 60 * 1024 ** 2, state: 'ready', access: 'oneTask', driver: 'local' },
      persistence: { role: 'web', id: 'db', principal: 'p', containerPath: 'data' },
    });
    const [assignment] = [...stage.agents[0]!.assignments.values()];
    expect(mountsOfLast()).toMatchObject([{ name: 'persistent-0', mountPath: '/data', readOnly: false }]);
    expect(assignment?.volumes['persistent-0']).toMatchObject({ id: theVolume().id });
    await scheduler.call('REVIVE');
    const rest = await scheduler.offer();
    expect([volumesIn(rest), plainDisk(rest)]).toEqual([[], whole - 60]);
  });

  test('outlives its task, and is offered again, whole, to its role and no other', async () => {
    const { scheduler, offer } = await withVolume();
    const other = await stage.scheduler().subscribe({ role: 'other' });
    await scheduler.call('KILL', { kill: { task_id: { value: 'one' } } });
    await scheduler.updateOf('one');
    const isBack = ({ offers }: Event) => offers.offers.flatMap(volumesIn).length > 0;
    const again = (await scheduler.next('OFFERS', isBack)).offers.offers[0];
    expect(volumesIn(again)).toEqual([
      {
        ...{ name: 'disk', type: 'SCALAR', scalar: { value: 60 } },
        reservations: [{ type: 'DYNAMIC', role: 'web' }],
        disk: {
          persistence: { id: 'db', principal: 'p' },
          volume: { mode: 'RW', container_path: 'data' },
        },
      },
    ]);
    // As it was offered, on the way back.
    const image = { type: 'DOCKER', docker: { image: 'nginx' } };
    await scheduler.accept([again], [launch(using('two', offer, volumesIn(again), { container: image }))]);
    expect(await scheduler.updateOf('two')).toMatchObject({ state: 'TASK_STARTING' });
    expect(mountsOfLast()).toMatchObject([{ mountPath: '/mnt/mesos/sandbox/data' }]);
    for (const { offers } of other.events.filter(({ type }) => type === 'OFFERS'))
      expect(offers.offers.flatMap(volumesIn)).toEqual([]);
  });

  test('has one task at a time, of an offer that holds it', async () => {
    const { scheduler } = await withVolume();
    await scheduler.call('REVIVE');
    const offer = await scheduler.offer();
    await scheduler.accept([offer], [launch(using('two', offer, [volume('db', 60)]))]);
    expect(await scheduler.updateOf('two')).toMatchObject({
      state: 'TASK_ERROR',
      message: expect.stringContaining("'db' required by task is more than available"),
    });
    const next = await scheduler.offer();
    const twice = [volume('db', 60), volume('db', 60)];
    await scheduler.accept([next], [launch(using('three', next, twice))]);
    expect((await scheduler.updateOf('three')).message).toContain('duplicate persistence ID db');
  });

  test('is destroyed when nothing uses it; its disk is the role’s again when the data is gone', async () => {
    const { scheduler } = await withVolume();
    await scheduler.call('KILL', { kill: { task_id: { value: 'one' } } });
    await scheduler.updateOf('one');
    const offer = await scheduler.offer();
    expect(volumesIn(offer)).toHaveLength(1);
    await scheduler.accept([offer], [destroy(volume('gone', 60)), destroy(...volumesIn(offer))]);
    expect(await outcome(scheduler, 'destroy')).toMatchObject({
      state: 'OPERATION_ERROR',
      message: expect.stringContaining("'gone' does not exist"),
    });
    expect(await outcome(scheduler, 'destroy')).toMatchObject({ state: 'OPERATION_FINISHED' });
    expect(theVolume().state).toBe('deleting');
    stage.agents[0]!.removedVolume(theVolume().id);
    await stage.until(() => stage.plane.view.count('volumes') === 0);
    await scheduler.call('REVIVE');
    const isWhole = ({ offers }: Event) =>
      offers.offers.some((one: { resources: Offered[] }) => plainDisk(one) === whole);
    await scheduler.next('OFFERS', isWhole);
  });

  test('keeps its disk reserved until it is destroyed', async () => {
    const { scheduler } = await withVolume();
    await scheduler.call('REVIVE');
    const offer = await scheduler.offer();
    const unreserve = (resource: object) => ({
      ...{ type: 'UNRESERVE', id: { value: 'unreserve' } },
      unreserve: { resources: [resource] },
    });
    await scheduler.accept([offer], [unreserve(volume('db', 60)), unreserve(disk(50)), unreserve(disk(40))]);
    const told = [await outcome(scheduler, 'unreserve'), await outcome(scheduler, 'unreserve')];
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringContaining('cannot be unreserved directly'),
      expect.stringContaining('destroy them first'),
    ]);
    expect(await outcome(scheduler, 'unreserve')).toMatchObject({ state: 'OPERATION_FINISHED' });
  });
});

describe('CREATE is refused', () => {
  const plain = { name: 'disk', type: 'SCALAR', scalar: { value: 10 } };
  const shaped = volume('x', 10) as unknown as { disk: object };
  test.each([
    ['of cpus', { ...volume('x', 1), name: 'cpus' }, /are of disk, not of cpus/],
    ['without DiskInfo', disk(10), /does not have DiskInfo/],
    ['without persistence', disk(10, { disk: {} }), /Expecting 'persistence' to be set/],
    ['of unreserved disk', { ...plain, disk: shaped.disk }, /cannot be created from unreserved/],
    ['without a volume', disk(10, { disk: { persistence: { id: 'x' } } }), /Expecting 'volume' to be set/],
    ['with a bad id', volume('a/b', 10), /contains invalid characters/],
    ['with a way out', volume('x', 10, '../etc'), /Invalid container_path/],
    ['shared', { ...volume('x', 10), shared: {} }, /not made here/],
    [
      'in another’s name',
      disk(10, { disk: { ...shaped.disk, persistence: { id: 'x', principal: 'q' } } }),
      /is not 'p'/,
    ],
    ['larger than what is reserved', volume('x', 101), /Not so much disk/],
    ['twice under one id', volume('db', 10), /'db' is used/],
  ])('%s', async (_what, wrong, why) => {
    const scheduler = await stage.scheduler().subscribe(info);
    const offer = await scheduler.offer();
    const first = { type: 'CREATE', create: { volumes: [volume('db', 10)] } };
    await scheduler.accept([offer], [reserve(100), first, create(wrong)]);
    const { state, message } = await outcome(scheduler, 'create');
    expect([state, message]).toEqual(['OPERATION_ERROR', expect.stringMatching(why)]);
  });
});
