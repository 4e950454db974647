import { type ControlPlaneHost, createControlPlane, createMemoryNodeKeys } from '@gantry/controlplane';
import type { View } from '@gantry/engine';
import { createEngine } from '@gantry/engine';
import type { Commit, Snapshot } from '@gantry/model';
import {
  createMemoryDisk,
  createMemoryStore,
  type Leadership,
  type MemoryDisk,
  type Store,
  StoreFault,
} from '@gantry/store';
import type { Endpoint } from './network.ts';
import { joinToken } from './simulated-machine.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What agents are told and what the engine counts are one value. */
const leaseMs = 10_000;

export interface ControlRoomOptions {
  time: VirtualTime;
  /** The control plane has loaded what its disk holds, and goes on from there. A throw ends the run. */
  onLoad(snapshot: Snapshot): void;
  /** After each adopted commit. A throw ends the run. */
  afterCommit(commit: Commit, view: View): void;
  onBug(error: unknown): void;
}

/** The machine of the control plane: it crashes and comes back; its disk stays, and is sometimes full. */
export class ControlRoom implements Endpoint {
  readonly disk: MemoryDisk = createMemoryDisk();
  host: ControlPlaneHost | null = null;
  isDiskFull = false;
  /** The next append becomes durable, and then the machine dies before anybody is told. */
  dieAfterAppend = false;
  readonly #options: ControlRoomOptions;
  readonly #keys = createMemoryNodeKeys();
  #lead: Leadership | null = null;
  #commandNumber = 0;

  constructor(options: ControlRoomOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { time, onLoad, afterCommit, onBug } = this.#options;
    const { nowMs, elapsedMs, after, soon } = time;
    const life = { isOver: false };
    const host = createControlPlane({
      store: this.#store(life),
      // Development: every step is held against the invariants.
      createEngine: (snapshot) => {
        onLoad(snapshot);
        return createEngine(snapshot, { development: true, bounds: { leaseMs } });
      },
      agents: {
        openKeys: () => this.#keys,
        isJoinToken: (token) => token === joinToken,
        leaseMs,
        heartbeatMs: 2_000,
      },
      clock: {
        nowMs,
        elapsedMs,
        after: (delayMs, run) => after(delayMs, () => !life.isOver && run()),
        soon: (run) => soon(() => !life.isOver && run()),
      },
      onFatal: (error) => {
        if (life.isOver) return;
        if (error instanceof StoreFault) this.crash();
        else onBug(error);
      },
      afterCommit: (commit, view) => {
        if (!life.isOver) afterCommit(commit, view);
      },
      newId: () => `command-${this.#commandNumber++}`,
    });
    this.#end = () => {
      life.isOver = true;
    };
    await host.start();
    this.host = host;
  }

  #end: () => void = () => {};

  /** kill -9: nothing more happens, and nobody is told anything. */
  crash(): void {
    if (this.host === null) return;
    this.host = null;
    this.dieAfterAppend = false;
    this.#end();
    void this.#lead?.release();
    this.onCrash();
  }

  /** Set by the simulation: every connection breaks. */
  onCrash: () => void = () => {};

  #store(life: { isOver: boolean }): Store {
    const store = createMemoryStore(this.disk);
    return {
      ...store,
      lead: async (signal) => {
        this.#lead = await store.lead(signal);
        return this.#lead;
      },
      append: async (commit, fence) => {
        if (life.isOver) return new Promise<never>(() => {});
        if (this.isDiskFull) throw new StoreFault('full', 'The simulated disk is full.');
        await store.append(commit, fence);
        if (!this.dieAfterAppend) return;
        this.crash();
        await new Promise<never>(() => {});
      },
    };
  }
}
