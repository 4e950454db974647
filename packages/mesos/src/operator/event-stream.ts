import type { ServerResponse } from 'node:http';
import type { ControlPlane } from '@gantry/controlplane';
import { toRecord } from '@gantry/mesos-wire';
import type { Change, FrameworkRecord, NodeId, TaskRecord } from '@gantry/model';
import { isExecutor } from '../scheduler/framework-data.ts';
import { agentMessage } from './agent-message.ts';
import { FrameworkViews, frameworkInfo } from './framework-message.ts';
import { getState } from './state.ts';
import { shownState, taskMessage } from './task-message.ts';

/** What may wait for a slow reader. Beyond, its stream ends: it subscribes again and gets the state as it is. */
const waitingBytesMax = 16 * 1024 * 1024;

/** The operator API's events: the whole state, then what happens to tasks, agents and frameworks. */
export class OperatorStream {
  readonly #plane: ControlPlane;
  readonly #response: ServerResponse;
  /** States of tasks as they were told last. */
  readonly #tasks = new Map<string, string>();
  readonly #nodes = new Set<NodeId>();
  readonly #frameworks = new Map<string, FrameworkRecord>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #unsubscribe: (() => void) | null;

  constructor(plane: ControlPlane, response: ServerResponse, { heartbeatMs }: { heartbeatMs: number }) {
    this.#plane = plane;
    this.#response = response;
    const { view } = plane;
    this.#send('SUBSCRIBED', { get_state: getState(view), heartbeat_interval_seconds: 15 });
    this.#send('HEARTBEAT');
    for (const task of view.all('tasks'))
      if (task.nodeId !== null && !isExecutor(task)) this.#tasks.set(task.id, shownState(task));
    for (const { id } of view.all('nodes')) this.#nodes.add(id);
    for (const framework of view.all('frameworks')) this.#frameworks.set(framework.id, framework);
    this.#heartbeat = setInterval(() => this.#send('HEARTBEAT'), heartbeatMs);
    this.#unsubscribe = plane.subscribe(view.revision, ({ changes }) => {
      for (const change of changes) this.#hear(change);
    });
    response.on('close', () => this.#stop());
  }

  end(): void {
    this.#stop();
    this.#response.end();
  }

  #stop(): void {
    clearInterval(this.#heartbeat);
    this.#unsubscribe?.();
  }

  #hear(change: Change): void {
    if (change.table === 'nodes') this.#hearOfNode(change.key as NodeId);
    if (change.table === 'frameworks' && change.value !== null) this.#hearOfFramework(change.value);
    if (change.table !== 'tasks') return;
    if (change.value === null) this.#tasks.delete(change.key);
    else if (change.value.nodeId !== null && !isExecutor(change.value)) this.#hearOfTask(change.value);
  }

  #hearOfTask(task: TaskRecord): void {
    const [before, state] = [this.#tasks.get(task.id), shownState(task)];
    if (before === state) return;
    this.#tasks.set(task.id, state);
    const message = taskMessage(this.#plane.view, task);
    if (before === undefined) this.#send('TASK_ADDED', { task: message });
    const [status] = message.statuses;
    if (status !== undefined)
      this.#send('TASK_UPDATED', { framework_id: { value: task.frameworkId }, status, state });
  }

  #hearOfNode(id: NodeId): void {
    const node = this.#plane.view.get('nodes', id);
    if (node === undefined) {
      if (this.#nodes.delete(id)) this.#send('AGENT_REMOVED', { agent_id: { value: id } });
    } else if (!this.#nodes.has(id)) {
      this.#nodes.add(id);
      this.#send('AGENT_ADDED', { agent: agentMessage(this.#plane.view, node, []) });
    }
  }

  #hearOfFramework(framework: FrameworkRecord): void {
    const before = this.#frameworks.get(framework.id);
    this.#frameworks.set(framework.id, framework);
    if (framework.completedAtMs !== null) {
      if (before?.completedAtMs === null)
        this.#send('FRAMEWORK_REMOVED', { framework_info: frameworkInfo(framework) });
    } else if (before === undefined || !isToldSame(before, framework)) {
      const message = new FrameworkViews(this.#plane.view).message(framework);
      this.#send(before === undefined ? 'FRAMEWORK_ADDED' : 'FRAMEWORK_UPDATED', { framework: message });
    }
  }

  #send(type: string, body?: object): void {
    if (this.#response.destroyed) return;
    const event = body === undefined ? { type } : { type, [type.toLowerCase()]: body };
    if (this.#response.writableLength > waitingBytesMax) this.#response.destroy();
    else this.#response.write(toRecord(event));
  }
}

/** Counters of offers move with every offer, and are no news. */
const isToldSame = (a: FrameworkRecord, b: FrameworkRecord) =>
  JSON.stringify([frameworkInfo(a), a.active, a.connected]) ===
  JSON.stringify([frameworkInfo(b), b.active, b.connected]);
