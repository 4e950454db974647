import type { AddressInfo } from 'node:net';
import {
  type AgentMessage,
  type AgentRequest,
  type Assignment,
  agentMessage,
  type ControlMessage,
  type NodeId,
  type TaskId,
  type TaskReport,
  type Template,
  type TemplateHash,
} from '@gantry/model';
import { type WebSocket, WebSocketServer } from 'ws';
import { eventually } from './eventually.ts';

/** A control plane that a test plays, on a real socket: every agent is welcome, every report acknowledged. */
export class ControlServer {
  readonly said: AgentMessage[] = [];
  assignments: Assignment[] = [];
  templates: Record<TemplateHash, Template> = {};
  #server: WebSocketServer;
  #socket: WebSocket | null = null;
  #revision = 1;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => this.#converse(socket));
  }

  static async listen(): Promise<ControlServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/agent' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new ControlServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  assign(assignment: Assignment, template: Template): void {
    this.assignments = [...this.assignments.filter(({ taskId }) => taskId !== assignment.taskId), assignment];
    this.templates = { ...this.templates, [assignment.templateHash]: template };
    this.#revision += 1;
    const { assignments, templates } = this;
    this.#send({ type: 'assign', revision: this.#revision, assignments, forget: [], templates });
  }

  forget(taskId: TaskId): void {
    this.assignments = this.assignments.filter((assignment) => assignment.taskId !== taskId);
    this.#revision += 1;
    this.#send({
      type: 'assign',
      revision: this.#revision,
      assignments: [],
      forget: [taskId],
      templates: {},
    });
  }

  /** The newest report of the task that fits, waiting for it. */
  report(taskId: TaskId, fits: (report: TaskReport) => boolean): Promise<TaskReport> {
    const last = () => this.reports(taskId).at(-1);
    return eventually(
      () => `the report of ${taskId}, which is now ${JSON.stringify(last())},`,
      () => {
        const report = last();
        return report && fits(report) ? report : null;
      },
    );
  }

  reports(taskId: TaskId): TaskReport[] {
    return this.said
      .flatMap((said) => (said.type === 'report' || said.type === 'hello' ? said.tasks : []))
      .filter((report) => report.taskId === taskId);
  }

  hellos(): Extract<AgentMessage, { type: 'hello' }>[] {
    return this.said.filter((said) => said.type === 'hello');
  }

  /** What the agent answers until the end of the stream, or until `enough` of it has come. */
  async ask(
    request: AgentRequest,
    { input = [], enough }: { input?: string[]; enough?: (text: string) => boolean } = {},
  ): Promise<{ text: string; exitCode: number | null; error: string | null }> {
    const requestId = `r${this.said.length}`;
    this.#send({ type: 'request', requestId, request });
    for (const text of input) {
      this.#send({ type: 'stream-input', requestId, dataBase64: Buffer.from(text).toString('base64') });
    }
    return eventually(`an answer to ${request.kind}`, () => {
      const text = this.#textOf(requestId);
      const end = this.said.find((said) => said.type === 'stream-end' && said.requestId === requestId);
      if (end?.type === 'stream-end') return { text, exitCode: end.exitCode, error: end.error };
      if (!enough?.(text)) return null;
      this.#send({ type: 'stream-close', requestId, half: false });
      return { text, exitCode: null, error: null };
    });
  }

  close(): Promise<void> {
    this.#socket?.terminate();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #textOf(requestId: string): string {
    return this.said
      .filter((said) => said.type === 'stream-data')
      .filter((said) => said.requestId === requestId)
      .map(({ dataBase64 }) => Buffer.from(dataBase64, 'base64').toString())
      .join('');
  }

  #converse(socket: WebSocket): void {
    this.#socket = socket;
    socket.on('message', (data) => {
      const message = agentMessage.parse(JSON.parse(data.toString()));
      this.said.push(message);
      if (message.type === 'hello') this.#welcome(message.credential.kind);
      if (message.type === 'report') this.#send({ type: 'ack', sequence: message.sequence });
    });
  }

  #welcome(kind: 'join' | 'key'): void {
    this.#send({
      type: 'welcome',
      nodeId: 'n1' as NodeId,
      key: kind === 'join' ? 'the-key-of-the-node' : null,
      leaseMs: 15_000,
      heartbeatMs: 1_000,
      revision: this.#revision,
      assignments: this.assignments,
      templates: this.templates,
    });
  }

  #send(message: ControlMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }
}
