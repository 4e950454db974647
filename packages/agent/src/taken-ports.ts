import type { PortRange } from '@gantry/model';
import type { Clock } from './clock.ts';

/** A port of the node itself. */
export interface HostPort {
  hostPort: number;
  protocol: 'TCP' | 'UDP';
}

/** Whether a program could listen on a port of this node now. */
export type PortTrial = (port: HostPort) => Promise<boolean>;

export interface TakenPortsOptions {
  clock: Clock;
  /** null: nothing listens on this node's ports but its tasks, as in a simulation. */
  isFree: PortTrial | null;
  /** Others than before are taken. */
  onChange(): void;
}

/** What was there last lets go of a port a moment after it ended: an engine's own forwarder, say. */
const lookAgainMs = 100;
const mostLooks = 10;

/** The host ports that were to be given to tasks, and that other programs of the machine have. */
export class TakenPorts {
  readonly #options: TakenPortsOptions;
  readonly #taken = new Map<string, HostPort>();

  constructor(options: TakenPortsOptions) {
    this.#options = options;
  }

  /** The first of these that another program has, which is told from now on until it is free; null: they can be had. */
  async firstOf(ports: readonly HostPort[]): Promise<HostPort | null> {
    for (const port of ports) {
      if (await this.#canBeHad(port)) continue;
      this.#taken.set(keyOf(port), port);
      this.#options.onChange();
      return port;
    }
    return null;
  }

  /** Forgets those that are free again. */
  async lookAgain(): Promise<void> {
    const { isFree, onChange } = this.#options;
    const before = this.#taken.size;
    for (const [key, port] of [...this.#taken]) if (await isFree?.(port)) this.#taken.delete(key);
    if (this.#taken.size < before) onChange();
  }

  get numbers(): number[] {
    return [...new Set(Array.from(this.#taken.values(), ({ hostPort }) => hostPort))].sort((a, b) => a - b);
  }

  async #canBeHad(port: HostPort): Promise<boolean> {
    const { isFree, clock } = this.#options;
    if (isFree === null) return true;
    for (let look = 1; ; look++) {
      if (await isFree(port)) return true;
      if (look === mostLooks) return false;
      await new Promise<void>((resolve) => clock.after(lookAgainMs, resolve));
    }
  }
}

const keyOf = ({ hostPort, protocol }: HostPort) => `${hostPort}/${protocol}`;

/** The ranges without some ports, in the same order. */
export function withoutPorts(ranges: readonly PortRange[], ports: readonly number[]): PortRange[] {
  return ports.reduce<PortRange[]>(
    (left, port) =>
      left.flatMap(({ begin, end }) =>
        port < begin || end < port
          ? [{ begin, end }]
          : [
              ...(begin < port ? [{ begin, end: port - 1 }] : []),
              ...(port < end ? [{ begin: port + 1, end }] : []),
            ],
      ),
    [...ranges],
  );
}
