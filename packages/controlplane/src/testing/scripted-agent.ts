import type { AgentMessage, ControlMessage, NodeId, TaskId } from '@gantry/model';
import type { AgentConnection } from '../agent-connection.ts';
import { aNode, aReport } from './builders.ts';

type Heard<T extends ControlMessage['type']> = Extract<ControlMessage, { type: T }>;
type Hello = Extract<AgentMessage, { type: 'hello' }>;

export const joinToken = 'join me';

export function aHello(over: Partial<Hello> = {}): Hello {
  const credential = { kind: 'join', token: joinToken } as const;
  return { type: 'hello', nodeId: null, credential, node: aNode(), tasks: [], ...over };
}

/** An agent that says what a test tells it to, over no wire at all. */
export class ScriptedAgent implements AgentConnection {
  readonly peer = 'scripted';
  backlogBytes = 0;
  readonly heard: ControlMessage[] = [];
  closedBecause: string | null = null;
  #onMessage: (message: AgentMessage) => void = () => {};
  #onClose: (reason: string) => void = () => {};

  send(message: ControlMessage): void {
    if (this.closedBecause === null) this.heard.push(structuredClone(message));
  }

  onMessage(listener: (message: AgentMessage) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener;
  }

  close(reason: string): void {
    if (this.closedBecause !== null) return;
    this.closedBecause = reason;
    this.#onClose(reason);
  }

  say(message: AgentMessage): void {
    if (this.closedBecause === null) this.#onMessage(message);
  }

  report(sequence: number, ...tasks: Parameters<typeof aReport>[0][]): void {
    this.say({ type: 'report', sequence, tasks: tasks.map((task) => aReport(task)) });
  }

  heartbeat(): void {
    this.say({ type: 'heartbeat', usage: [], cpuMillisUsed: 10, memoryBytesUsed: 20 });
  }

  all<T extends ControlMessage['type']>(type: T): Heard<T>[] {
    return this.heard.filter((message): message is Heard<T> => message.type === type);
  }

  get welcome(): Heard<'welcome'> {
    const [welcome] = this.all('welcome');
    if (welcome === undefined) throw new Error(`No welcome, but ${JSON.stringify(this.heard)}`);
    return welcome;
  }

  /** The hello with which this agent comes back later. */
  returningHello(tasks: TaskId[] = []): Hello {
    const { nodeId, key } = this.welcome;
    const credential = { kind: 'key', key: key ?? '' } as const;
    return aHello({
      nodeId: nodeId as NodeId,
      credential,
      tasks: tasks.map((taskId) => aReport({ taskId })),
    });
  }
}
