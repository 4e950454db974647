import type { ControlPlaneHost } from '@gantry/controlplane';
import type { Commit, TaskRecord } from '@gantry/model';
import { ControlRoom } from './control-room.ts';
import { noFaults } from './faults.ts';
import { Link } from './network.ts';
import { randomFor } from './random.ts';
import { SimulatedMachine } from './simulated-machine.ts';
import { VirtualTime } from './virtual-time.ts';

/**
 * What became of tasks, as a plan tells it: which were told to stop, and where which revision was started. Tasks that were
 * not there yet when it began have no name in it, for their ids follow from the revisions in which they are made.
 */
export interface Moves {
  stops: string[];
  starts: string[];
}

/** A cluster in which nothing goes wrong, for what must hold when nobody interferes. */
export class CalmCluster {
  readonly #time = new VirtualTime();
  readonly #room: ControlRoom;
  readonly #machines: SimulatedMachine[];
  readonly #tasks = new Map<string, TaskRecord>();
  #moves: Moves = { stops: [], starts: [] };
  #known: ReadonlySet<string> = new Set();
  #commits = 0;
  #bug: unknown = null;

  constructor({ nodes }: { nodes: number }) {
    const time = this.#time;
    this.#room = new ControlRoom({
      time,
      onLoad: () => {},
      afterCommit: (commit) => this.#note(commit),
      onBug: (error) => {
        this.#bug ??= error;
      },
    });
    const faults = { ...noFaults, delayMostMs: 0 };
    this.#machines = Array.from({ length: nodes }, (_, index) => {
      const name = `node-${index + 1}`;
      const link = new Link({ time, random: randomFor(0, name), endpoint: this.#room, name, faults });
      return new SimulatedMachine({ index, time, random: randomFor(1, name), link });
    });
  }

  get host(): ControlPlaneHost {
    return this.#room.host!;
  }

  async start(): Promise<void> {
    const starting = this.#room.start();
    await this.#advance(0);
    await starting;
    for (const machine of this.#machines) machine.start();
    await this.rest();
  }

  /** Lets time pass until nothing has been committed for a while. Throws when that takes hours. */
  async rest(): Promise<void> {
    for (let stretch = 0; stretch < 1_000; stretch++) {
      const before = this.#commits;
      await this.#advance(15_000);
      if (this.#commits === before) return;
    }
    throw new Error('The calm cluster does not come to rest.');
  }

  /** What was done since the last time this was asked. */
  takeMoves(): Moves {
    const { stops, starts } = this.#moves;
    this.#moves = { stops: [], starts: [] };
    this.#known = new Set(Array.from(this.#tasks.values(), ({ name }) => name));
    return { stops: stops.sort(), starts: starts.sort() };
  }

  /** A stop as `takeMoves` tells it: by name, if the task was there when the moves were last taken. */
  stopLine({ name, revision, node }: { name: string; revision: number; node: string | null }): string {
    return this.#known.has(name) ? name : `revision ${revision} on ${node}`;
  }

  async #advance(forMs: number): Promise<void> {
    await this.#time.advance(forMs);
    if (this.#bug !== null) throw this.#bug;
  }

  #note({ changes }: Commit): void {
    this.#commits++;
    for (const { table, key, value } of changes) {
      if (table !== 'tasks') continue;
      if (value === null) this.#tasks.delete(key);
      else this.#noteTask(this.#tasks.get(key) ?? null, value as TaskRecord);
    }
  }

  #noteTask(before: TaskRecord | null, after: TaskRecord): void {
    this.#tasks.set(after.id, after);
    if (after.desired === 'stopped') {
      const { name, revision } = after;
      if (before?.desired === 'running')
        this.#moves.stops.push(this.stopLine({ name, revision, node: this.#nodeOf(after) }));
    } else if (after.nodeId !== null && (before?.nodeId ?? null) === null) {
      this.#moves.starts.push(`revision ${after.revision} on ${this.#nodeOf(after)}`);
    }
  }

  #nodeOf({ nodeId }: TaskRecord): string | null {
    return nodeId === null ? null : this.#room.host!.view.get('nodes', nodeId)!.name;
  }
}
