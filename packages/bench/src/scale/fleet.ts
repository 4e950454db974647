import type { ControlPlaneHost } from '@gantry/controlplane';
import type { NodeDescription } from '@gantry/model';
import { SimulatedAgent } from './simulated-agent.ts';

const gibibyte = 1024 ** 3;
/** The control plane lets only so many that it does not know knock at once. */
const joinAtOnce = 256;
const tickMs = 50;
/** Each agent says that it lives this often: half of what its lease allows. */
const heartbeatEveryMs = 3_000;
const nodesPerRack = 250;
const leastRacks = 4;
/** At any moment one node in a hundred has a container that is not ready. */
const sickShare = 0.01;

/** Many nodes of one control plane, in its own process. */
export class Fleet {
  readonly agents: SimulatedAgent[];
  #next = 0;
  #lastTickAtMs = performance.now();
  /** Parts of a heartbeat and of a change that the time since the last tick left over. */
  #owedHeartbeats = 0;
  #owedChanges = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  readonly #sick: { agent: SimulatedAgent; taskId: string }[] = [];
  /** Reports of a changed task that were sent. */
  changes = 0;

  private constructor(agents: SimulatedAgent[]) {
    this.agents = agents;
  }

  /** Resolves when all of them have joined. They live from then on. */
  static async join(
    plane: ControlPlaneHost,
    { nodes, token }: { nodes: number; token: string },
  ): Promise<Fleet> {
    const agents = Array.from(
      { length: nodes },
      (_, index) =>
        new SimulatedAgent(description(index, Math.min(nodesPerRack, Math.ceil(nodes / leastRacks)))),
    );
    const fleet = new Fleet(agents);
    fleet.live({ changesPerSecond: 0 });
    for (let first = 0; first < nodes; first += joinAtOnce) {
      const some = agents.slice(first, first + joinAtOnce);
      for (const agent of some) plane.connectAgent(agent);
      for (const agent of some) agent.join(token);
      await Promise.all(some.map(({ joined }) => joined));
    }
    return fleet;
  }

  /** Goes on with heartbeats, and with so many tasks a second that turn ready or not. */
  live({ changesPerSecond }: { changesPerSecond: number }): void {
    this.stop();
    this.#timer = setInterval(() => this.#tick(changesPerSecond), tickMs);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #tick(changesPerSecond: number): void {
    // By the time that has passed: on a busy machine ticks come late, and nobody may be silent for it.
    const passedMs = performance.now() - this.#lastTickAtMs;
    this.#lastTickAtMs += passedMs;
    this.#owedHeartbeats += Math.min(this.agents.length, (this.agents.length * passedMs) / heartbeatEveryMs);
    for (; this.#owedHeartbeats >= 1; this.#owedHeartbeats -= 1) {
      this.agents[this.#next++ % this.agents.length]!.heartbeat();
    }
    this.#owedChanges += (changesPerSecond * passedMs) / 1_000;
    for (; this.#owedChanges >= 1; this.#owedChanges -= 1) this.#flipOne();
  }

  /** A task that is not ready gets ready again, or another one stops being ready: most are well at any moment. */
  #flipOne(): void {
    const sick = this.#sick.length >= this.agents.length * sickShare ? this.#sick.shift() : undefined;
    if (sick !== undefined) {
      this.changes += 1;
      sick.agent.flip(sick.taskId);
    } else this.#flipNext();
  }

  /** Spread over the nodes, and every task of a node in turn. */
  #flipNext(): void {
    const at = (this.changes * 7_919) % this.agents.length;
    const agent = this.agents[at]!;
    const tasks = [...agent.running.keys()];
    const taskId = tasks[Math.floor(this.changes / this.agents.length) % Math.max(1, tasks.length)];
    this.changes += 1;
    if (taskId === undefined) return;
    agent.flip(taskId);
    this.#sick.push({ agent, taskId });
  }
}

function description(index: number, perRack: number): NodeDescription {
  const rack = String(Math.floor(index / perRack) + 1).padStart(2, '0');
  return {
    name: `node-${index + 1}`,
    address: '127.0.0.1',
    resources: { cpuMillis: 16_000, memoryBytes: 64 * gibibyte, diskBytes: 500 * gibibyte, gpus: 0 },
    ports: [],
    labels: { rack },
    attributes: {},
    runtimes: [{ name: 'process', available: true, detail: 'simulated', enforces: [] }],
    agentVersion: 'simulated',
  };
}
