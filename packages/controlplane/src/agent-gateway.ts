import {
  type AgentRequest,
  type Commit,
  err,
  type ImageRequest,
  type NodeId,
  type Rejection,
  type Result,
  rejection,
  type ServiceNetwork,
  type TaskId,
  type TaskRecord,
  type VolumeRecord,
} from '@gantry/model';
import { type Hello, identify, type Refusal, refusals } from './admission.ts';
import type { AgentConnection } from './agent-connection.ts';
import { type AgentHost, AgentSession, ownReports } from './agent-session.ts';
import { AgentVisit } from './agent-visit.ts';
import { bounds } from './bounds.ts';
import { Departures } from './departures.ts';
import type { NodeKeys } from './node-keys.ts';
import type { AgentStream, NodeUsage } from './port.ts';
import { ServiceFeed } from './service-feed.ts';

export interface AgentGatewayOptions extends Omit<AgentHost, 'isHeld' | 'servicesApplied'> {
  keys: NodeKeys;
  serviceNetwork: ServiceNetwork;
  isJoinToken(token: string): boolean;
}

/** Lets agents in, keeps one session for each node, and brings to each what concerns it. */
export class AgentGateway {
  readonly #options: AgentGatewayOptions;
  readonly #sessions = new Map<NodeId, AgentSession>();
  /** Where tasks are, because the deletion of a record does not say. */
  readonly #homes = new Map<TaskId, NodeId>();
  readonly #strangers = new Set<AgentVisit>();
  readonly #services: ServiceFeed;
  readonly #departures = new Departures();
  #cancelDepartures = () => {};
  #isClosed = false;

