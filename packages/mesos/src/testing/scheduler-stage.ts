import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Caller,
  type ControlPlaneHost,
  createControlPlane,
  createMemoryNodeKeys,
} from '@gantry/controlplane';
import { createEngine } from '@gantry/engine';
import type { NodeDescription } from '@gantry/model';
import { createMemoryDisk, createMemoryStore } from '@gantry/store';
import { createMesosDoor, type MesosDoor, type MesosDoorOptions } from '../door.ts';
import { aMachine, StageAgent } from '../marathon/testing/stage-agent.ts';
import { TestScheduler } from './test-scheduler.ts';

const caller: Caller = { name: 'ada', via: 'api', expiresAtMs: null };

/** A control plane in this process with the real engine, Mesos's door on a port, and agents without machines. */
export class SchedulerStage {
  readonly agents: StageAgent[] = [];
  plane!: ControlPlaneHost;
  door!: MesosDoor;
  url = '';
  readonly #disk = createMemoryDisk();
  #store = createMemoryStore(this.#disk);
  readonly #keys = createMemoryNodeKeys();
  readonly #looks = new Set<() => void>();
  readonly #schedulers: TestScheduler[] = [];
  #closeServer: () => Promise<void> = async () => {};
  readonly #options: Partial<MesosDoorOptions> & { leaseMs?: number };

  private constructor(options: Partial<MesosDoorOptions> & { leaseMs?: number }) {
    this.#options = options;
  }

  static async open(
    nodes: Partial<NodeDescription>[] = [{}],
    options: Partial<MesosDoorOptions> & { leaseMs?: number } = {},
  ): Promise<SchedulerStage> {
    const stage = new SchedulerStage(options);
    await stage.#start();
    for (const [index, node] of nodes.entries()) stage.addNode(aMachine(`node-${index}`, node));
    await stage.until(() => stage.plane.view.count('nodes') === nodes.length);
    return stage;
  }

  addNode(node: NodeDescription): StageAgent {
    const agent = new StageAgent(this.plane, node);
    agent.onTold = () => {
      for (const look of this.#looks) look();
    };
    this.agents.push(agent);
    return agent;
  }

  async #start(): Promise<void> {
    const { leaseMs = 600_000 } = this.#options;
    this.plane = createControlPlane({
      store: this.#store,
      createEngine: (snapshot) => createEngine(snapshot, { bounds: { leaseMs } }),
      agents: {
        openKeys: () => this.#keys,
        isJoinToken: (token) => token === 'join',
        leaseMs,
        heartbeatMs: 60_000,
      },
      onFatal: (error) => {
        throw error;
      },
    });
    await this.plane.start();
    this.door = createMesosDoor(this.plane, { clusterId: 'test', version: '0.1.0', ...this.#options });
    const server = createServer((request, response) => {
      this.door.handle(request, response, caller).catch((error) => {
        response.writeHead(500);
        response.end(String(error?.stack));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#closeServer = async () => {
      this.door.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  }

  scheduler(): TestScheduler {
    const scheduler = new TestScheduler(() => this.url);
    this.#schedulers.push(scheduler);
    return scheduler;
  }

  /** Another control plane takes over the data; the agents come back to it. */
  async restart(): Promise<void> {
    await this.#stop();
    this.#store = createMemoryStore(this.#disk);
    await this.#start();
    for (const agent of this.agents) agent.connect(this.plane);
  }

  async close(): Promise<void> {
    for (const scheduler of this.#schedulers) scheduler.hangUp();
    await this.#stop();
  }

  async #stop(): Promise<void> {
    await this.#closeServer();
    await this.plane.stop();
    await this.#store.close();
  }

  /** Waits, commit by commit and message by message to the agents, until it is so. */
  async until(holds: () => boolean, withinMs = 10_000): Promise<void> {
    if (holds()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`It did not come about: ${holds}`)), withinMs);
    const look = () => {
      if (holds()) resolve();
    };
    const unsubscribe = this.plane.subscribe(this.plane.view.revision, look);
    this.#looks.add(look);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#looks.delete(look);
      unsubscribe?.();
    }
  }
}
