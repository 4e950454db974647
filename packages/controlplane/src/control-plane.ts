import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  defaultBounds,
  type Engine,
  type Holes,
  type Ladder,
  type LargerHole,
  type NodeRefusal,
  nameServerOf,
  type Plan,
  type Shape,
  type View,
  type WhyNot,
} from '@gantry/engine';
import {
  type Act,
  type Actor,
  type AgentRequest,
  type Command,
  type CommandId,
  type CommandReply,
  type Commit,
  type DeploymentRecord,
  err,
  type NodeId,
  ok,
  type Rejection,
  type Result,
  rejection,
  type SealedValue,
  type SecretParts,
  type ServiceNetwork,
  type Snapshot,
  type TaskId,
} from '@gantry/model';
import { CompactedError, type Leadership, StaleWriterError, type Store, StoreFault } from '@gantry/store';
import type { AgentConnection } from './agent-connection.ts';
import { AgentSocketServer } from './agent-socket.ts';
import { type Clock, systemClock } from './clock.ts';
import { guardRefusalOf } from './guard.ts';
import { inTurns } from './in-turns.ts';
import type { Outcome } from './inbox.ts';
import { type Log, silentLog } from './log.ts';
import { Metrics } from './metrics.ts';
import type { NodeKeys } from './node-keys.ts';
import { type OpenTerminal, OpenTerminals } from './open-terminals.ts';
import type { AgentStream, ControlPlane, ExecutorListener, NodeUsage, UsageListener } from './port.ts';
import { restorationsOf } from './restorations.ts';
import { defaultRetention, type Retention } from './retention.ts';
import { type RightsOf, refusalOf, streamRefusalOf } from './rights.ts';
import { sealSecret } from './seal-secret.ts';
import { nodesRefusalOf } from './stream-answer.ts';
import { Overloaded, Stopping, Term } from './term.ts';
import { createMemoryVault, type Vault } from './vault.ts';

export interface ControlPlaneOptions {
  store: Store;
  /** Of the store, by who waited for it before. Left out: `start` takes it. */
  leadership?: Leadership;
  /** The engine for the state that was found in the store. */
  createEngine(snapshot: Snapshot): Engine;
  agents: {
    /** Called once this process leads, because until then another one may write them. */
    openKeys(): NodeKeys;
    /** Whether a node may join with it. Compare in constant time (`sameSecret`). */
    isJoinToken(token: string): boolean;
    /** How long a node is trusted without a heartbeat, and how often one is asked for. */
    leaseMs: number;
    heartbeatMs: number;
    /** What nodes are told of services as a whole; it must be the engine's own range. */
    serviceNetwork?: ServiceNetwork;
  };
  /** Nothing can be written here any more (another leads, or the store failed): exit, and start anew. */
  onFatal(error: unknown): void;
  /** Called with each command that somebody asked for and its answer, done or refused. */
  onAnswered?(command: Command, actor: Actor, answer: Result<CommandReply, Rejection>): void;
  /** Called with each stream that somebody asked a node for, once it is known whether it is refused; null: it is open. */
  onStreamAsked?(request: AgentRequest, actor: Actor, refusal: Rejection | null): void;
  /** Called after each adopted commit, for checks; a throw is fatal. */
  afterCommit?(commit: Commit, view: View): void;
  /** Seals and opens secrets. Without one: with a key that is gone with the process. */
  vault?: Vault;
  /** What the callers of doors may do. Left out: everything. */
  rightsOf?: RightsOf;
  retention?: Retention;
  clock?: Clock;
  log?: Log;
  /** The part by chance of the ids of commands that came without one. */
  newId?(): string;
}

