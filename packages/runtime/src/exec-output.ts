import type { ExecSession } from './port.ts';

type OutputListener = Parameters<ExecSession['onOutput']>[0];

/** Passes output on; what came before anyone listened is kept for the first listener. */
export function createOutput() {
  const listeners: OutputListener[] = [];
  const early: Parameters<OutputListener>[] = [];
  return {
    emit(...chunk: Parameters<OutputListener>) {
      if (listeners.length === 0) early.push(chunk);
      for (const listener of listeners) listener(...chunk);
    },
    onOutput(listener: OutputListener) {
      listeners.push(listener);
      for (const chunk of early.splice(0)) listener(...chunk);
    },
  };
}
