import type { View } from '@gantry/engine';
import { type DeploymentRecord, hasEnded, type TaskRecord, type TaskState } from '@gantry/model';
import { idOf } from './app-id.ts';
import { appOf, versionsOf } from './app-record.ts';
import { isBridged } from './app-rules.ts';
import type { App } from './app-schema.ts';
import { defined, type Json } from './plain-data.ts';

/** Tasks as Marathon tells of them. */

const states: Record<TaskState, string> = {
  pending: 'TASK_STAGING',
  assigned: 'TASK_STAGING',
  preparing: 'TASK_STAGING',
  starting: 'TASK_STARTING',
  running: 'TASK_RUNNING',
  stopping: 'TASK_KILLING',
  succeeded: 'TASK_FINISHED',
  failed: 'TASK_FAILED',
  stopped: 'TASK_KILLED',
  lost: 'TASK_UNREACHABLE',
};

export function mesosState({ state, desired }: Pick<TaskRecord, 'state' | 'desired'>): string {
  return desired === 'stopped' && state === 'running' ? 'TASK_KILLING' : states[state];
}

/** Tasks that exist for Marathon: those that wait for a place are only in the queue. */
export function liveTasks(view: View, record: DeploymentRecord): TaskRecord[] {
  return [...view.tasksOfDeployment(record.id)].filter(
    ({ state, nodeId }) => !hasEnded(state) && nodeId !== null,
  );
}

const isoOf = (atMs: number | null) => (atMs === null ? undefined : new Date(atMs).toISOString());

/** What is the same for all tasks of an app, looked up once. */
export interface TaskScene {
  view: View;
  appId: string;
  app: App;
  versionOf: (revision: number) => string;
}

export function taskScene(view: View, record: DeploymentRecord): TaskScene {
  const versions = new Map(
    versionsOf(view, record).map(({ version, revision }) => [revision.number, version]),
  );
  const made = new Date(record.createdAtMs).toISOString();
  return {
    view,
    appId: idOf(record),
    app: appOf(view, record),
    versionOf: (revision) => versions.get(revision) ?? made,
  };
}

export function taskView(task: TaskRecord, scene: TaskScene): Json {
  const node = task.nodeId === null ? undefined : scene.view.get('nodes', task.nodeId);
  const ipAddress = task.address || node?.address;
  return defined({
    id: task.id,
    appId: scene.appId,
    host: node?.name ?? '',
    slaveId: task.nodeId ?? '',
    state: mesosState(task),
    stagedAt: isoOf(task.createdAtMs),
    startedAt: isoOf(task.startedAtMs),
    version: scene.versionOf(task.revision),
    ports: task.hostPorts,
    servicePorts: servicePorts(scene.app),
    ipAddresses: ipAddress ? [{ ipAddress, protocol: ipAddress.includes(':') ? 'IPv6' : 'IPv4' }] : [],
    healthCheckResults: healthResults(task, scene.app),
    localVolumes: [],
    region: node?.labels['topology.kubernetes.io/region'],
    zone: node?.labels['topology.kubernetes.io/zone'],
    role: task.role,
  });
}

export function servicePorts(app: App): number[] {
  if (isBridged(app)) return (app.container?.portMappings ?? []).map(({ servicePort }) => servicePort);
  return (app.portDefinitions ?? []).map(({ port }) => port);
}

function healthResults(task: TaskRecord, app: App): Json[] {
  if (!app.healthChecks?.length || task.state !== 'running') return [];
  return [
    defined({
      alive: task.ready,
      consecutiveFailures: task.ready ? 0 : task.probeFailures,
      firstSuccess: isoOf(task.readyAtMs),
      lastSuccess: task.ready ? isoOf(task.readyAtMs) : undefined,
      instanceId: task.id,
      taskId: task.id,
    }),
  ];
}

/** The last one that ended badly, while its record is kept; undefined: none. */
export function lastFailure(scene: TaskScene, tasks: Iterable<TaskRecord>): Json | undefined {
  const failed = [...tasks].filter(({ state }) => state === 'failed' || state === 'lost');
  const newest = failed.sort((a, b) => (b.finishedAtMs ?? 0) - (a.finishedAtMs ?? 0))[0];
  if (newest === undefined) return undefined;
  const { id, host, state, slaveId, version } = taskView(newest, scene);
  const timestamp = isoOf(newest.finishedAtMs ?? newest.createdAtMs);
  const message = newest.message === '' ? newest.reason : newest.message;
  return { appId: scene.appId, host, message, state, taskId: id, slaveId, timestamp, version };
}
