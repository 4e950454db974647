import type { DeploymentRecord, JobRecord, TaskRecord } from '@gantry/model';
import { hashLabel } from '../projection/deployment.ts';
import { initText, podInitializing } from '../projection/init-container-status.ts';
import { type PodObject, projectPod } from '../projection/pod.ts';
import { barePodLabel, barePodOwner, isPod, podName, tasksTouchedBy } from '../projection/pod-identity.ts';
import { shownAnnotations } from '../projection/pod-template.ts';
import type { Projector } from '../projection/projector.ts';
import { drawnUpPod, toBarePod } from '../translate/bare-pod.ts';
import { isJsonObject, type JsonObject } from '../wire/object.ts';
import { alreadyExists, conflict, invalid, notFound } from '../wire/status.ts';
import { ageColumn, ageOf, nameColumn } from './columns.ts';
import { defineResource, type WriteContext } from './definition.ts';

const names = { group: '', resource: 'pods' };

export const pods = defineResource<PodObject>({
  ...names,
  version: 'v1',
  singular: 'pod',
  kind: 'Pod',
  namespaced: true,
  shortNames: ['po'],
  categories: ['all'],
  subresources: [
    { name: 'attach', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
    { name: 'eviction', group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
    { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { name: 'log', kind: 'Pod', verbs: ['get'] },
    { name: 'portforward', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
    { name: 'status', kind: 'Pod', verbs: ['get'] },
  ],
  columns: [
    nameColumn(),
    { name: 'Ready', type: 'string', priority: 0, cell: readyCell },
    { name: 'Status', type: 'string', priority: 0, cell: statusCell },
    { name: 'Restarts', type: 'string', priority: 0, cell: restartsCell },
    ageColumn(),
    { name: 'IP', type: 'string', priority: 1, cell: ({ status }) => status.podIP ?? '<none>' },
    { name: 'Node', type: 'string', priority: 1, cell: ({ spec }) => spec.nodeName ?? '<none>' },
    { name: 'Nominated Node', type: 'string', priority: 1, cell: () => '<none>' },
    { name: 'Readiness Gates', type: 'string', priority: 1, cell: () => '<none>' },
  ],
  *list(projector, namespace) {
    for (const task of projector.view.all('tasks')) {
      if (isPod(projector, task) && (namespace === null || task.namespace === namespace))
        yield projectPod(projector, task);
    }
  },
  find(projector, namespace, name) {
    const task = taskByName(projector, namespace, name);
    return task ? projectPod(projector, task) : null;
  },
  byUid(projector, uid) {
    const task = projector.view.get('tasks', uid);
    return task && isPod(projector, task) ? projectPod(projector, task) : null;
  },
  ended(projector, uid) {
    const task = projector.view.get('tasks', uid);
    return task ? projectPod(projector, task) : null;
  },
  dependents(change, projector) {
    if (change.table !== 'tasks') return [];
    return change.value === null ? [change.key] : tasksTouchedBy(projector, change.value);
  },
  fields: {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => String(spec.restartPolicy),
    'spec.schedulerName': ({ spec }) => String(spec.schedulerName ?? ''),
    'spec.serviceAccountName': ({ spec }) => String(spec.serviceAccountName ?? ''),
    'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
    'status.phase': ({ status }) => status.phase,
    'status.podIP': ({ status }) => status.podIP ?? '',
    'status.nominatedNodeName': () => '',
  },
  create: createPod,
  replace: changePod,
  async remove(context, { metadata }, { gracePeriodSeconds }) {
    const task = context.projector.view.get('tasks', metadata.uid);
    if (!task) return;
    const owner = barePodOwner(context.projector, task);
    if (owner !== null) return removeOwner(context, owner, gracePeriodSeconds);
    await context.submit({
      type: 'task.kill',
      task: task.id,
      graceSeconds: gracePeriodSeconds,
      reason: 'deleted by a client of the Kubernetes API',
    });
  },
});

/** A pod of its own becomes a deployment or a job of its name, whose task shows as it. */
async function createPod(
  context: WriteContext,
  namespace: string | null,
  object: JsonObject,
): Promise<PodObject> {
  const { name } = object.metadata as { name: string };
  if (taskByName(context.projector, namespace, name)) throw alreadyExists({ ...names, name });
  const command = toBarePod(context, object, 'create');
  await context.submit(command);
  if (context.dryRun) return drawnUpPod(context.projector, command);
  const task = taskByName(context.projector, namespace, name);
  if (!task) throw conflict({ ...names, name });
  return projectPod(context.projector, task);
}

async function removeOwner(
  context: WriteContext,
  { namespace, name, spec }: DeploymentRecord | JobRecord,
  graceSeconds: number | null,
): Promise<void> {
  await context.submit(
    'plan' in spec
      ? { type: 'job.delete', namespace, name, graceSeconds }
      : { type: 'deployment.delete', namespace, name, planHash: null, graceSeconds },
  );
}

/**
 * Labels and annotations are a pod's own; all else of it is its template's. Of a pod that was made as one and is kept
 * running the images may change too, as in Kubernetes. Throws a 422 for anything else.
 */
async function changePod(context: WriteContext, previous: PodObject, object: JsonObject): Promise<PodObject> {
  const { projector } = context;
  const task = projector.view.get('tasks', previous.metadata.uid);
  if (!task) throw notFound({ group: '', resource: 'pods', name: previous.metadata.name });
  const template = projector.view.get('templates', task.templateHash)!.template;
  const named = { group: '', kind: 'Pod', name: previous.metadata.name };
  if (!isSamePart(previous.spec, object.spec)) {
    const owner = barePodOwner(projector, task);
    if (
      owner !== null &&
      'strategy' in owner.spec &&
      isSamePart(withoutImages(previous.spec), withoutImages(object.spec))
    ) {
      await context.submit(toBarePod(context, object, 'update'));
      return projectPod(context.projector, context.projector.view.get('tasks', task.id)!);
    }
    const message =
      owner === null
        ? 'Forbidden: a pod cannot be changed, only replaced; change the template of what owns it'
        : 'Forbidden: pod updates may not change fields other than the images of containers; delete the pod and create it again';
    throw invalid(named, [{ reason: 'FieldValueForbidden', field: 'spec', message }]);
  }
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const inherited = Object.fromEntries(
    Object.entries(template.labels).filter(([key]) => !ownLabels.includes(key)),
  );
  const labels = ownPairs(named, 'labels', { inherited, wanted: metadata.labels });
  for (const key of ownLabels) delete labels[key];
  const annotations = ownPairs(named, 'annotations', {
    inherited: shownAnnotations(template),
    wanted: metadata.annotations,
  });
  await context.submit({ type: 'task.update', task: task.id, labels, annotations });
  return projectPod(context.projector, {
    ...context.projector.view.get('tasks', task.id)!,
    ...(context.dryRun ? { labels, annotations } : {}),
  });
}

/** What the door itself says of a pod. */
const ownLabels = [hashLabel, barePodLabel];

/** What may stay behind when only images change. */
function withoutImages(spec: unknown): unknown {
  if (!isJsonObject(spec)) return spec;
  const without = (list: unknown) =>
    Array.isArray(list) ? list.map((one) => (isJsonObject(one) ? { ...one, image: '' } : one)) : list;
  return { ...spec, containers: without(spec.containers), initContainers: without(spec.initContainers) };
}

const isSamePart = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** What the pod says otherwise than its template. Throws a 422 when the template's are left out: they cannot be. */
function ownPairs(
  named: { group: string; kind: string; name: string },
  what: 'labels' | 'annotations',
  { inherited, wanted }: { inherited: Record<string, string>; wanted: unknown },
): Record<string, string> {
  const pairs = (wanted ?? {}) as Record<string, string>;
  const missing = Object.keys(inherited).find((key) => !Object.hasOwn(pairs, key));
  if (missing !== undefined) {
    const message = `Forbidden: ${missing} comes from the template and cannot be removed from one pod; give it another value, or change the template`;
    throw invalid(named, [{ reason: 'FieldValueForbidden', field: `metadata.${what}`, message }]);
  }
  return Object.fromEntries(Object.entries(pairs).filter(([key, value]) => inherited[key] !== value));
}

/** A name is used once among live tasks; the newest wins over history. */
export function taskByName(projector: Projector, namespace: string | null, name: string): TaskRecord | null {
  let found: TaskRecord | null = null;
  for (const task of projector.view.all('tasks')) {
    if (task.namespace !== namespace || podName(projector, task) !== name) continue;
    if (isPod(projector, task)) found = task;
  }
  return found;
}

const initStatusesOf = ({ status }: PodObject) =>
  (status.initContainerStatuses ?? []) as ContainerStatusJson[];

const statusesOf = ({ status }: PodObject) => status.containerStatuses as ContainerStatusJson[];

interface ContainerStatusJson {
  ready: boolean;
  restartCount: number;
  state: {
    waiting?: { reason?: string };
    running?: JsonObject;
    terminated?: { reason?: string; exitCode?: number; signal?: number };
  };
  lastState: { terminated?: { finishedAt?: string } };
}

function readyCell(pod: PodObject): string {
  const statuses = statusesOf(pod);
  return `${statuses.filter(({ ready, state }) => ready && state.running).length}/${statuses.length}`;
}

function statusCell(pod: PodObject): string {
  let text =
    typeof pod.status.reason === 'string' && pod.status.phase !== 'Failed'
      ? pod.status.reason
      : pod.status.phase;
  const isPlaced = pod.spec.nodeName !== undefined;
  const before = initText(initStatusesOf(pod), { isPlaced });
  for (const { state } of before === null ? [...statusesOf(pod)].reverse() : []) {
    if (state.waiting?.reason)
      text =
        !isPlaced && [podInitializing, 'ContainerCreating'].includes(state.waiting.reason)
          ? 'Pending'
          : state.waiting.reason;
    else if (state.terminated) text = state.terminated.reason ?? `ExitCode:${state.terminated.exitCode}`;
  }
  const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  return pod.metadata.deletionTimestamp !== undefined && !over ? 'Terminating' : (before ?? text);
}

function restartsCell(pod: PodObject, nowMs: number): string {
  const statuses = statusesOf(pod);
  const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const last = [...initStatusesOf(pod), ...statuses]
    .map(({ lastState }) => lastState.terminated?.finishedAt)
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
  return restarts > 0 && last !== undefined ? `${restarts} (${ageOf(last, nowMs)} ago)` : String(restarts);
}
