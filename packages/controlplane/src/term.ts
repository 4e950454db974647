import type { Engine, EngineInput, View } from '@gantry/engine';
import type { Commit, NodeId, Snapshot } from '@gantry/model';
import type { Leadership, Store } from '@gantry/store';
import { AgentGateway, type AgentGatewayOptions } from './agent-gateway.ts';
import { agentMetrics } from './agent-metrics.ts';
import { bounds } from './bounds.ts';
import { type Clock, steadyClock } from './clock.ts';
import { CommitLoop } from './commit-loop.ts';
import { DeltaHub } from './delta-hub.ts';
import { ImageLooks } from './image-looks.ts';
import { Inbox, type Outcome } from './inbox.ts';
import type { Log } from './log.ts';
import { loopMetrics } from './loop-metrics.ts';
import type { Metrics } from './metrics.ts';
import { startPulse } from './pulse.ts';
import { compactToRetention, type Retention } from './retention.ts';
import { usageSamples } from './usage-samples.ts';

export interface TermOptions {
  store: Store;
  leadership: Leadership;
  snapshot: Snapshot;
  engine: Engine;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  retention: Retention;
  agents: Pick<
    AgentGatewayOptions,
    | ('keys' | 'isJoinToken' | 'leaseMs' | 'heartbeatMs' | 'vault' | 'serviceNetwork')
    | ('executorSaid' | 'measured')
  >;
  afterCommit: (commit: Commit, view: View) => void;
  onFatal: (error: unknown) => void;
}

/** Everything that exists while this process leads: the engine with all that feeds it and hears from it. */
export class Term {
  readonly clock: Clock;
  readonly engine: Engine;
  readonly hub: DeltaHub;
  readonly inbox = new Inbox(bounds.waitingCommands);
  readonly gateway: AgentGateway;
  readonly loop: CommitLoop;
  readonly imageLooks: ImageLooks;
  readonly #options: TermOptions;
  readonly #metrics: ReturnType<typeof loopMetrics>;
  #stopPulse = () => {};
  #cancelCompaction = () => {};
  #cancelMeasuring = () => {};
  #compacting: Promise<void> = Promise.resolve();
  #lastSweepMs: number;

  constructor(options: TermOptions) {
    const { engine, store, log, snapshot, leadership } = options;
    this.#options = options;
    this.engine = engine;
    this.clock = steadyClock(options.clock, snapshot.atMs);
    this.#metrics = loopMetrics(options.metrics);
    const ring = { commits: bounds.ringCommits, changes: bounds.ringChanges };
    this.hub = new DeltaHub({ head: snapshot.revision, bounds: ring, log });
    this.gateway = new AgentGateway(this.#gatewayOptions());
    this.imageLooks = new ImageLooks({
      clock: this.clock,
      view: () => this.engine.view,
      isConnected: (nodeId) => this.gateway.isConnected(nodeId),
      ask: (nodeId, request) => this.gateway.lookForImages(nodeId, request),
      put: (input) => this.put(input),
    });
    this.loop = new CommitLoop({
      ...{ engine, store, log, inbox: this.inbox, clock: this.clock, metrics: this.#metrics },
      fence: leadership.fence,
      onCommit: (commit) => this.#committed(commit),
      onFatal: options.onFatal,
    });
    this.#lastSweepMs = this.clock.nowMs();
  }

  start(): void {
    this.#stopPulse = startPulse(this.clock, {
      beat: () => this.#beat(),
      stall: (stalledMs) => this.#stalled(stalledMs),
    });
    this.#planCompaction();
    this.#planMeasuring();
    // What was under way when the last leader stopped goes on.
    this.loop.wakeNow();
  }

  /** Ends in order: nothing new comes in, what is being written is finished and told. */
  async end(error: unknown): Promise<void> {
    this.#stopPulse();
    this.#cancelCompaction();
    this.#cancelMeasuring();
    this.gateway.close();
    await this.loop.end(error);
    await this.#compacting;
    await this.#options.leadership.release();
  }

  /** Resolves when what it led to is durable, or is clear to lead to nothing. */
  put(input: EngineInput): Promise<Outcome> {
    const { trouble, ending } = this.loop;
    return new Promise((settle) => {
      if (ending !== null) settle({ kind: 'dropped', error: ending.error });
      else if (trouble !== null && input.kind === 'command') settle({ kind: 'dropped', error: trouble });
      else if (this.inbox.put({ input, settle })) this.loop.wake();
      else settle({ kind: 'dropped', error: new Overloaded() });
    });
  }

  countRefusal(): void {
    this.#metrics.refusedCommands.add();
  }

  #gatewayOptions(): AgentGatewayOptions {
    const { agents, log, metrics } = this.#options;
    return {
      ...agents,
      ...{ log, clock: this.clock, metrics: agentMetrics(metrics) },
      view: () => this.engine.view,
      put: (input) => this.put(input),
      heartbeat: (nodeId, atMs) => this.#heartbeat(nodeId, atMs),
    };
  }

  /** Only the return of an unreachable node is news. All others are looked at when a lease would run out. */
  #heartbeat(nodeId: NodeId, atMs: number): void {
    this.inbox.heartbeat(nodeId, atMs);
    if (this.engine.view.get('nodes', nodeId)?.status === 'unreachable') this.loop.wakeNow();
  }

  #committed(commit: Commit): void {
    this.hub.publish(commit);
    this.gateway.onCommit(commit);
    this.#options.afterCommit(commit, this.engine.view);
  }

  #beat(): void {
    const nowMs = this.clock.nowMs();
    if (nowMs - this.#lastSweepMs < this.#options.agents.leaseMs) return;
    this.#lastSweepMs = nowMs;
    this.gateway.cutSilent();
  }

  /** Every node gets a whole new lease: it may have called while nobody here could hear it. */
  #stalled(stalledMs: number): void {
    this.#options.log.warn({ stalledMs }, 'This process stood still; no node is blamed for the silence');
    this.#metrics.stalls.add();
    this.gateway.excuseSilence();
    const atMs = this.clock.nowMs();
    for (const node of this.engine.view.all('nodes')) {
      if (node.status === 'ready') this.inbox.heartbeat(node.id, atMs);
    }
  }

  #planMeasuring(): void {
    this.#cancelMeasuring = this.clock.after(bounds.measureEveryMs, () => {
      const samples = usageSamples(this.engine.view, (nodeId) => this.gateway.usageOf(nodeId));
      if (samples.length > 0) void this.put({ kind: 'usage', samples });
      this.#planMeasuring();
    });
  }

  #planCompaction(): void {
    this.#cancelCompaction = this.clock.after(bounds.compactEveryMs, () => {
      this.#compacting = this.#compact();
      this.#planCompaction();
    });
  }

  async #compact(): Promise<void> {
    const { store, retention, log } = this.#options;
    const now = { revision: this.engine.view.revision, atMs: this.clock.nowMs() };
    try {
      const revision = await compactToRetention(store, now, retention);
      if (revision !== null) log.info({ revision }, 'Compacted the history');
    } catch (error) {
      log.error({ err: error }, 'Could not compact the history; it is tried again');
    }
  }
}

/** More commands wait than can be answered in time. */
export class Overloaded extends Error {
  override name = 'Overloaded';
}

/** This process no longer takes anything, on purpose. */
export class Stopping extends Error {
  override name = 'Stopping';
}
