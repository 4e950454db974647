import { type Hello, type Refusal, refusals } from './admission.ts';
import type { AgentConnection } from './agent-connection.ts';
import type { AgentSession } from './agent-session.ts';

/** A connection from its first message to its end: first a stranger's, then a session's. */
export class AgentVisit {
  readonly connection: AgentConnection;
  #state: 'silent' | 'asking' | 'in' | 'gone' = 'silent';
  #session: AgentSession | null = null;

  constructor(
    connection: AgentConnection,
    on: { hello: (hello: Hello) => void; gone: (session: AgentSession | null, reason: string) => void },
  ) {
    this.connection = connection;
    connection.onClose((reason) => {
      this.#state = 'gone';
      on.gone(this.#session, reason);
    });
    connection.onMessage((message) => {
      if (this.#session !== null) return this.#session.receive(message);
      // Until it is let in, an agent has nothing more to say.
      if (this.#state !== 'silent') return;
      if (message.type !== 'hello') return this.turnAway(refusals.malformed);
      this.#state = 'asking';
      on.hello(message);
    });
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  get isSilent(): boolean {
    return this.#state === 'silent';
  }

  letIn(session: AgentSession): void {
    this.#state = 'in';
    this.#session = session;
  }

  turnAway(refusal: Refusal): void {
    this.connection.send({ type: 'refused', ...refusal });
    this.connection.close(refusal.message);
  }
}
