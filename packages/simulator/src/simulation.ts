import type { ControlPlaneHost } from '@gantry/controlplane';
import { createReplica, type Replica, type View } from '@gantry/engine';
import { type Commit, type Snapshot, tableNames } from '@gantry/model';
import { createMemoryStore } from '@gantry/store';
import { ControlRoom } from './control-room.ts';
import { type Faults, noFaults } from './faults.ts';
import { Link } from './network.ts';
import { Operator } from './operator.ts';
import { Outsider } from './outsider.ts';
import { randomFor } from './random.ts';
import { whatIsAdrift, whatMoves } from './rest.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { VirtualTime } from './virtual-time.ts';

export interface SimulationOptions {
  seed: number;
  nodes: number;
  /** Virtual minutes with faults; then they stop, and all has to come to rest. */
  minutes: number;
  faults: Faults;
}

export interface SimulationResult {
  revision: number;
  crashes: number;
  tasks: number;
  /** Virtual seconds from the end of the faults to rest. */
  restAfterSeconds: number;
}

/** How long the cluster may take to come to rest: back-off waits five minutes at the most, a drain its deadline. */
const restWithinMs = 30 * 60_000;

/** Runs one seed. Throws, with the seed in the sentence, when an invariant breaks or the cluster does not come to rest. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const simulation = new Simulation(options);
  try {
    return await simulation.run();
  } catch (error) {
    const { seed, minutes, nodes } = options;
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`Seed ${seed} (--seed ${seed} --minutes ${minutes} --nodes ${nodes}): ${said}`, {
      cause: error,
    });
  }
}

class Simulation {
  readonly #options: SimulationOptions;
  readonly #time = new VirtualTime();
  readonly #chaos;
  readonly #operator: Operator;
  readonly #outsiders: Outsider[];
  readonly #room: ControlRoom;
  readonly #machines: SimulatedMachine[];
  #faults: Faults;
  #crashes = 0;
  #tasks = 0;
  #bug: unknown = null;
  /** Fed by deltas alone, as a browser's is. */
  #follower: Replica | null = null;

  constructor(options: SimulationOptions) {
    const { seed, nodes, faults } = options;
    const time = this.#time;
    this.#options = options;
    this.#faults = faults;
    this.#chaos = randomFor(seed, 'chaos');
    this.#operator = new Operator(randomFor(seed, 'operator'), faults.badVersionRatio);
    this.#outsiders = ['spark', 'chronos'].map((name) => new Outsider(randomFor(seed, name), name));
    this.#room = new ControlRoom({
      time,
      onLoad: (snapshot) => this.#followFrom(snapshot),
      afterCommit: (commit, view) => this.#check(commit, view),
      onBug: (error) => {
        this.#bug ??= error;
      },
    });
    this.#machines = Array.from({ length: nodes }, (_, index) => {
      const link = new Link({
        time,
        random: randomFor(seed, `link-${index}`),
        endpoint: this.#room,
        name: `node-${index + 1}`,
        faults,
      });
      return new SimulatedMachine({ index, time, random: randomFor(seed, `machine-${index}`), link });
    });
    this.#room.onCrash = () => {
      this.#crashes++;
      for (const { link } of this.#machines) link.cut('the control plane is gone');
    };
  }

  async run(): Promise<SimulationResult> {
    await this.#startRoom();
    for (const machine of this.#machines) machine.start();
    await this.#advance(5_000);
    const endMs = this.#time.nowMs() + this.#options.minutes * 60_000;
    while (this.#time.nowMs() < endMs) await this.#live();
    await this.#heal();
    const restAfterSeconds = await this.#comeToRest();
    await this.#reload();
    return {
      revision: this.#room.host!.view.revision,
      crashes: this.#crashes,
      tasks: this.#tasks,
      restAfterSeconds,
    };
  }

  /** One stretch of ordinary life: the person acts, the world fails, time passes. */
  async #live(): Promise<void> {
    const { host } = this.#room;
    if (host !== null && this.#chaos.chance(0.7)) void this.#operator.act(host);
    if (host !== null) for (const outsider of this.#outsiders) void this.#goOn(outsider, host);
    const { disasterEveryMs } = this.#faults;
    const stretchMs = this.#chaos.between(500, 6_000);
    if (disasterEveryMs > 0 && this.#chaos.chance(stretchMs / disasterEveryMs)) this.#disaster();
    await this.#advance(stretchMs);
    await this.#mend();
  }

  /** What broke does not stay so for ever: somebody frees space, plugs the cable in, starts it again. */
  async #mend(): Promise<void> {
    const chaos = this.#chaos;
    if (this.#room.isDiskFull && chaos.chance(0.3)) this.#room.isDiskFull = false;
    if (this.#room.host === null && chaos.chance(0.6)) await this.#startRoom();
    for (const machine of this.#machines) {
      if (machine.link.isPartitioned && chaos.chance(0.1)) machine.link.isPartitioned = false;
      if (!machine.isUp && chaos.chance(0.4)) machine.start();
    }
  }

  async #goOn(outsider: Outsider, host: ControlPlaneHost): Promise<void> {
    if (this.#chaos.chance(0.5)) this.#operator.promise(await outsider.act(host));
  }

  #disaster(): void {
    const machine = this.#chaos.pick(this.#machines);
    const disasters = [
      () => this.#room.crash(),
      () => {
        this.#room.dieAfterAppend = true;
      },
      () => {
        this.#room.isDiskFull = true;
      },
      () => machine.crash({ loseJournal: false }),
      () => machine.crash({ loseJournal: true }),
      () => machine.killOneContainer(),
      () => machine.killOneContainer(),
      () => machine.link.cut('the line was cut'),
      () => {
        machine.link.isPartitioned = true;
      },
    ];
    this.#chaos.pick(disasters)();
  }

  async #startRoom(): Promise<void> {
    const starting = this.#room.start();
    await this.#advance(0);
    await starting;
  }

  #followFrom(snapshot: Snapshot): void {
    this.#follower = createReplica(snapshot);
    const { promisedRevision } = this.#operator;
    if (snapshot.revision < promisedRevision)
      throw new Error(`Revision ${promisedRevision} was acknowledged, and is gone after a restart.`);
  }

  async #advance(forMs: number): Promise<void> {
    await this.#time.advance(forMs);
    if (this.#bug !== null) throw this.#bug;
  }

  #check(commit: Commit, view: View): void {
    for (const change of commit.changes)
      if (change.table === 'tasks' && change.value?.createdAtMs === commit.atMs) this.#tasks++;
    const follower = this.#follower;
    if (follower === null || commit.revision <= follower.view.revision) return;
    follower.apply(commit);
    for (const { table, key } of commit.changes) {
      if (JSON.stringify(view.get(table, key)) !== JSON.stringify(follower.view.get(table, key))) {
        throw new Error(`A replica fed by deltas differs in ${table} ${key} at revision ${commit.revision}.`);
      }
    }
  }

  /** The faults stop: everything is up, reachable and has room. */
  async #heal(): Promise<void> {
    this.#faults = noFaults;
    this.#room.isDiskFull = false;
    this.#room.dieAfterAppend = false;
    for (const { link } of this.#machines) {
      link.faults = noFaults;
      link.isPartitioned = false;
      link.cut('the network is back');
    }
    if (this.#room.host === null) await this.#startRoom();
    for (const machine of this.#machines) machine.start();
    await this.#advance(30_000);
    for (const outsider of this.#outsiders) {
      const left = outsider.leave(this.#room.host!);
      await this.#advance(1_000);
      await left;
    }
    const machines = new Set(this.#machines.flatMap(({ nodeId }) => nodeId ?? []));
    const tidied = this.#operator.tidyUp(this.#room.host!, machines);
    await this.#advance(5_000);
    await tidied;
  }

  async #comeToRest(): Promise<number> {
    const startMs = this.#time.nowMs();
    for (;;) {
      const { view } = this.#room.host!;
      const unrest = whatMoves(view) ?? whatIsAdrift(view, this.#machines);
      if (unrest === null) return (this.#time.nowMs() - startMs) / 1000;
      if (this.#time.nowMs() - startMs > restWithinMs)
        throw new Error(`The cluster does not come to rest: ${unrest}`);
      await this.#advance(5_000);
    }
  }

  /** What is stored is what was served: the same state, record for record. */
  async #reload(): Promise<void> {
    const stored = await createMemoryStore(this.#room.disk).load();
    const { view } = this.#room.host!;
    for (const table of tableNames) {
      const served = new Map([...view.all(table)].map((record) => [keyOf(record), JSON.stringify(record)]));
      const kept = (stored as Snapshot).tables[table] as object[];
      if (
        kept.length !== served.size ||
        kept.some((record) => served.get(keyOf(record)) !== JSON.stringify(record))
      ) {
        throw new Error(`After a reload, ${table} differ from what was served.`);
      }
    }
  }
}

const keyOf = (record: object): string => {
  const { id, name, hash } = record as { id?: string; name?: string; hash?: string };
  return id ?? hash ?? name ?? '';
};
