import {
  type NodeDescription,
  type PortRange,
  type Resources,
  type RuntimeInfo,
  type RuntimeName,
  serviceTroublesAttribute,
  storageAttribute,
  takenPortsAttribute,
} from '@gantry/model';
import type { RuntimeDriver } from '@gantry/runtime';
import type { AgentLog } from './agent-log.ts';
import { type Clock, withDeadline } from './clock.ts';
import { type TakenPorts, withoutPorts } from './taken-ports.ts';
import type { Volumes } from './volumes.ts';

/** What a node is, apart from what its runtimes say: it stays the same as long as the agent runs. */
export interface NodeFacts {
  name: string;
  /** At which the node's published ports are reached. */
  address: string;
  resources: Resources;
  ports: PortRange[];
  /** Kept for roles. */
  reserved?: NodeDescription['reserved'];
  labels: Record<string, string>;
  attributes: Record<string, string>;
  agentVersion: string;
}

/** How often runtimes are asked whether they work: an engine that is installed later is used within seconds. */
const askEveryMs = 5_000;

const answerWithinMs = 10_000;

/** Keeps the node's description up to date with what its runtimes say of themselves. */
export class NodeDescriber {
  readonly #clock: Clock;
  readonly #log: AgentLog;
  readonly #facts: NodeFacts;
  readonly #drivers: readonly RuntimeDriver[];
  readonly #onChange: () => void;
  readonly #takenPorts: TakenPorts;
  readonly #volumes: Pick<Volumes, 'storageDrivers'>;
  /** One for each driver, in their order. */
  #runtimes: RuntimeInfo[];
  #troubles: readonly string[] = [];
  #storage: string[] = [];
  #isStopped = false;
  #cancel = () => {};

  constructor(options: {
    clock: Clock;
    log: AgentLog;
    facts: NodeFacts;
    drivers: readonly RuntimeDriver[];
    volumes: Pick<Volumes, 'storageDrivers'>;
    takenPorts: TakenPorts;
    onChange: () => void;
  }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#facts = options.facts;
    this.#drivers = options.drivers;
    this.#volumes = options.volumes;
    this.#takenPorts = options.takenPorts;
    this.#onChange = options.onChange;
    this.#runtimes = this.#drivers.map(({ name }) => unavailable(name, 'it has not answered yet'));
  }

  get description(): NodeDescription {
    const { attributes, ports } = this.#facts;
    const taken = this.#takenPorts.numbers;
    const services =
      this.#troubles.length === 0 ? {} : { [serviceTroublesAttribute]: this.#troubles.join(' ') };
    const others = taken.length === 0 ? {} : { [takenPortsAttribute]: taken.join(',') };
    const storage = { [storageAttribute]: this.#storage.join(',') };
    return {
      ...this.#facts,
      attributes: { ...attributes, ...services, ...others, ...storage },
      // Neither is one that another program has given to anybody, nor offered.
      ports: withoutPorts(ports, taken),
      runtimes: [...this.#runtimes],
    };
  }

  /** What of the services does not work on this node, in sentences. */
  setTroubles(troubles: readonly string[]): void {
    this.#troubles = troubles;
    this.#onChange();
  }

  /** Resolves when all runtimes were asked once: whoever did not wait for that is told then. */
  async start(): Promise<void> {
    await this.#ask();
    this.#onChange();
    this.#plan();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #plan(): void {
    if (!this.#isStopped) this.#cancel = this.#clock.after(askEveryMs, () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    const before = JSON.stringify(this.description);
    await Promise.all([this.#ask(), this.#takenPorts.lookAgain()]);
    if (this.#isStopped) return;
    if (JSON.stringify(this.description) !== before) {
      this.#log.info(
        { runtimes: this.#runtimes, storage: this.#storage },
        'The runtimes of this node changed',
      );
      this.#onChange();
    }
    this.#plan();
  }

  /** What one runtime says counts at once: a slow one holds up what is known of it, not of the others. */
  async #ask(): Promise<void> {
    const runtimes = this.#drivers.map(async (driver, index) => {
      this.#runtimes[index] = await this.#askOne(driver);
    });
    const late = () => new Error('storage did not answer');
    const storage = withDeadline(this.#clock, answerWithinMs, this.#volumes.storageDrivers(), late);
    [this.#storage] = await Promise.all([storage.catch(() => this.#storage), ...runtimes]);
  }

  async #askOne(driver: RuntimeDriver): Promise<RuntimeInfo> {
    const late = () => new Error(`it did not answer within ${answerWithinMs / 1000} s`);
    try {
      return await withDeadline(this.#clock, answerWithinMs, driver.info(), late);
    } catch (error) {
      return unavailable(driver.name, (error as Error).message);
    }
  }
}

const unavailable = (name: RuntimeName, detail: string): RuntimeInfo => ({
  ...{ name, available: false, detail, enforces: [] },
});
