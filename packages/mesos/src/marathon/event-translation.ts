import type { View } from '@gantry/engine';
import { type Change, type Commit, type DeploymentRecord, hasEnded, type TaskRecord } from '@gantry/model';
import { idOf } from './app-id.ts';
import { currentVersion, versionsOf } from './app-record.ts';
import { appView } from './app-view.ts';
import type { Json } from './plain-data.ts';
import { markOf, motionsOf, type PlanMark } from './plan-mark.ts';
import { mesosState } from './task-view.ts';

export interface MarathonEvent extends Json {
  eventType: string;
  timestamp: string;
}

interface KnownTask {
  state: TaskRecord['state'];
  desired: TaskRecord['desired'];
  ready: boolean;
}

interface KnownApp {
  id: string;
  generation: number;
  motion: string | null;
  mark: PlanMark | null;
  /** It waits for a person: nothing of a deployment goes on. */
  paused: boolean;
}

const conditions: Record<TaskRecord['state'], string> = {
  pending: 'Scheduled',
  assigned: 'Provisioned',
  preparing: 'Staging',
  starting: 'Starting',
  running: 'Running',
  stopping: 'Killing',
  succeeded: 'Finished',
  failed: 'Failed',
  stopped: 'Killed',
  lost: 'Unreachable',
};

/**
 * What happened, in Marathon's words, from one commit after the other. Commits tell what is, events what has changed: so
 * each stream remembers the last of each task and app that it told of, from the tables as they were when it began.
 */
export class EventTranslation {
  readonly #view: View;
  readonly #tasks = new Map<string, KnownTask>();
  readonly #apps = new Map<string, KnownApp>();
  /** Deployments that an app left without being done, while others are still in them. */
  readonly #failed = new Set<string>();

  /** `knowsPresent` false: for commits that are past already; then what a task or app had before them is not known. */
  constructor(view: View, { knowsPresent }: { knowsPresent: boolean }) {
    this.#view = view;
    if (!knowsPresent) return;
    for (const task of view.all('tasks')) this.#tasks.set(task.id, knownOf(task));
    for (const record of view.all('deployments')) this.#apps.set(record.id, this.#knownApp(record));
  }

  ofCommit({ atMs, changes }: Commit): MarathonEvent[] {
    const timestamp = new Date(atMs).toISOString();
    return changes
      .flatMap((change) => this.#ofChange(change))
      .map((event) => ({ ...event, timestamp }) as MarathonEvent);
  }

  #ofChange(change: Change): Json[] {
    if (change.table === 'tasks')
      return change.value === null ? this.#forgetTask(change.key) : this.#ofTask(change.value);
    if (change.table === 'deployments')
      return change.value === null ? this.#ofGone(change.key) : this.#ofApp(change.value);
    if (change.table !== 'rollouts' || change.value === null) return [];
    const record = this.#view.get('deployments', change.value.deploymentId);
    return record === undefined ? [] : this.#ofApp(record);
  }

