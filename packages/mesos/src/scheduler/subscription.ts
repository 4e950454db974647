import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { acknowledgedAnnotation, type View } from '@gantry/engine';
import { toRecord } from '@gantry/mesos-wire';
import {
  type FrameworkId,
  type FrameworkRecord,
  hasEnded,
  type NodeRecord,
  type OfferId,
  type OfferRecord,
  type TaskId,
  type TaskRecord,
} from '@gantry/model';
import { CallLine } from './call-line.ts';
import { failureOf } from './executor-failure.ts';
import { executorIdOf, mesosIdOf, tasksOf } from './framework-data.ts';
import { InverseOffers } from './inverse-offers.ts';
import { offerMessage, volumesIn } from './offer-message.ts';
import {
  carriedStatusOf,
  lostAs,
  masterStatus,
  mesosStateOf,
  statusOf,
  type TaskStatus,
} from './task-status.ts';
import { UpdateQueues } from './update-queues.ts';

/** What may wait for a slow reader. Beyond, its stream ends; it subscribes again and is told what is. */
const waitingBytesMax = 4 * 1024 * 1024;

/** As `wait` tells it: ended by signal 15. */
const sigterm = 15;

export interface Pace {
  /** The longest silence on a stream. Clients reckon with 15 s, and some give up after 10. */
  heartbeatMs: number;
  /** After so long an update that was not acknowledged comes again. */
  retryMs: number;
}

/** One framework's open event stream: offers, updates and what became of both. */
export class Subscription {
  readonly streamId = randomUUID();
  readonly line = new CallLine();
  readonly updates: UpdateQueues;
  readonly frameworkId: FrameworkId;
  readonly inverseOffers: InverseOffers;
  readonly #view: View;
  readonly #response: ServerResponse;
  readonly #offers = new Set<OfferId>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #shuttingDown = new Set<string>();
  /** The executors of its own that live. */
  readonly #executors = new Set<TaskId>();
  #ended = false;

