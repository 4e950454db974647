import type { Reporter, TestModule } from 'vitest/node';

/** Far more than the slowest test file takes on two busy cores. */
const longestMs = 15 * 60_000;

/**
 * Ends a run that hangs, and says in which file. A worker in an endless loop answers no time-out, so without this a
 * run would go on until somebody looks. Ends the whole process group, since such a worker does not listen either.
 */
export default class HangReporter implements Reporter {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  onTestModuleStart({ moduleId, relativeModuleId }: TestModule): void {
    const timer = setTimeout(() => {
      console.error(
        `\nHUNG: ${relativeModuleId} has not ended within ${longestMs / 60_000} minutes. The run ends here.`,
      );
      process.kill(-process.pid, 'SIGKILL');
    }, longestMs);
    this.#timers.set(moduleId, timer.unref());
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    clearTimeout(this.#timers.get(moduleId));
    this.#timers.delete(moduleId);
  }
}
