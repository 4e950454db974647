import { Refused } from '@gantry/mesos-wire';
import {
  type CommandOf,
  type OfferId,
  type Rejection,
  rejectionStatus,
  type TaskRecord,
} from '@gantry/model';
import { acceptOffers, refusalOf, type Scene } from './accept-call.ts';
import type { Call, CallOf } from './call.ts';
import { executorIdOf, findTask, tasksOf } from './framework-data.ts';
import { settingsOf } from './framework-settings.ts';
import { findExecutor } from './own-executor.ts';
import { reconcile, reconcileOne } from './reconcile.ts';

/** What a call is answered with; what comes of it is told in events. */
export interface Answer {
  status: 200 | 202;
  body?: object;
}

const taken: Answer = { status: 202 };

/** Does one call of a subscribed framework. */
export async function answerCall(scene: Scene, call: Call): Promise<Answer> {
  const { stream } = scene;
  const framework = stream.frameworkId;
  switch (call.type) {
    case 'ACCEPT':
      await acceptOffers(scene, call.accept);
      return taken;
    case 'DECLINE':
      await decline(scene, call.decline);
      return taken;
    case 'REVIVE':
      await submit(scene, { type: 'framework.revive', framework, roles: call.revive.roles });
      stream.inverseOffers.revive();
      scene.subscriptions.askAbout(stream);
      return taken;
    case 'SUPPRESS':
      await submit(scene, { type: 'framework.suppress', framework, roles: call.suppress.roles });
      return taken;
    case 'KILL':
      await kill(scene, call.kill);
      return taken;
    case 'SHUTDOWN':
      await shutDown(scene, call.shutdown);
      return taken;
    case 'ACKNOWLEDGE':
      await acknowledge(scene, call.acknowledge);
      return taken;
    case 'RECONCILE':
      reconcile(scene, call.reconcile);
      return taken;
    case 'TEARDOWN':
      await submit(scene, { type: 'framework.remove', framework, reason: 'Torn down by its scheduler.' });
      return taken;
    case 'UPDATE_FRAMEWORK':
      await updateFramework(scene, call.update_framework);
      return { status: 200 };
    case 'ACCEPT_INVERSE_OFFERS':
      answerInverse(scene, 'ACCEPT', call.accept_inverse_offers);
      return taken;
    case 'DECLINE_INVERSE_OFFERS':
      answerInverse(scene, 'DECLINE', call.decline_inverse_offers);
      return taken;
    case 'RECONCILE_OPERATIONS':
      return { status: 200, body: reconciledOperations(call.reconcile_operations) };
    case 'MESSAGE':
      tellExecutor(scene, call.message);
      return taken;
    default:
      // Operations are over when they are told of, and Mesos's allocator heeds no requests either.
      return taken;
  }
}

type FrameworkCommand = CommandOf<
  'framework.revive' | 'framework.suppress' | 'framework.remove' | 'offer.decline'
>;

/** Mesos drops what makes no sense without a word; only what would work later is answered with a status. */
async function submit({ plane, actor }: Scene, command: FrameworkCommand): Promise<void> {
  const reply = await plane.submit(command, actor);
  if (!reply.ok) throwIfPassing(reply.error);
}

export function throwIfPassing({ code, message }: Rejection): void {
  const status = rejectionStatus[code];
  if (status === 429 || status >= 500) throw new Refused(status, message);
}

function decline(scene: Scene, { offer_ids, filters }: CallOf<'DECLINE'>['decline']): Promise<void> {
  return submit(scene, {
    type: 'offer.decline',
    framework: scene.stream.frameworkId,
    offers: offer_ids.map(({ value }) => value as OfferId),
    refuseSeconds: refusalOf(filters.refuse_seconds),
  });
}

/** Each was told of when it was done, and nothing is remembered of it. */
function reconciledOperations({ operations }: CallOf<'RECONCILE_OPERATIONS'>['reconcile_operations']) {
  const operation_statuses = operations.map(({ operation_id, agent_id }) => ({
    operation_id,
    state: 'OPERATION_UNKNOWN',
    message: 'Reconciliation: Operation is unknown',
    ...(agent_id === undefined ? {} : { agent_id }),
  }));
  return { type: 'RECONCILE_OPERATIONS', reconcile_operations: { operation_statuses } };
}

