import type { Actor, AgentRequest, TaskId } from '@gantry/model';
import type { AgentStream } from './port.ts';

/** A terminal that somebody has open in a task, through whichever door. */
export interface OpenTerminal {
  taskId: TaskId;
  person: string;
}

/** Who is in which task now. A command that runs without a terminal has nobody in front of it. */
export class OpenTerminals {
  readonly #open = new Set<OpenTerminal>();

  get list(): readonly OpenTerminal[] {
    return [...this.#open];
  }

  /** Counts a stream until it ends, if it is a terminal. */
  watch(stream: AgentStream, request: AgentRequest, { name }: Actor): void {
    if (request.kind !== 'exec' || !request.tty) return;
    const terminal = { taskId: request.taskId, person: name };
    this.#open.add(terminal);
    void stream.ended.then(() => this.#open.delete(terminal));
  }
}
