import type { LogBatch } from '@gantry/client';

/**
 * What is there of what was written already. Of each container only so many of its newest lines were asked for: where none
 * has as many, nothing older is kept.
 */
export class LogTail {
  readonly #askedLines: number;
  readonly #openedAtMs: number;
  readonly #counts = new Map<string, number>();
  #isBroken = false;

  constructor(askedLines: number, openedAtMs: number) {
    this.#askedLines = askedLines;
    this.#openedAtMs = openedAtMs;
  }

  /** `hasSettled`: what was there when it was opened has come, so that what was written since is not part of it. */
  add({ lines, dropped, ended }: LogBatch, hasSettled: boolean): void {
    this.#isBroken ||= dropped > 0 || ended.some(({ error }) => error !== null);
    for (const { taskId, container, atMs } of lines) {
      if (hasSettled && (atMs ?? 0) > this.#openedAtMs) continue;
      const source = `${taskId} ${container}`;
      this.#counts.set(source, (this.#counts.get(source) ?? 0) + 1);
    }
  }

  /** Whether something older is kept; null: not known before all that was there has come. */
  hasOlder(hasSettled: boolean): boolean | null {
    const isCut = this.#isBroken || [...this.#counts.values()].some((count) => count >= this.#askedLines);
    return isCut || (hasSettled ? false : null);
  }
}
