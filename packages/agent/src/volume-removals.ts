import type { AgentMessage, StoredVolume } from '@gantry/model';
import type { AgentLog } from './agent-log.ts';
import { startBackoff } from './backoff.ts';
import { type Clock, pause } from './clock.ts';
import { type Trouble, troubleOf } from './trouble.ts';
import type { Volumes } from './volumes.ts';

export interface VolumeRemovalsOptions {
  clock: Clock;
  log: AgentLog;
  volumes: Pick<Volumes, 'removeVolume'>;
  send(message: AgentMessage): void;
}

/** Deletes volumes as it is asked to, again and again while the world is in the way, and tells what comes of each. */
export class VolumeRemovals {
  readonly #options: VolumeRemovalsOptions;
  readonly #underWay = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: VolumeRemovalsOptions) {
    this.#options = options;
  }

  begin(volumes: readonly StoredVolume[]): void {
    for (const volume of volumes) {
      if (this.#underWay.has(volume.id)) continue;
      this.#underWay.add(volume.id);
      void this.#remove(volume).finally(() => this.#underWay.delete(volume.id));
    }
  }

  /** What is left is asked for again when the agent is back. */
  close(): void {
    this.#closing.abort();
  }

  async #remove(volume: StoredVolume): Promise<void> {
    const { clock, log, send } = this.#options;
    for (let attempts = 1; !this.#closing.signal.aborted; attempts++) {
      const trouble = await this.#try(volume, attempts);
      if (this.#closing.signal.aborted) return;
      log.info({ volume: volume.name, error: trouble?.message }, 'Was asked to delete a volume');
      send({ type: 'volume-removed', id: volume.id, error: trouble?.message ?? null });
      if (trouble === null || trouble.retryAtMs === null) return;
      await pause(clock, trouble.retryAtMs - clock.elapsedMs(), this.#closing.signal);
    }
  }

  async #try(volume: StoredVolume, attempts: number): Promise<Trouble | null> {
    const { clock, volumes } = this.#options;
    try {
      await volumes.removeVolume(volume);
      return null;
    } catch (error) {
      return troubleOf(error, { attempts, backoff: startBackoff, nowMs: clock.elapsedMs() });
    }
  }
}
