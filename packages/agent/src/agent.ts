import type { NodeNetwork } from '@gantry/network';
import type { RuntimeDriver } from '@gantry/runtime';
import type { AgentLog } from './agent-log.ts';
import { type Clock, pause } from './clock.ts';
import type { ExecutorDoor } from './executor/executor-door.ts';
import { subscribeWithinMs } from './executor/executor-seat.ts';
import type { IdentityStore } from './identity.ts';
import type { Journal } from './journal.ts';
import { NodeDescriber, type NodeFacts } from './node-description.ts';
import type { Dialer } from './prober.ts';
import { RequestDesk } from './request-desk.ts';
import { RuntimeWatch } from './runtime-watch.ts';
import { ServiceBook } from './service-book.ts';
import { Session, type TaskMessage } from './session.ts';
import { type PortTrial, TakenPorts } from './taken-ports.ts';
import { TaskBoard } from './task-board.ts';
import type { Transport } from './transport.ts';
import { UsageSampler } from './usage-sampler.ts';
import { VolumeRemovals } from './volume-removals.ts';
import type { Volumes } from './volumes.ts';

/** Everything an agent needs from the world; a simulator gives it another one. */
export interface AgentOptions {
  clock: Clock;
  log: AgentLog;
  transport: Transport;
  identity: IdentityStore;
  /** Exchanged once for the node's own key; null when the node has one already. */
  joinToken: string | null;
  journal: Journal;
  volumes: Volumes;
  dialer: Dialer;
  /** Tries a host port before a task gets it. null: nothing but tasks listens on this node's. */
  isPortFree: PortTrial | null;
  drivers: readonly RuntimeDriver[];
  /** Brings traffic to services. null: this node brings none. */
  network: NodeNetwork | null;
  /** Where frameworks' own executors come to. Left out: this node serves none. */
  executorDoor?: ExecutorDoor;
  /** How long an executor that runs may take to come there. Left out: a minute. */
  subscribeWithinMs?: number;
  node: NodeFacts;
  bootId: string;
}

/** A runtime that does not answer must not keep the node from the control plane for longer than this. */
const askRuntimesWithinMs = 5_000;

/**
 * The agent of one node: makes the node's tasks as the control plane wants them, and tells how they are. It goes on
 * with what it knows while the control plane is away, and finds everything again after its own restart.
 */
export class Agent {
  readonly #options: AgentOptions;
  readonly #board: TaskBoard;
  readonly #session: Session;
  readonly #desk: RequestDesk;
  readonly #services: ServiceBook;
  readonly #removals: VolumeRemovals;
  readonly #describer: NodeDescriber;
  readonly #watches: RuntimeWatch[];

  constructor(options: AgentOptions) {
    const { clock, log, dialer, volumes, node, bootId, drivers, journal, network } = options;
    this.#options = options;
    const onChange = () => this.#session.describe();
    const takenPorts = new TakenPorts({ clock, isFree: options.isPortFree, onChange });
    this.#board = new TaskBoard({
      tools: { clock, log, dialer, volumes, takenPorts, bootId },
      drivers,
      journal,
      onReport: (report) => this.#session.report(report),
      onRemoved: (taskId) => this.#session.forget(taskId),
      executorDoor: options.executorDoor ?? null,
      subscribeWithinMs: options.subscribeWithinMs ?? subscribeWithinMs,
      send: (message) => this.#session.send(message),
    });
    this.#session = this.#makeSession();
    this.#desk = new RequestDesk({
      board: this.#board,
      drivers,
      send: (message) => this.#session.send(message),
      drained: () => this.#session.drained(),
    });
    this.#services = new ServiceBook({
      ...{ network, log },
      send: (message) => this.#session.send(message),
      onTroubles: (troubles) => this.#describer.setTroubles(troubles),
    });
    this.#removals = new VolumeRemovals({
      ...{ clock, log, volumes },
      send: (message) => this.#session.send(message),
    });
    this.#describer = new NodeDescriber({
      ...{ clock, log, facts: node, drivers, volumes, takenPorts, onChange },
    });
    this.#watches = drivers.map((driver) => this.#watch(driver));
  }

  /** Finds what runs, then connects. Resolves when connecting has begun. */
  async start(): Promise<void> {
    const { clock, journal } = this.#options;
    this.#board.restore(await journal.load());
    const asked = [this.#describer.start(), ...this.#watches.map((watch) => watch.start())];
    await Promise.race([Promise.all(asked), pause(clock, askRuntimesWithinMs)]);
    await this.#session.start();
  }

  /** Lets go of everything. The tasks run on. */
  async stop(): Promise<void> {
    this.#session.stop();
    this.#desk.closeAll();
    this.#describer.stop();
    this.#removals.close();
    for (const watch of this.#watches) watch.stop();
    this.#board.close();
    await this.#options.executorDoor?.close();
    await this.#options.journal.flush();
    await Promise.all(this.#options.drivers.map((driver) => driver.close()));
    await this.#options.network?.close();
  }

  #makeSession(): Session {
    const { clock, log, transport, identity, joinToken } = this.#options;
    const usage = new UsageSampler(this.#board, clock);
    return new Session({
      ...{ clock, log, transport, identity, joinToken },
      describe: () => this.#describer.description,
      reports: () => this.#board.reports(),
      heartbeat: () => usage.heartbeat(),
      onWelcome: (welcome) => {
        this.#services.welcome(welcome.nodeId);
        this.#board.welcome(welcome);
      },
      onMessage: (message) => this.#receive(message),
      onDisconnect: () => this.#desk.closeAll(),
      onDurable: (report) => this.#board.durable(report),
    });
  }

  #receive(message: TaskMessage): void {
    if (message.type === 'assign') this.#board.assign(message);
    else if (message.type === 'services') this.#services.receive(message);
    else if (message.type === 'executor-message')
      this.#board.executors.message(message.taskId, message.dataBase64);
    else if (message.type === 'remove-volumes') this.#removals.begin(message.volumes);
    else this.#desk.receive(message);
  }

  #watch(driver: RuntimeDriver): RuntimeWatch {
    const { clock, log } = this.#options;
    return new RuntimeWatch({
      ...{ clock, log, driver },
      onObserved: (observed) => this.#board.observe(driver, observed),
      onListed: (all, askedMs) => this.#board.listed(driver, all, askedMs),
    });
  }
}