  #forgetTask(id: string): Json[] {
    this.#tasks.delete(id);
    return [];
  }

  #ofTask(task: TaskRecord): Json[] {
    const before = this.#tasks.get(task.id);
    const now = knownOf(task);
    this.#tasks.set(task.id, now);
    const record = task.deploymentId === null ? undefined : this.#view.get('deployments', task.deploymentId);
    if (record === undefined) return [];
    const isMoved = before?.state !== now.state;
    const isTold = before !== undefined && mesosState(before) === mesosState(now);
    return [
      ...(isMoved || before?.desired !== now.desired ? [this.#instanceChanged(task, record)] : []),
      ...(!isTold && task.nodeId !== null ? [this.#statusUpdate(task, record)] : []),
      ...(before !== undefined && before.ready !== now.ready ? this.#healthChanged(task, record) : []),
      ...(isMoved && task.state === 'failed' && /unhealthy|liveness|probe/i.test(task.reason)
        ? [this.#unhealthyKill(task, record)]
        : []),
    ];
  }

  #statusUpdate(task: TaskRecord, record: DeploymentRecord): Json {
    return {
      eventType: 'status_update_event',
      slaveId: task.nodeId,
      taskId: task.id,
      taskStatus: mesosState(task),
      message: task.message,
      appId: idOf(record),
      host: this.#hostOf(task),
      ipAddresses: task.address === '' ? [] : [{ ipAddress: task.address, protocol: 'IPv4' }],
      ports: task.hostPorts,
      version: this.#versionOf(task, record),
    };
  }

  #instanceChanged(task: TaskRecord, record: DeploymentRecord): Json {
    return {
      eventType: 'instance_changed_event',
      instanceId: task.id,
      condition: conditions[task.state],
      runSpecId: idOf(record),
      agentId: task.nodeId,
      host: this.#hostOf(task),
      runSpecVersion: this.#versionOf(task, record),
      goal: task.desired === 'running' ? 'Running' : 'Decommissioned',
    };
  }

  #healthChanged(task: TaskRecord, record: DeploymentRecord): Json[] {
    if (hasEnded(task.state)) return [];
    const version = this.#versionOf(task, record);
    const [appId, instanceId] = [idOf(record), task.id];
    return [
      {
        eventType: 'instance_health_changed_event',
        instanceId,
        runSpecId: appId,
        healthy: task.ready,
        runSpecVersion: version,
      },
      {
        eventType: 'health_status_changed_event',
        appId,
        instanceId,
        taskId: task.id,
        version,
        alive: task.ready,
      },
    ];
  }

  #unhealthyKill(task: TaskRecord, record: DeploymentRecord): Json {
    const appId = idOf(record);
    const version = this.#versionOf(task, record);
    return {
      eventType: 'unhealthy_instance_kill_event',
      ...{ appId, taskId: task.id, instanceId: task.id, version, reason: task.message },
      ...{ host: this.#hostOf(task), slaveId: task.nodeId },
    };
  }

  /** The version of the app that the task is of. */
  #versionOf({ revision }: TaskRecord, record: DeploymentRecord): string {
    const versions = versionsOf(this.#view, record);
    return (
      versions.find((one) => one.revision.number === revision)?.version ?? currentVersion(this.#view, record)
    );
  }

  #hostOf({ nodeId }: TaskRecord): string {
    return (nodeId === null ? undefined : this.#view.get('nodes', nodeId)?.name) ?? '';
  }

  #knownApp(record: DeploymentRecord): KnownApp {
    const [motion = null] = motionsOf(this.#view, record);
    return {
      id: idOf(record),
      generation: record.generation,
      motion,
      mark: markOf(record),
      paused: record.paused,
    };
  }

  #ofApp(record: DeploymentRecord): Json[] {
    const before = this.#apps.get(record.id);
    const now = this.#knownApp(record);
    this.#apps.set(record.id, now);
    const isPut =
      before === undefined ||
      (before.generation !== now.generation && before.motion !== now.motion && now.motion !== null);
    return [...(isPut ? [this.#posted(record)] : []), ...this.#ofMotion(before ?? null, now)];
  }

  #ofGone(key: string): Json[] {
    const before = this.#apps.get(key);
    this.#apps.delete(key);
    if (before === undefined) return [];
    const gone = { ...before, motion: null, mark: null, paused: false };
    return [{ eventType: 'app_terminated_event', appId: before.id }, ...this.#ofMotion(before, gone)];
  }

  #posted(record: DeploymentRecord): Json {
    const id = idOf(record);
    const appDefinition = appView(this.#view, record, new Set());
    return { eventType: 'api_post_event', clientIp: '', uri: `/v2/apps${id}`, appDefinition };
  }

  /** A deployment begins with its first app and is over with its last. */
  #ofMotion(before: KnownApp | null, now: KnownApp): Json[] {
    const events: Json[] = [];
    if (before?.motion && before.motion !== now.motion)
      events.push(...this.#left(before.motion, before, now));
    const isNew = now.motion !== null && now.motion !== before?.motion && !this.#othersIn(now.motion, now.id);
    if (isNew) events.push(...this.#began(now));
    return events;
  }

  #othersIn(motion: string, appId: string): boolean {
    return [...this.#apps.values()].some((app) => app.motion === motion && app.id !== appId);
  }

  #began({ motion, mark, id }: KnownApp): Json[] {
    const plan = planOf(motion!, id, mark);
    const group = mark?.group
      ? [{ eventType: 'group_change_success', groupId: mark.group, version: plan.version }]
      : [];
    return [...group, { eventType: 'deployment_info', plan, currentStep: plan.steps[0] }];
  }

  #left(motion: string, { mark, id }: KnownApp, now: KnownApp): Json[] {
    const plan = planOf(motion, id, mark);
    const isDone = this.#isDone(motion, now);
    const step = { plan, currentStep: plan.steps[mark?.step ?? 0] };
    const left = { eventType: isDone ? 'deployment_step_success' : 'deployment_step_failure', ...step };
    if (!isDone) this.#failed.add(motion);
    if (this.#othersIn(motion, id)) return [left];
    const eventType = this.#failed.delete(motion) ? 'deployment_failed' : 'deployment_success';
    return [left, { eventType, id: motion, plan }];
  }

  /** An app that was cancelled is held, paused; one that another deployment took over is in that one. */
  #isDone(motion: string, now: KnownApp): boolean {
    const outcome = this.#view.get('rollouts', motion)?.outcome ?? 'complete';
    return !now.paused && now.motion === null && outcome === 'complete';
  }
}

const knownOf = ({ state, desired, ready }: TaskRecord): KnownTask => ({ state, desired, ready });

function planOf(id: string, app: string, mark: PlanMark | null) {
  const steps = mark?.steps ?? [{ actions: [{ action: 'RestartApplication' as const, app }] }];
  return { id, version: mark?.version ?? '', steps };
}
