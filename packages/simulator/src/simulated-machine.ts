import { Agent, type Dialer, type Identity, type JournalEntry, silentLog, type Volumes } from '@gantry/agent';
import type { NodeId, TaskId } from '@gantry/model';
import { createSimulatedDriver, type SimulatedContainer, SimulatedNode } from '@gantry/runtime';
import type { Link } from './network.ts';
import type { Random } from './random.ts';
import { executorContainer, type FindVisitor, SimulatedExecutor } from './simulated-executor.ts';
import type { VirtualTime } from './virtual-time.ts';

export const joinToken = 'simulated-join-token';

/** One machine of the simulated cluster: containers and memory outlive the agent, as on a real one. */
export class SimulatedMachine {
  readonly name: string;
  readonly link: Link;
  readonly containers: SimulatedNode;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #index: number;
  #identity: Identity | null = null;
  #journal = new Map<TaskId, JournalEntry>();
  /** Where executors come to, while the agent is up. */
  #door: FindVisitor | null = null;
  readonly #executors = new Map<TaskId, { id: string; frameworkId: string }>();
  #agent: Agent | null = null;
  /** A crashed agent's code may still run to its next await: what it does then reaches nobody. */
  #life = 0;

  constructor(options: { index: number; time: VirtualTime; random: Random; link: Link }) {
    this.name = `node-${options.index + 1}`;
    this.#index = options.index;
    this.#time = options.time;
    this.#random = options.random;
    this.link = options.link;
    this.containers = new SimulatedNode(options.time);
    const begun = new Set<string>();
    this.containers.onChange(({ runtimeId, containerName, state }) => {
      if (containerName !== executorContainer || state !== 'running' || begun.has(runtimeId)) return;
      begun.add(runtimeId);
      this.#beginExecutor(this.containers.containers.get(runtimeId)!);
    });
  }

  /** Its program knows who it is from its environment, whatever its agent forgets. */
  #beginExecutor(container: SimulatedContainer): void {
    const { taskId } = container.observed;
    new SimulatedExecutor({
      ...{ time: this.#time, random: this.#random, node: this.containers, container },
      who: () => this.#executors.get(taskId) ?? null,
      door: () => this.#door,
    });
  }

  get isUp(): boolean {
    return this.#agent !== null;
  }

  /** The node that this machine is; null while no answer to its joining has arrived. */
  get nodeId(): NodeId | null {
    return this.#identity?.nodeId ?? null;
  }

  start(): void {
    if (this.#agent !== null) return;
    const agent = this.#makeAgent(++this.#life);
    this.#agent = agent;
    void agent.start();
  }

  /** kill -9 of the agent: the containers go on. */
  crash(options: { loseJournal: boolean }): void {
    const agent = this.#agent;
    if (agent === null) return;
    this.#agent = null;
    this.#door = null;
    this.#life++;
    this.link.cut('the agent was killed');
    void agent.stop();
    if (options.loseJournal) this.#journal = new Map();
  }

  /** `kill -9` of one container from outside. */
  killOneContainer(): void {
    const running = [...this.containers.containers.values()].filter(
      ({ observed }) => observed.state === 'running',
    );
    if (running.length > 0) this.containers.end(this.#random.pick(running), 137);
  }

  #save(entry: JournalEntry): void {
    const { taskId, executor } = entry.assignment;
    this.#journal.set(taskId, entry);
    if (executor !== undefined) this.#executors.set(taskId, executor);
  }

  #makeAgent(life: number): Agent {
    const { nowMs, elapsedMs, after } = this.#time;
    const isAlive = () => life === this.#life;
    return new Agent({
      clock: {
        nowMs,
        elapsedMs,
        random: () => this.#random.next(),
        after: (delayMs, run) => after(delayMs, () => isAlive() && run()),
      },
      log: silentLog,
      transport: this.link,
      identity: {
        load: async () => this.#identity,
        save: async (identity) => {
          this.#identity = identity;
        },
      },
      joinToken,
      journal: {
        load: async () => [...this.#journal.values()],
        save: (entry) => isAlive() && this.#save(entry),
        remove: (taskId) => void (isAlive() && this.#journal.delete(taskId)),
        flush: async () => {},
      },
      volumes: noVolumes,
      dialer: noDialer,
      isPortFree: null,
      drivers: [createSimulatedDriver({ node: this.containers })],
      network: null,
      executorDoor: {
        endpoint: `10.0.0.${this.#index + 1}:5051`,
        secretOf: (taskId) => `secret-of-${taskId}`,
        open: (find) => {
          if (isAlive()) this.#door = find;
        },
        close: async () => {},
      },
      node: {
        name: this.name,
        address: `10.0.0.${this.#index + 1}`,
        resources: { cpuMillis: 4_000, memoryBytes: 8 * 1024 ** 3, diskBytes: 100 * 1024 ** 3, gpus: 0 },
        ports: [{ begin: 31_000, end: 31_999 }],
        labels: { zone: `zone-${this.#index % 3}` },
        attributes: {},
        agentVersion: 'simulated',
      },
      bootId: `boot-${this.#index}`,
    });
  }
}

/** Templates of the simulation mount nothing, and their probes run commands: scripts answer those. */
const noVolumes: Volumes = {
  prepare: async ({ template }) => [...(template.initContainers ?? []), ...template.containers].map(() => []),
  removeSecrets: async () => {},
  storageDrivers: async () => ['local'],
  removeVolume: async () => {},
  remove: async () => {},
};
const noNetwork = async () => ({
  result: 'error' as const,
  message: 'a simulated node has no network for probes',
});
const noDialer: Dialer = { http: noNetwork, tcp: noNetwork, grpc: noNetwork };
