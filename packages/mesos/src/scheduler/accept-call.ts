import type { ControlPlane } from '@gantry/controlplane';
import {
  type Actor,
  addResources,
  hasEnded,
  type Launch,
  noResources,
  type OfferId,
  type OfferRecord,
  subtractResources,
  type VolumeRecord,
} from '@gantry/model';
import type { CallOf, Operation } from './call.ts';
import { mesosIdOf, tasksOf as tasksOfFramework } from './framework-data.ts';
import { volumesIn } from './offer-message.ts';
import { operate } from './operations.ts';
import {
  executorNeeds,
  idOf,
  type KnownExecutors,
  knownExecutors,
  toExecutor,
  wholeOf,
} from './own-executor.ts';
import type { Subscription } from './subscription.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { ExecutorInfo, TaskInfo } from './task-info.ts';
import { lostAs, masterStatus } from './task-status.ts';
import { portsOf, toCarried, toLaunch, toResources } from './task-to-launch.ts';
import { faultOf, type Pool, volumesOf } from './validate-task.ts';

type Accept = CallOf<'ACCEPT'>['accept'];

export interface Scene {
  plane: ControlPlane;
  stream: Subscription;
  subscriptions: Subscriptions;
  actor: Actor;
}

/**
 * Does to the offered resources what a framework asks for, then launches what is in order of its tasks; of the rest it
 * is told why not, task by task.
 */
export async function acceptOffers(scene: Scene, accept: Accept): Promise<void> {
  const { plane, stream } = scene;
  const offers = offersOf(scene, accept);
  if (typeof offers === 'string') {
    await refuseOffers(scene, accept, offers);
    return;
  }
  for (const operation of accept.operations) await operate(scene, operation, offers);
  const launches = launchesOf(scene, accept.operations, poolOf(scene, asTheyAre(scene, offers)));
  const reply = await plane.submit(
    {
      type: 'offer.accept',
      framework: stream.frameworkId,
      offers: offers.map(({ id }) => id),
      launches: launches.map(({ launch }) => launch),
      refuseSeconds: refusalOf(accept.filters.refuse_seconds),
    },
    scene.actor,
  );
  if (reply.ok) return;
  for (const { info } of launches)
    drop(scene, info, 'REASON_INVALID_OFFERS', `Task launched with invalid offers: ${reply.error.message}`);
}

/** Mesos's default where the number makes no sense. */
export const refusalOf = (seconds: number): number => (seconds >= 0 ? seconds : 5);

/** The offers, or what is wrong with them, in Mesos's words. */
function offersOf({ plane, stream }: Scene, { offer_ids }: Accept): OfferRecord[] | string {
  if (offer_ids.length === 0) return 'No offers specified';
  const seen = new Set<string>();
  const offers: OfferRecord[] = [];
  for (const { value } of offer_ids) {
    if (seen.has(value)) return `Duplicate offer ${value} in offer list`;
    seen.add(value);
    const offer = plane.view.get('offers', value);
    if (offer?.state !== 'outstanding' || offer.frameworkId !== stream.frameworkId)
      return `Offer ${value} is no longer valid`;
    offers.push(offer);
  }
  const [first] = offers;
  if (offers.some(({ nodeId }) => nodeId !== first?.nodeId))
    return 'Aggregated offers must belong to one single agent';
  return offers.some(({ role }) => role !== first?.role)
    ? 'Aggregated offers must be allocated to one single role'
    : offers;
}

/** Every task is lost; what was valid of the offers is free again. */
async function refuseOffers(scene: Scene, accept: Accept, why: string): Promise<void> {
  const { plane, stream, actor } = scene;
  const offers = accept.offer_ids.map(({ value }) => value as OfferId);
  await plane.submit(
    { type: 'offer.decline', framework: stream.frameworkId, offers, refuseSeconds: 0 },
    actor,
  );
  for (const info of accept.operations.flatMap(tasksOf))
    drop(scene, info, 'REASON_INVALID_OFFERS', `Task launched with invalid offers: ${why}`);
}

/** Volumes come out of them, and go. */
const asTheyAre = ({ plane }: Scene, offers: readonly OfferRecord[]): OfferRecord[] =>
  offers.flatMap(({ id }) => plane.view.get('offers', id) ?? []);

function drop({ plane, stream }: Scene, info: TaskInfo, reason: string, message: string): void {
  const state = lostAs(stream.framework, 'TASK_DROPPED');
  const of = { taskId: info.task_id.value, agentId: info.agent_id?.value, nowMs: plane.now() };
  stream.update(masterStatus({ ...of, state, reason, message }));
}

const tasksOf = ({ launch, launch_group }: Operation): TaskInfo[] => [
  ...(launch?.task_infos ?? []),
  ...(launch_group?.task_group.tasks ?? []),
];

function poolOf({ plane, stream }: Scene, offers: readonly OfferRecord[]): Pool {
  const live = tasksOfFramework(plane.view, stream.frameworkId).filter(({ state }) => !hasEnded(state));
  const agentId = offers[0]!.nodeId;
  return {
    resources: offers.reduce((sum, { resources }) => addResources(sum, resources), noResources),
    ports: offers.flatMap(({ ports }) => ports),
    volumes: offers.flatMap((offer) => volumesIn(plane.view, offer)),
    agentId,
    taken: new Set(live.map(mesosIdOf)),
    frameworkId: stream.frameworkId,
    executors: knownExecutors(plane.view, stream.framework, agentId),
  };
}

interface Wanted {
  info: TaskInfo;
  launch: Launch;
}

