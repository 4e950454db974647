import { type Keyframes, revisionBefore } from './keyframes.ts';
import type { PastLog } from './past-log.ts';
import { PlayedPlane, playTo } from './played-plane.ts';

/**
 * What stretches of the past are played on. To load a large state with its indexes takes longer than to play what came
 * after it, so the one that was loaded last is kept, and each stretch is played on a branch of it: a person who looks
 * around at a moment asks for one part of the cluster after the other.
 */
export class Grounds {
  readonly #log: PastLog;
  readonly #keyframes: Keyframes;
  #last: { revision: number; plane: Promise<PlayedPlane> } | null = null;

  constructor(log: PastLog, keyframes: Keyframes) {
    this.#log = log;
    this.#keyframes = keyframes;
  }

  /** The state at a revision, to be moved on from there. */
  async planeAt(revision: number): Promise<PlayedPlane> {
    const { oldest } = await this.#log.revisionAt(0);
    const ground = await this.#at(revisionBefore(revision, oldest));
    const plane = ground.branch();
    await playTo(this.#log, plane, { upTo: revision });
    return plane;
  }

  #at(revision: number): Promise<PlayedPlane> {
    if (this.#last?.revision === revision) return this.#last.plane;
    const last = { revision, plane: this.#keyframes.at(revision).then((frame) => PlayedPlane.from(frame)) };
    last.plane.catch(() => {
      if (this.#last === last) this.#last = null;
    });
    this.#last = last;
    return last.plane;
  }
}
