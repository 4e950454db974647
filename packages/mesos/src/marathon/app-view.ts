import type { View } from '@gantry/engine';
import { type DeploymentRecord, hasEnded, type TaskRecord } from '@gantry/model';
import { idOf } from './app-id.ts';
import { appOf, currentVersion, partsAt, type Version, versionsOf } from './app-record.ts';
import { defined, type Json } from './plain-data.ts';
import { motionsOf } from './plan-mark.ts';
import { lastFailure, liveTasks, taskScene, taskView } from './task-view.ts';
import { readApp } from './written.ts';

/** Apps as Marathon tells of them. */

export const embeds = [
  'apps.tasks',
  'apps.counts',
  'apps.deployments',
  'apps.lastTaskFailure',
  'apps.taskStats',
  'apps.readiness',
] as const;
export type Embed = (typeof embeds)[number];

/** `GET /v2/apps` without a word gives these. */
export const usualEmbeds: ReadonlySet<Embed> = new Set(['apps.counts', 'apps.deployments']);
export const allEmbeds: ReadonlySet<Embed> = new Set(embeds);

export function appView(view: View, record: DeploymentRecord, embed: ReadonlySet<Embed>): Json {
  const version = currentVersion(view, record);
  const app = appOf(view, record);
  return defined({
    ...app,
    id: idOf(record),
    version,
    versionInfo: { lastScalingAt: lastScaling(view, record, version), lastConfigChangeAt: version },
    ...embedded(view, record, embed),
  });
}

function embedded(view: View, record: DeploymentRecord, embed: ReadonlySet<Embed>): Json {
  const tasks = liveTasks(view, record);
  const scene = taskScene(view, record);
  return {
    ...(embed.has('apps.counts') ? counts(tasks, scene.app.healthChecks?.length > 0) : {}),
    ...(embed.has('apps.deployments') ? { deployments: motionsOf(view, record).map((id) => ({ id })) } : {}),
    ...(embed.has('apps.tasks') ? { tasks: tasks.map((task) => taskView(task, scene)) } : {}),
    ...(embed.has('apps.readiness')
      ? { readinessCheckResults: readiness(tasks, scene.app.readinessChecks?.[0]?.name) }
      : {}),
    ...(embed.has('apps.lastTaskFailure')
      ? { lastTaskFailure: lastFailure(scene, view.tasksOfDeployment(record.id)) }
      : {}),
    ...(embed.has('apps.taskStats') ? { taskStats: taskStats(view, record, tasks) } : {}),
  };
}

function counts(tasks: readonly TaskRecord[], hasChecks: boolean) {
  const running = tasks.filter(({ state }) => state === 'running');
  const healthy = running.filter(({ ready }) => ready);
  return {
    tasksStaged: tasks.filter(({ state }) => state !== 'running' && state !== 'stopping').length,
    tasksRunning: running.length,
    tasksHealthy: hasChecks ? healthy.length : 0,
    tasksUnhealthy: hasChecks ? running.length - healthy.length : 0,
  };
}

function readiness(tasks: readonly TaskRecord[], name: string | undefined): Json[] {
  if (name === undefined) return [];
  return tasks.map(({ id, ready }) => ({ name, taskId: id, ready }));
}

/** When the number of instances was last changed, as far as the timeline still tells. */
function lastScaling(view: View, record: DeploymentRecord, version: string): string {
  const scaled = [...view.eventsOf(record.id)].filter(({ reason }) => reason === 'Scaled');
  const lastMs = Math.max(Date.parse(version), ...scaled.map(({ lastAtMs }) => lastAtMs));
  return new Date(lastMs).toISOString();
}

function taskStats(view: View, record: DeploymentRecord, tasks: readonly TaskRecord[]): Json {
  const scaledMs = Date.parse(lastScaling(view, record, currentVersion(view, record)));
  const newest = tasks.filter(({ templateHash }) => templateHash === record.templateHash);
  const outdated = tasks.filter(({ templateHash }) => templateHash !== record.templateHash);
  return defined({
    startedAfterLastScaling: statsOf(
      view,
      record,
      tasks.filter(({ createdAtMs }) => createdAtMs >= scaledMs),
    ),
    withLatestConfig: statsOf(view, record, newest),
    withOutdatedConfig: statsOf(view, record, outdated),
    totalSummary: statsOf(view, record, tasks),
  });
}

/** Life times are as of the last change of the app: the tables tell no time of their own. */
function statsOf(view: View, record: DeploymentRecord, tasks: readonly TaskRecord[]): Json | undefined {
  if (tasks.length === 0) return undefined;
  const hasChecks = appOf(view, record).healthChecks?.length > 0;
  const { tasksStaged, tasksRunning, tasksHealthy, tasksUnhealthy } = counts(tasks, hasChecks);
  const lives = tasks
    .filter(({ startedAtMs, state }) => startedAtMs !== null && !hasEnded(state))
    .map(({ startedAtMs }) => Math.max(0, record.updatedAtMs - startedAtMs!) / 1000)
    .sort((a, b) => a - b);
  const averageSeconds = lives.reduce((sum, seconds) => sum + seconds, 0) / lives.length;
  const lifeTime =
    lives.length === 0 ? undefined : { averageSeconds, medianSeconds: lives[lives.length >> 1] };
  const kinds = {
    staged: tasksStaged,
    running: tasksRunning,
    healthy: tasksHealthy,
    unhealthy: tasksUnhealthy,
  };
  return { stats: defined({ counts: kinds, lifeTime }) };
}

/** An app as one of its versions had it. */
export function versionView(view: View, record: DeploymentRecord, { revision, version }: Version): Json {
  const app = readApp(partsAt(view, record, revision));
  const versionInfo = { lastScalingAt: version, lastConfigChangeAt: version };
  return defined({ ...app, id: idOf(record), version, versionInfo });
}

export const versionNames = (view: View, record: DeploymentRecord) => ({
  versions: versionsOf(view, record).map(({ version }) => version),
});