  constructor(options: AgentGatewayOptions) {
    this.#options = options;
    this.#services = new ServiceFeed(options.serviceNetwork, options.vault);
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  get streams(): number {
    let streams = 0;
    for (const session of this.#sessions.values()) streams += session.streams;
    return streams;
  }

  isConnected(nodeId: NodeId): boolean {
    return this.#sessions.has(nodeId);
  }

  usageOf(nodeId: NodeId): NodeUsage | null {
    return this.#sessions.get(nodeId)?.usage ?? null;
  }

  openStream(request: AgentRequest): Result<AgentStream, Rejection> {
    const view = this.#options.view();
    const task = view.get('tasks', request.taskId);
    if (task === undefined) return err(rejection('not_found', `There is no task ${request.taskId}.`));
    if (task.nodeId === null) {
      return err(rejection('unavailable', `The task ${task.name} is on no node yet.`));
    }
    return this.#streamTo(task.nodeId, request);
  }

  /** Asks a node whether it has images; the answer is the stream's data. */
  lookForImages(nodeId: NodeId, request: ImageRequest): Result<AgentStream, Rejection> {
    return this.#streamTo(nodeId, request);
  }

  #streamTo(nodeId: NodeId, request: AgentRequest | ImageRequest): Result<AgentStream, Rejection> {
    const session = this.#sessions.get(nodeId);
    if (session !== undefined) return session.openStream(request);
    const name = this.#options.view().get('nodes', nodeId)?.name ?? nodeId;
    return err(
      rejection('unavailable', `The node ${name} is not connected. Start its agent, then try again.`),
    );
  }

  tellExecutor(executor: TaskId, dataBase64: string): void {
    const nodeId = this.#options.view().get('tasks', executor)?.nodeId ?? null;
    if (nodeId !== null) this.#sessions.get(nodeId)?.tellExecutor(executor, dataBase64);
  }

  /** Takes over a new connection. Its first message must say who it is. */
  connect(connection: AgentConnection): void {
    const visit: AgentVisit = new AgentVisit(connection, {
      hello: (hello) => void this.#admit(hello, visit).catch((error) => this.#admissionFailed(visit, error)),
      gone: (session, reason) => this.#gone(visit, session, reason),
    });
    const isCrowded = this.#isClosed || this.#strangers.size >= bounds.strangers;
    if (isCrowded) this.#refuse(visit, refusals.crowded);
    else this.#expectHello(visit);
  }

  #expectHello(visit: AgentVisit): void {
    this.#strangers.add(visit);
    this.#options.clock.after(bounds.helloWithinMs, () => {
      if (visit.isSilent) this.#refuse(visit, refusals.late);
    });
  }

  /** Called with each durable commit, after its adoption: one frame for each node that it concerns. */
  onCommit(commit: Commit): void {
    this.#tellServices(commit);
    const concerned = new Set<AgentSession>();
    for (const change of commit.changes) {
      if (change.table === 'nodes' && change.value === null) this.#removed(change.key as NodeId);
      if (change.table === 'volumes') this.#volumeChanged(change.value);
      if (change.table !== 'tasks') continue;
      const taskId = change.key as TaskId;
      const session = this.#sessionOf(taskId, change.value?.nodeId ?? null);
      if (session === undefined) continue;
      session.touch(taskId);
      concerned.add(session);
    }
    for (const session of concerned) session.tell();
    this.#planDepartures();
  }

  /** Before anything of the same commit about tasks: whoever is told to stop has left by then. */
  #tellServices(commit: Commit): void {
    const message = this.#services.onCommit(this.#options.view(), commit);
    if (message === null) return;
    for (const session of this.#sessions.values()) session.tellServices(message);
  }

  #isHeld(task: TaskRecord): boolean {
    const { view, clock } = this.#options;
    const applied = (revision: number) =>
      [...this.#sessions.values()].every((session) => session.hasApplied(revision));
    const { revision } = this.#services;
    return this.#departures.isHeld(task, { view: view(), revision, nowMs: clock.nowMs(), applied });
  }

  /** Looks again at what is held back: a node has answered, or is gone, or it was long enough. */
  #tellDepartures(): void {
    const concerned = new Set<AgentSession>();
    for (const taskId of [...this.#departures.tasks]) {
      const session = this.#sessionOf(taskId, this.#homes.get(taskId) ?? null);
      if (session === undefined) this.#departures.forget(taskId);
      else concerned.add(session);
      session?.touch(taskId);
    }
    for (const session of concerned) session.tell();
    this.#planDepartures();
  }

  #planDepartures(): void {
    this.#cancelDepartures();
    const { nextAtMs } = this.#departures;
    if (nextAtMs === null) return;
    const { clock } = this.#options;
    this.#cancelDepartures = clock.after(Math.max(0, nextAtMs - clock.nowMs()), () => this.#tellDepartures());
  }

  /** Called once a lease: a connection over which nothing came for so long is a dead one. */
  cutSilent(): void {
    for (const session of this.#sessions.values()) {
      if (session.isSilent()) session.close('nothing was heard from it');
    }
  }

  /** This process stood still: what it did not hear meanwhile is no silence. */
  excuseSilence(): void {
    for (const session of this.#sessions.values()) session.excuse();
  }

  /** Ends all connections. The agents go on, and come back. */
  close(): void {
    this.#isClosed = true;
    this.#cancelDepartures();
    for (const visit of this.#strangers) visit.connection.close('the control plane stops');
    for (const session of this.#sessions.values()) session.close('the control plane stops');
  }

  /** @param nodeId the task's node; null when the record was deleted or has none yet. */
  #sessionOf(taskId: TaskId, nodeId: NodeId | null): AgentSession | undefined {
    const home = nodeId ?? this.#homes.get(taskId);
    if (nodeId === null) {
      this.#homes.delete(taskId);
      this.#departures.forget(taskId);
    } else this.#homes.set(taskId, nodeId);
    return home === undefined ? undefined : this.#sessions.get(home);
  }

  /** With a message it was asked for before, and could not be done. */
  #volumeChanged(volume: VolumeRecord | null): void {
    if (volume?.state !== 'deleting' || volume.message !== '' || volume.nodeId === null) return;
    this.#sessions.get(volume.nodeId)?.removeVolumes([volume]);
  }

  #removed(nodeId: NodeId): void {
    const { keys, log } = this.#options;
    this.#sessions.get(nodeId)?.refuse(refusals.removed);
    keys
      .revoke(nodeId)
      .catch((error) => log.error({ err: error, nodeId }, 'Could not revoke the key of a node'));
  }

  async #admit(hello: Hello, visit: AgentVisit): Promise<void> {
    const { view, keys, isJoinToken, put } = this.#options;
    const identified = identify(hello, { view: view(), keys, isJoinToken });
    if (!identified.ok) return this.#refuse(visit, identified.error);
    const nodeId = identified.value;
    const tasks = nodeId === null ? [] : ownReports(hello.tasks, nodeId, view());
    const outcome = await put({ kind: 'register', nodeId, node: hello.node, tasks });
    if (outcome.kind === 'dropped' || outcome.answer?.kind !== 'register') {
      return this.#refuse(visit, refusals.unavailable);
    }
    const key = nodeId === null ? await keys.issue(outcome.answer.nodeId) : null;
    if (visit.isGone) this.#disconnected(outcome.answer.nodeId);
    else this.#welcome(outcome.answer, visit, key);
  }

  #welcome(
    { nodeId, session }: { nodeId: NodeId; session: number },
    visit: AgentVisit,
    key: string | null,
  ): void {
    const { view, log, metrics } = this.#options;
    const earlier = this.#sessions.get(nodeId);
    const admitted = new AgentSession({ nodeId, session }, visit.connection, {
      ...this.#options,
      isHeld: (task) => this.#isHeld(task),
      servicesApplied: () => this.#tellDepartures(),
    });
    this.#strangers.delete(visit);
    this.#sessions.set(nodeId, admitted);
    earlier?.refuse(refusals.superseded);
    for (const task of view().tasksOfNode(nodeId)) this.#homes.set(task.id, nodeId);
    visit.letIn(admitted);
    metrics.welcomes.add();
    log.info({ nodeId, session, peer: visit.connection.peer }, 'Welcomed an agent');
    admitted.welcome(key);
    admitted.tellServices(this.#services.welcome(view()));
  }

  #refuse(visit: AgentVisit, refusal: Refusal): void {
    this.#options.metrics.refusals.add();
    this.#options.log.warn({ peer: visit.connection.peer, code: refusal.code }, 'Refused an agent');
    visit.turnAway(refusal);
  }

  #admissionFailed(visit: AgentVisit, error: unknown): void {
    this.#options.log.error({ err: error, peer: visit.connection.peer }, 'Could not let an agent in');
    this.#refuse(visit, refusals.unavailable);
  }

  #gone(visit: AgentVisit, session: AgentSession | null, reason: string): void {
    this.#strangers.delete(visit);
    session?.lost(reason);
    // Unless a later session of the node has taken its place.
    if (session === null || this.#sessions.get(session.nodeId) !== session) return;
    this.#sessions.delete(session.nodeId);
    this.#options.log.info({ nodeId: session.nodeId, reason }, 'An agent disconnected');
    this.#disconnected(session.nodeId);
    this.#tellDepartures();
  }

  #disconnected(nodeId: NodeId): void {
    if (!this.#sessions.has(nodeId)) void this.#options.put({ kind: 'disconnect', nodeId });
  }
}