function answerInverse(
  { stream, subscriptions }: Scene,
  status: 'ACCEPT' | 'DECLINE',
  of: { inverse_offer_ids: { value: string }[]; filters: { refuse_seconds: number } },
): void {
  const ids = of.inverse_offer_ids.map(({ value }) => value);
  stream.inverseOffers.answer(ids, status, refusalOf(of.filters.refuse_seconds));
  subscriptions.askAbout(stream);
}

async function kill(scene: Scene, { task_id, agent_id, kill_policy }: CallOf<'KILL'>['kill']): Promise<void> {
  const task = findTask(scene.plane.view, scene.stream.frameworkId, task_id.value);
  if (task === null) reconcileOne(scene, task_id.value, agent_id?.value);
  else if (agent_id === undefined || agent_id.value === task.nodeId)
    await killTask(scene, task, kill_policy?.grace_period ?? null);
}

async function killTask({ plane, actor }: Scene, { id }: TaskRecord, graceSeconds: number | null) {
  const reply = await plane.submit({ type: 'task.kill', task: id, graceSeconds, reason: '' }, actor);
  if (!reply.ok) throwIfPassing(reply.error);
}

function executorOf(
  { plane, stream }: Scene,
  of: { agent_id: { value: string }; executor_id: { value: string } },
) {
  const where = { agentId: of.agent_id.value, executorId: of.executor_id.value };
  return findExecutor(plane.view, { framework: stream.framework, ...where });
}

/** One of its own is asked to end, with all it carries. Any other is no more than the tasks that name it. */
async function shutDown(scene: Scene, of: CallOf<'SHUTDOWN'>['shutdown']): Promise<void> {
  const own = executorOf(scene, of);
  if (own !== undefined) return killTask(scene, own, null);
  const tasks = tasksOf(scene.plane.view, scene.stream.frameworkId);
  scene.stream.shutsDown(of.agent_id.value, of.executor_id.value);
  for (const task of tasks) {
    if (task.nodeId === of.agent_id.value && executorIdOf(task) === of.executor_id.value)
      await killTask(scene, task, null);
  }
}

/** Best effort, as Mesos has it: lost where the executor is gone or not connected. */
function tellExecutor(scene: Scene, of: CallOf<'MESSAGE'>['message']): void {
  const executor = executorOf(scene, of);
  if (executor !== undefined) scene.plane.tellExecutor(executor.id, of.data);
}

async function acknowledge(scene: Scene, of: CallOf<'ACKNOWLEDGE'>['acknowledge']): Promise<void> {
  const { plane, stream, actor } = scene;
  const id = stream.updates.holder(of.uuid);
  const told = id === null ? null : stream.updates.head(id);
  if (id === null || told?.task_id.value !== of.task_id.value) return;
  if (told.agent_id?.value !== of.agent_id.value) return;
  const isEnd = stream.updates.acknowledge(id, of.uuid);
  // What an executor said is acknowledged to it one by one; of all others only the end matters.
  const isCarried = plane.view.get('tasks', id)?.carrier !== undefined;
  if (!isEnd && !isCarried) return;
  const command = {
    type: 'framework.acknowledge',
    framework: stream.frameworkId,
    task: id,
    ...(isCarried ? { uuid: of.uuid } : {}),
  } as const;
  const reply = await plane.submit(command, actor);
  if (!reply.ok) throwIfPassing(reply.error);
}

async function updateFramework(scene: Scene, of: CallOf<'UPDATE_FRAMEWORK'>['update_framework']) {
  const { plane, stream, actor } = scene;
  const { framework } = stream;
  const settings = settingsOf(of);
  if (typeof settings === 'string') throw new Refused(400, settings);
  if (settings.principal !== framework.principal)
    throw new Refused(400, "Updating 'FrameworkInfo.principal' is unsupported");
  if (settings.user !== framework.user)
    throw new Refused(400, "Updating 'FrameworkInfo.user' is unsupported");
  const reply = await plane.submit(
    { type: 'framework.update', framework: stream.frameworkId, ...settings },
    actor,
  );
  if (!reply.ok) throw new Refused(rejectionStatus[reply.error.code], reply.error.message);
}