/** The control plane with its own on and off. */
export interface ControlPlaneHost extends ControlPlane {
  /** Waits for leadership, loads the state and goes to work. Rejects when the signal aborts or the store refuses. */
  start(signal?: AbortSignal): Promise<void>;
  /** Finishes what is being written, tells, and lets go of the leadership. The store stays open. */
  stop(): Promise<void>;
  /** Takes over an upgrade whose path is `/agent`. */
  upgradeAgent(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** As `upgradeAgent`, for agents that come some other way. */
  connectAgent(connection: AgentConnection): void;
  /** null when everything works; otherwise what does not, in a sentence. */
  trouble(): string | null;
  /** Prometheus text. */
  metricsText(): string;
}

export function createControlPlane(options: ControlPlaneOptions): ControlPlaneHost {
  return new Host(options);
}

/** Drawn by chance once, then counted: asking the system for chance at every command costs more than the command's parse. */
function numberedIds(): () => string {
  const source = randomBytes(9).toString('base64url');
  let number = 0;
  return () => `${source}${(number++).toString(36)}`;
}

const defaultServiceNetwork: ServiceNetwork = {
  cluster: 'gantry',
  range: defaultBounds.serviceRange,
  nameServer: nameServerOf(defaultBounds.serviceRange),
  ingressPort: 4_580,
  ingressTlsPort: 4_581,
  relayKey: randomBytes(32).toString('base64url'),
};

/** Of what is only looked at: the newest few are asked for in registries, and that only now and then. */
const idleLook = { mostFar: 10, standsMs: 60_000 };

const notStarted = 'The control plane does not lead yet. Try again in a moment.';

class Host implements ControlPlaneHost {
  readonly #options: ControlPlaneOptions;
  readonly #log: Log;
  readonly #metrics = new Metrics();
  readonly #newId: () => string;
  readonly #vault: Vault;
  readonly #rightsOf: RightsOf;
  readonly #agentSockets = new AgentSocketServer((connection) => this.connectAgent(connection));
  readonly #executorListeners = new Set<ExecutorListener>();
  readonly #usageListeners = new Set<UsageListener>();
  readonly #terminals = new OpenTerminals();
  #term: Term | null = null;
  #failure: unknown = null;

  constructor(options: ControlPlaneOptions) {
    this.#options = options;
    this.#log = options.log ?? silentLog;
    this.#vault = options.vault ?? createMemoryVault();
    this.#rightsOf = options.rightsOf ?? (() => ({ level: 'admin', namespaces: null }));
    this.#newId = options.newId ?? numberedIds();
    this.#addGauges();
  }

  async start(signal: AbortSignal = new AbortController().signal): Promise<void> {
    const leadership = this.#options.leadership ?? (await this.#options.store.lead(signal));
    try {
      this.#term = await this.#begin(leadership);
    } catch (error) {
      await leadership.release();
      throw error;
    }
    leadership.lost.addEventListener('abort', () =>
      this.#fatal(new StaleWriterError('Leadership was lost.')),
    );
    this.#term.start();
  }

