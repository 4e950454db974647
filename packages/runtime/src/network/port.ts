import type { ContainerRequest } from '../port.ts';

/**
 * The networks that containers are on. Drivers: the container engine's own networks, of whichever of its network drivers.
 * A driver keeps nothing that it cannot find again after a restart of the agent, and all of its verbs are safe to repeat.
 * Throws RuntimeFault: `Unavailable` is worth another try.
 */
export interface ContainerNetworks {
  /** The names of network drivers that can be asked for here now. */
  drivers(): Promise<string[]>;
  /** The network for this container, made when it is not there; null: none of its own. */
  provide(request: ContainerRequest): Promise<string | null>;
  /** A container of this network has ended: takes it away when it was made here and nothing that runs or will run uses it any more. */
  release(name: string): Promise<void>;
  /** What could not be had, in a sentence with what to do. */
  trouble(): string | null;
}