/** The tasks that can be launched, in their order, each of what those before it leave. */
function launchesOf(scene: Scene, operations: readonly Operation[], whole: Pool): Wanted[] {
  const wanted: Wanted[] = [];
  let pool = whole;
  for (const operation of operations) {
    const { launched, left } = launchedBy(scene, operation, pool);
    wanted.push(...launched);
    pool = left;
  }
  return wanted;
}

function launchedBy(scene: Scene, operation: Operation, pool: Pool): { launched: Wanted[]; left: Pool } {
  switch (operation.type) {
    case 'LAUNCH':
      return launchEach(scene, operation.launch?.task_infos ?? [], pool);
    case 'LAUNCH_GROUP':
      return launchGroup(scene, operation.launch_group, pool);
    default:
      return { launched: [], left: pool };
  }
}

/** A bad task fails alone. */
function launchEach(
  scene: Scene,
  infos: readonly TaskInfo[],
  pool: Pool,
): { launched: Wanted[]; left: Pool } {
  let left = pool;
  const launched: Wanted[] = [];
  for (const info of infos) {
    const fault = faultOf(info, left);
    if (fault !== null) {
      refuseTask(scene, info, { reason: 'REASON_TASK_INVALID', message: fault });
      continue;
    }
    if (isStopping(info, left)) {
      const message = `Executor ${idOf(info.executor!)} is being stopped and takes no more tasks`;
      drop(scene, info, 'REASON_EXECUTOR_TERMINATED', message);
      continue;
    }
    launched.push({ info, launch: launchOf(scene, info, left) });
    left = without(left, info);
  }
  return { launched, left };
}

const isStopping = ({ executor }: TaskInfo, { executors }: Pool): boolean =>
  executor !== undefined && (executors.get(idOf(executor))?.isStopping ?? false);

function launchOf({ plane, stream }: Scene, info: TaskInfo, pool: Pool): Launch {
  const { executor } = info;
  if (executor === undefined) return toLaunch(info, null, takenBy(info, pool));
  const node = plane.view.get('nodes', pool.agentId)!;
  return toCarried(info, toExecutor(executor, { framework: stream.framework, node }));
}

/** A bad task fails all of its group. The executor that Mesos would run costs nothing here: there is none. */
function launchGroup(
  scene: Scene,
  group: Operation['launch_group'],
  pool: Pool,
): { launched: Wanted[]; left: Pool } {
  const infos = group?.task_group.tasks ?? [];
  const name = group?.executor?.executor_id?.value ?? infos[0]?.task_id.value ?? '';
  let left = pool;
  const launched: Wanted[] = [];
  for (const info of infos) {
    const fault = groupFault(info, group) ?? faultOf(info, left);
    if (fault !== null) {
      const of = { reason: 'REASON_TASK_GROUP_INVALID', message: `Task ${info.task_id.value}: ${fault}` };
      for (const one of infos) refuseTask(scene, one, of);
      return { launched: [], left: pool };
    }
    launched.push({ info, launch: toLaunch(info, name, takenBy(info, left)) });
    left = without(left, info);
  }
  return { launched, left };
}

/** A group shares the executor of its call, which is Mesos's own: what a framework's own would do with one, nobody here does. */
function groupFault({ executor }: TaskInfo, group: Operation['launch_group']): string | null {
  if (executor !== undefined) return 'A task of a group has no executor of its own';
  const type = group?.executor?.type ?? 'DEFAULT';
  return type === 'DEFAULT'
    ? null
    : `The executor of a group has to be of type DEFAULT, and is ${type}; one of the framework's own carries tasks of LAUNCH`;
}

/** Of a task that was found to be in order. */
function takenBy(info: TaskInfo, pool: Pool): VolumeRecord[] {
  const volumes = volumesOf(info, pool);
  return typeof volumes === 'string' ? [] : volumes;
}

function without(pool: Pool, info: TaskInfo): Pool {
  const { task_id, resources, executor } = info;
  const beside = executorNeeds(info, pool.executors);
  const taken = new Set([...portsOf(resources), ...(beside?.ports ?? [])]);
  const volumes = takenBy(info, pool);
  return {
    ...pool,
    resources: subtractResources(
      pool.resources,
      addResources(toResources(resources), beside?.resources ?? noResources),
    ),
    ports: pool.ports.flatMap((range) => withoutPorts(range, taken)),
    volumes: pool.volumes.filter((one) => !volumes.includes(one)),
    taken: new Set([...pool.taken, task_id.value]),
    executors: executor === undefined ? pool.executors : withExecutor(pool, executor),
  };
}

function withExecutor({ executors, frameworkId }: Pool, info: ExecutorInfo): KnownExecutors {
  const known = { info: wholeOf(info, frameworkId), isStopping: false };
  return executors.has(idOf(info)) ? executors : new Map([...executors, [idOf(info), known]]);
}

function withoutPorts({ begin, end }: Pool['ports'][number], taken: ReadonlySet<number>): Pool['ports'] {
  const holes = [...taken].filter((port) => begin <= port && port <= end).sort((a, b) => a - b);
  const starts = [begin, ...holes.map((port) => port + 1)];
  const ends = [...holes.map((port) => port - 1), end];
  return starts
    .map((start, index) => ({ begin: start, end: ends[index]! }))
    .filter((range) => range.begin <= range.end);
}

function refuseTask(
  { plane, stream }: Scene,
  info: TaskInfo,
  why: { reason: string; message: string },
): void {
  const of = { taskId: info.task_id.value, agentId: info.agent_id?.value, nowMs: plane.now() };
  stream.update(masterStatus({ ...of, ...why, state: 'TASK_ERROR' }));
}