  async #begin(leadership: Leadership): Promise<Term> {
    const { store, createEngine, agents, clock = systemClock } = this.#options;
    const snapshot = await store.load();
    this.#log.info({ revision: snapshot.revision, fence: leadership.fence }, 'Loaded the state and leads');
    return new Term({
      ...{ store, leadership, snapshot, clock },
      agents: {
        serviceNetwork: defaultServiceNetwork,
        ...agents,
        keys: agents.openKeys(),
        vault: this.#vault,
        executorSaid: (executor, dataBase64) => {
          for (const listener of this.#executorListeners) listener(executor, dataBase64);
        },
        measured: (nodeId, usage) => {
          for (const listener of this.#usageListeners) listener(nodeId, usage);
        },
      },
      engine: createEngine(snapshot),
      log: this.#log,
      metrics: this.#metrics,
      retention: this.#options.retention ?? defaultRetention,
      afterCommit: this.#options.afterCommit ?? (() => {}),
      onFatal: (error) => this.#fatal(error),
    });
  }

  async stop(): Promise<void> {
    const term = this.#term;
    if (term === null) return;
    await term.end(new Stopping('The control plane stops.'));
    this.#log.info({ revision: term.engine.view.revision }, 'Stopped');
  }

  get view(): View {
    return this.#lead().engine.view;
  }

  async submit(
    command: Command,
    actor: Actor,
    commandId?: CommandId,
    typed: string | null = null,
  ): Promise<Result<CommandReply, Rejection>> {
    const answer = await this.#answer(command, { actor, id: commandId ?? this.#newCommandId(), typed });
    this.#options.onAnswered?.(command, actor, answer);
    return answer;
  }

  async #answer(
    command: Command,
    { actor, id, typed }: { actor: Actor; id: CommandId; typed: string | null },
  ): Promise<Result<CommandReply, Rejection>> {
    if (this.#term === null) return err(rejection('not_leader', notStarted));
    const refusal = this.refusalOf(command, actor, typed);
    if (refusal !== null) return err(refusal);
    // Most commands bring nothing back, and wait for nobody.
    const looked = this.#looksBefore(command);
    if (looked.length > 0) await Promise.all(looked);
    const outcome = await this.#term.put({ kind: 'command', commandId: id, actor, command });
    return this.#replyOf(outcome);
  }

  refusalOf(command: Command, actor: Actor, typed: string | null = null): Rejection | null {
    const { view } = this;
    const isOwn = actor.via === 'engine';
    const refusal = refusalOf(command, { actor, rightsOf: this.#rightsOf, view });
    return refusal ?? (isOwn ? null : guardRefusalOf(command, { view, typed, via: actor.via }));
  }

  sealSecret(parts: SecretParts): Result<Record<string, SealedValue>, Rejection> {
    if (this.#term === null) return err(rejection('not_leader', notStarted));
    return sealSecret(this.#vault, parts, this.view.secret(parts.namespace, parts.name));
  }

  async lookBefore(command: Command): Promise<void> {
    await Promise.all(this.#looksBefore(command));
  }

  #looksBefore(command: Command): Promise<void>[] {
    const term = this.#term;
    if (term === null) return [];
    return restorationsOf(command, this.view).map(({ deployment, templateHash }) =>
      term.imageLooks.look(deployment, [templateHash]),
    );
  }

  async lookAtRevisions(deployment: DeploymentRecord): Promise<void> {
    const revisions = this.view.revisionsOf(deployment.id).sort((a, b) => b.number - a.number);
    const earlier = new Set(revisions.map(({ templateHash }) => templateHash));
    earlier.delete(deployment.templateHash);
    await this.#term?.imageLooks.look(deployment, [...earlier], idleLook);
  }

  plan(command: Act, actor: Actor): Result<Plan, Rejection> {
    if (this.#term === null) return err(rejection('not_leader', notStarted));
    return this.#term.engine.plan(command, actor, this.now());
  }

  ladder(): Ladder {
    return this.#lead().engine.ladder();
  }

  whyNot(task: TaskId): WhyNot | null {
    return this.#lead().engine.whyNot(task, this.now());
  }

  refusedBy(node: NodeId): NodeRefusal[] {
    return this.#lead().engine.refusedBy(node, this.now());
  }

  async holes(shape: Shape): Promise<Holes> {
    return inTurns(this.#lead().engine.holes(shape));
  }

  async largerHole(shape: Shape): Promise<LargerHole | null> {
    return inTurns(this.#lead().engine.largerHole(shape));
  }

  subscribe(afterRevision: number, onCommit: (commit: Commit) => void): (() => void) | null {
    return this.#lead().hub.subscribe(afterRevision, onCommit);
  }

  openStream(request: AgentRequest, actor: Actor): Result<AgentStream, Rejection> {
    const opened = this.#openStream(request, actor);
    const tell = (refusal: Rejection | null) => this.#options.onStreamAsked?.(request, actor, refusal);
    if (!opened.ok) tell(opened.error);
    else void nodesRefusalOf(opened.value, this.#options.clock ?? systemClock).then(tell);
    return opened;
  }

  #openStream(request: AgentRequest, actor: Actor): Result<AgentStream, Rejection> {
    if (this.#term === null) return err(rejection('not_leader', notStarted));
    const refusal = streamRefusalOf(request, { actor, rightsOf: this.#rightsOf, view: this.view });
    if (refusal !== null) return err(refusal);
    const opened = this.#term.gateway.openStream(request);
    if (opened.ok) this.#terminals.watch(opened.value, request, actor);
    return opened;
  }

  terminals(): readonly OpenTerminal[] {
    return this.#terminals.list;
  }

  tellExecutor(executor: TaskId, dataBase64: string): void {
    this.#term?.gateway.tellExecutor(executor, dataBase64);
  }

  hearExecutors(listener: ExecutorListener): () => void {
    this.#executorListeners.add(listener);
    return () => this.#executorListeners.delete(listener);
  }

  usageOf(nodeId: NodeId): NodeUsage | null {
    return this.#term?.gateway.usageOf(nodeId) ?? null;
  }

  hearUsage(listener: UsageListener): () => void {
    this.#usageListeners.add(listener);
    return () => this.#usageListeners.delete(listener);
  }

  isConnected(nodeId: NodeId): boolean {
    return this.#term?.gateway.isConnected(nodeId) ?? false;
  }

  now(): number {
    return (this.#term?.clock ?? this.#options.clock ?? systemClock).nowMs();
  }

  historyAfter(afterRevision: number, limit: number): Promise<Commit[]> {
    return this.#options.store.history(afterRevision, limit);
  }

  async stateAt(atMs: number): Promise<Result<Snapshot, Rejection>> {
    const { store } = this.#options;
    try {
      const { revision, oldest } = await store.revisionAt(atMs);
      return revision < oldest ? err(tooFarBack(oldest)) : ok(await store.at(revision));
    } catch (error) {
      if (error instanceof CompactedError) return err(tooFarBack(error.oldestRevision));
      throw error;
    }
  }

  upgradeAgent(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#agentSockets.upgrade(request, socket, head);
  }

  connectAgent(connection: AgentConnection): void {
    if (this.#term === null) connection.close(notStarted);
    else this.#term.gateway.connect(connection);
  }

  trouble(): string | null {
    if (this.#failure !== null) return 'The control plane has failed and is about to exit.';
    return this.#term === null ? notStarted : (this.#term.loop.trouble?.message ?? null);
  }

  metricsText(): string {
    return this.#metrics.text();
  }

  /** Begins with the time: neighbours in time are neighbours in the store's index, so a commit writes fewer pages. */
  #newCommandId(): CommandId {
    return `c${this.now().toString(36)}-${this.#newId()}` as CommandId;
  }

  #lead(): Term {
    if (this.#term === null) throw new Error(notStarted);
    return this.#term;
  }

  #replyOf(outcome: Outcome): Result<CommandReply, Rejection> {
    if (outcome.kind === 'done') {
      if (outcome.answer?.kind !== 'command') throw new Error('The engine did not answer a command.');
      return outcome.answer.result;
    }
    const refused = rejectionOf(outcome.error);
    if (refused === null) throw outcome.error;
    this.#term?.countRefusal();
    return err(refused);
  }

  #fatal(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#log.error({ err: error }, 'The control plane cannot go on');
    this.#term?.gateway.close();
    this.#options.onFatal(error);
  }

  #addGauges(): void {
    const gauge = (name: string, help: string, read: (term: Term) => number) =>
      this.#metrics.gauge(name, help, () => (this.#term === null ? 0 : read(this.#term)));
    gauge('gantry_leader', 'Whether this process leads.', () => (this.#failure === null ? 1 : 0));
    gauge('gantry_revision', 'The newest durable revision.', (term) => term.engine.view.revision);
    gauge('gantry_inbox_inputs', 'Inputs that wait for a step.', (term) => term.inbox.size);
    gauge('gantry_agent_sessions', 'Connected agents.', (term) => term.gateway.sessions);
    gauge(
      'gantry_agent_streams',
      'Open logs, terminals and forwarded ports.',
      (term) => term.gateway.streams,
    );
    gauge('gantry_delta_subscribers', 'Subscribers to commits.', (term) => term.hub.subscribers);
  }
}

function tooFarBack(oldest: number): Rejection {
  return rejection('gone', `The history reaches back to revision ${oldest} only. Choose a later moment.`);
}

/** What a command's caller is told when no step took it. null: a bug, which is for the log. */
function rejectionOf(error: unknown): Rejection | null {
  if (error instanceof Overloaded) {
    return rejection(
      'overloaded',
      'Too many commands wait already, and nothing was done. Try again shortly.',
    );
  }
  if (error instanceof Stopping) {
    return rejection(
      'unavailable',
      'The control plane is stopping, and nothing was done. Try again shortly.',
    );
  }
  if (error instanceof StaleWriterError) {
    return rejection(
      'not_leader',
      'Another control plane leads now, and nothing was done here. Try again there.',
    );
  }
  if (!(error instanceof StoreFault)) return null;
  if (error.kind === 'full') return rejection('storage_full', error.message);
  const retry = 'Ask again with the same command id to learn whether this was done.';
  return rejection('unavailable', `${error.message} ${retry}`);
}