  constructor(of: {
    view: View;
    response: ServerResponse;
    frameworkId: FrameworkId;
    pace: Pace;
    now: () => number;
  }) {
    this.#view = of.view;
    this.#response = of.response;
    this.frameworkId = of.frameworkId;
    this.inverseOffers = new InverseOffers({ ...of, send: (event) => this.send(event) });
    this.updates = new UpdateQueues({
      send: (status) => this.update(status),
      retryMs: of.pace.retryMs,
    });
    this.#heartbeat = setInterval(() => this.send({ type: 'HEARTBEAT' }), of.pace.heartbeatMs);
    of.response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'mesos-stream-id': this.streamId,
    });
  }

  /** True: nothing can be sent any more. */
  get isOver(): boolean {
    return this.#ended || this.#response.destroyed;
  }

  get framework(): FrameworkRecord {
    return this.#view.get('frameworks', this.frameworkId)!;
  }

  /** Tells the framework who it is, then what is: offers it holds, and how its tasks are. */
  begin(masterInfo: object): void {
    const framework_id = { value: this.frameworkId };
    const subscribed = { framework_id, heartbeat_interval_seconds: 15, master_info: masterInfo };
    this.send({ type: 'SUBSCRIBED', subscribed });
    this.send({ type: 'HEARTBEAT' });
    this.offer(this.#view.outstandingOffersOf(this.frameworkId));
    for (const task of this.#view.tasksOfFramework(this.frameworkId)) this.observe(task);
  }

  observe(task: TaskRecord): void {
    if (task.executor !== undefined) this.#observeExecutor(task);
    else if (task.carrier !== undefined && task.state !== 'lost') this.#observeCarried(task);
    else this.#observeOwn(task);
  }

  /** One that ends while the framework listens is told of; that it ended before shows in its tasks. */
  #observeExecutor(task: TaskRecord): void {
    if (!hasEnded(task.state)) this.#executors.add(task.id);
    else if (this.#executors.delete(task.id)) this.send({ type: 'FAILURE', failure: failureOf(task) });
  }

  #observeCarried(task: TaskRecord): void {
    const { update, acknowledged } = task;
    if (!update || update.uuid === acknowledged) return;
    this.updates.forward(task.id, carriedStatusOf(this.#view, task, update), update.isEnd);
  }

  #observeOwn(task: TaskRecord): void {
    if (hasEnded(task.state)) this.#tellOfShutdown(task);
    if (hasEnded(task.state) && acknowledgedAnnotation in task.annotations) return;
    this.updates.observe(task, statusOf(this.#view, task, this.framework));
  }

  /** The executor was told to shut down: its end is told once nothing of it is left. */
  shutsDown(nodeId: string, executorId: string): void {
    this.#shuttingDown.add(`${nodeId} ${executorId}`);
  }

  #tellOfShutdown({ nodeId, ...task }: TaskRecord): void {
    if (this.#shuttingDown.size === 0 || nodeId === null) return;
    const executorId = executorIdOf({ ...task, nodeId });
    const isLeft = tasksOf(this.#view, this.frameworkId).some(
      (one) => one.nodeId === nodeId && !hasEnded(one.state) && executorIdOf(one) === executorId,
    );
    if (isLeft || !this.#shuttingDown.delete(`${nodeId} ${executorId}`)) return;
    const failure = { agent_id: { value: nodeId }, executor_id: { value: executorId }, status: sigterm };
    this.send({ type: 'FAILURE', failure });
  }

  offer(offers: readonly OfferRecord[]): void {
    const messages = offers.flatMap((offer) => {
      const node = this.#view.get('nodes', offer.nodeId);
      if (node === undefined || this.#offers.has(offer.id)) return [];
      this.#offers.add(offer.id);
      const volumes = volumesIn(this.#view, offer);
      return [offerMessage({ offer, volumes }, node, this.framework)];
    });
    if (messages.length > 0) this.send({ type: 'OFFERS', offers: { offers: messages } });
  }

  /** An offer is over: the framework is told only if it did not end it itself. */
  offerEnded({ id, state }: OfferRecord): void {
    if (!this.#offers.delete(id)) return;
    if (state === 'rescinded' || state === 'expired')
      this.send({ type: 'RESCIND', rescind: { offer_id: { value: id } } });
  }

  /** Nobody hears of the node: its tasks may still run, and every framework is told about the agent. */
  nodeLost(node: NodeRecord, nowMs: number): void {
    for (const task of this.#liveOn(node)) {
      this.update(
        masterStatus({
          taskId: mesosIdOf(task),
          state: lostAs(this.framework, 'TASK_UNREACHABLE'),
          reason: 'REASON_AGENT_REMOVED',
          message: `Agent ${node.name} is unreachable: ${node.statusReason}`,
          nowMs,
          agentId: node.id,
          unreachableAtMs: node.statusChangedAtMs,
        }),
      );
    }
    this.send({ type: 'FAILURE', failure: { agent_id: { value: node.id } } });
  }

  nodeBack(node: NodeRecord, nowMs: number): void {
    for (const task of this.#liveOn(node)) {
      const of = { taskId: mesosIdOf(task), state: mesosStateOf(task, this.framework), agentId: node.id };
      const message = `Agent ${node.name} is back.`;
      this.update(masterStatus({ ...of, reason: 'REASON_AGENT_REREGISTERED', message, nowMs }));
    }
  }

  #liveOn({ id }: NodeRecord): TaskRecord[] {
    return tasksOf(this.#view, this.frameworkId).filter(
      ({ nodeId, state }) => nodeId === id && !hasEnded(state),
    );
  }

  readonly update = (status: TaskStatus): void => this.send({ type: 'UPDATE', update: { status } });

  /** One record in one write: there are readers that take what one write brings for one record. */
  send(event: object): void {
    if (this.isOver) return;
    if (this.#response.writableLength > waitingBytesMax) this.#response.destroy();
    else this.#response.write(toRecord(event));
  }

  /** Ends the stream, with an error where there is something to say. */
  end(message: string | null): void {
    if (message !== null) this.send({ type: 'ERROR', error: { message } });
    this.stop();
    this.#response.end();
  }

  /** The connection is gone. */
  stop(): void {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.updates.close();
    this.inverseOffers.close();
  }
}
