import type { AgentMessage, ControlMessage, NodeId } from '@gantry/model';
import type { Connection, ConnectionHandlers, Transport } from '../transport.ts';

type Sent<T extends AgentMessage['type']> = Extract<AgentMessage, { type: T }>;

/** The control plane's end of the wire, played by a test: everything said is kept, everything answered is explicit. */
export class ScriptedControl implements Transport {
  readonly said: AgentMessage[] = [];
  connects = 0;
  #handlers: ConnectionHandlers | null = null;

  connect(handlers: ConnectionHandlers): Connection {
    this.connects += 1;
    this.#handlers = handlers;
    return {
      send: (text) => {
        if (this.#handlers === handlers) this.said.push(JSON.parse(text) as AgentMessage);
      },
      drained: () => Promise.resolve(),
      close: (reason) => this.#end(handlers, reason),
    };
  }

  get isOpen(): boolean {
    return this.#handlers !== null;
  }

  open(): void {
    this.#handlers?.onOpen();
  }

  say(message: ControlMessage): void {
    this.#handlers?.onMessage(JSON.stringify(message));
  }

  sayText(text: string): void {
    this.#handlers?.onMessage(text);
  }

  drop(reason = 'dropped'): void {
    if (this.#handlers) this.#end(this.#handlers, reason);
  }

  all<T extends AgentMessage['type']>(type: T): Sent<T>[] {
    return this.said.filter((message): message is Sent<T> => message.type === type);
  }

  last<T extends AgentMessage['type']>(type: T): Sent<T> {
    const message = this.all(type).at(-1);
    if (!message) throw new Error(`nothing of type ${type} was said`);
    return message;
  }

  #end(handlers: ConnectionHandlers, reason: string): void {
    if (this.#handlers !== handlers) return;
    this.#handlers = null;
    handlers.onClose(reason);
  }
}

export function aWelcome(over: Partial<Extract<ControlMessage, { type: 'welcome' }>> = {}): ControlMessage {
  return {
    type: 'welcome',
    nodeId: 'n1' as NodeId,
    key: null,
    leaseMs: 15_000,
    heartbeatMs: 5_000,
    revision: 1,
    assignments: [],
    templates: {},
    ...over,
  };
}
