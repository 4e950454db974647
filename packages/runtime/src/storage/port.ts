/** A volume as a storage driver is asked for it. */
export interface StorageVolume {
  /** Unique on the node and safe as a file name. A volume of the same driver and name is the same one. */
  name: string;
  /** What storage it is asked of, as the volume names it: one of the driver's `names`. */
  driver: string;
  options: Record<string, string>;
}

/** Where a volume is to be mounted from: a path of this node, or a named volume of the container engine. */
export interface ProvidedVolume {
  source: string;
  kind: 'path' | 'volume';
}

/**
 * Storage that outlives tasks. A driver keeps nothing that it cannot find again after a restart of the agent, and all of
 * its verbs are safe to repeat. Throws RuntimeFault: `Unavailable` is worth another try.
 */
export interface StorageDriver {
  /** The names by which volumes ask for it, as far as it works here now. Cheap enough to be asked every few seconds. */
  names(): Promise<string[]>;
  /** The volume, made when it is not there; with what was written to it when it is. */
  provide(volume: StorageVolume): Promise<ProvidedVolume>;
  /** Deletes the volume with all its data. Gone already is fine; one that something has mounted is refused. */
  remove(volume: StorageVolume): Promise<void>;
}
