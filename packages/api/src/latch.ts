/** Lets one reader wait for something that others announce. An announcement before the wait is not lost. */
export class Latch {
  #open = false;
  #release: (() => void) | null = null;

  /** Announces: the reader goes on at once, or does not wait the next time. */
  open(): void {
    this.#open = true;
    this.#release?.();
  }

  /** Resolves when it was opened since the last wait, after `timeoutMs`, or when `signal` aborts. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#open && !signal.aborted) await this.#opened(timeoutMs, signal);
    this.#open = false;
  }

  #opened(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', release);
        this.#release = null;
        resolve();
      };
      const timer = setTimeout(release, timeoutMs);
      signal.addEventListener('abort', release);
      this.#release = release;
    });
  }
}
