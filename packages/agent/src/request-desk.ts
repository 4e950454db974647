import type { AgentMessage, AgentRequest, ControlMessage, ImageRequest } from '@gantry/model';
import type { RuntimeDriver } from '@gantry/runtime';
import { openExec } from './stream-exec.ts';
import { openImageLooks } from './stream-image-looks.ts';
import { openAttach, openLogs } from './stream-logs.ts';
import { openPortForward } from './stream-port-forward.ts';
import { openProbes } from './stream-probes.ts';
import { type OpenStream, StreamSink } from './stream-sink.ts';
import type { TaskBoard } from './task-board.ts';

/** More than a few dashboards and terminals need; fewer than would hurt the node. */
const mostOpen = 256;

export type RequestMessage = Extract<
  ControlMessage,
  { type: 'request' | 'stream-input' | 'stream-resize' | 'stream-pause' | 'stream-close' }
>;

export interface RequestDeskOptions {
  board: TaskBoard;
  drivers: readonly RuntimeDriver[];
  send(message: AgentMessage): void;
  drained(): Promise<void>;
}

/** Answers the control plane's requests for logs, terminals, images and probes, each on its own stream. */
export class RequestDesk {
  readonly #options: RequestDeskOptions;
  readonly #open = new Map<string, { stream: OpenStream; sink: StreamSink }>();

  constructor(options: RequestDeskOptions) {
    this.#options = options;
  }

  receive(message: RequestMessage): void {
    if (message.type === 'request') {
      this.#answer(message.requestId, message.request);
      return;
    }
    const open = this.#open.get(message.requestId);
    // It may have ended while this was on its way.
    if (!open) return;
    if (message.type === 'stream-input') open.stream.write(Buffer.from(message.dataBase64, 'base64'));
    else if (message.type === 'stream-resize') open.stream.resize(message.columns, message.rows);
    else if (message.type === 'stream-pause') open.sink.setPaused(message.paused);
    else if (message.half) open.stream.endInput();
    else close(open);
  }

  /** The connection is gone, and with it everybody who read. */
  closeAll(): void {
    for (const open of this.#open.values()) close(open);
    this.#open.clear();
  }

  #answer(requestId: string, request: AgentRequest | ImageRequest): void {
    const sink = new StreamSink(
      requestId,
      (message) => this.#send(requestId, message),
      this.#options.drained,
    );
    try {
      if (this.#open.size >= mostOpen) throw new Error(`this node has ${mostOpen} streams open already`);
      this.#open.set(requestId, { stream: this.#stream(request, sink), sink });
    } catch (error) {
      sink.end({ error: (error as Error).message });
    }
  }

  #stream(request: AgentRequest | ImageRequest, sink: StreamSink): OpenStream {
    const { board, drivers } = this.#options;
    return request.kind === 'images'
      ? openImageLooks(drivers, request, sink)
      : openStream(board, request, sink);
  }

  #send(requestId: string, message: AgentMessage): void {
    if (message.type === 'stream-end') this.#open.delete(requestId);
    this.#options.send(message);
  }
}

/** Nothing may wait for a reader that is gone. */
function close({ stream, sink }: { stream: OpenStream; sink: StreamSink }): void {
  sink.setPaused(false);
  stream.close();
}

function openStream(board: TaskBoard, request: AgentRequest, sink: StreamSink): OpenStream {
  const runner = board.find(request.taskId);
  if (!runner) throw new Error(`task ${request.taskId} is not on this node`);
  // Of a task that an executor carries, nobody but the executor asks whether it is well.
  if (request.kind === 'probes')
    return openProbes(runner.taskId === request.taskId ? runner.containers.probed() : [], sink);
  const all = [...runner.containers.facts(), ...runner.containers.initFacts()];
  const names = all.map(({ name }) => name);
  // Of a task that an executor carries, the executor's own is all there is to see.
  const asked = 'container' in request && runner.taskId === request.taskId ? request.container : null;
  const name = asked ?? names[0] ?? '';
  if (!names.includes(name)) {
    throw new Error(`task ${request.taskId} has no container ${name}; it has ${names.join(', ')}`);
  }
  const subject = runner.subjectOf(name);
  if (!subject) throw new Error(`container ${name} of task ${request.taskId} has not started yet`);
  if (request.kind === 'logs') return openLogs(subject, request, sink);
  if (request.kind === 'attach') return openAttach(subject, request, sink);
  if (request.kind === 'exec') return openExec(subject, request, sink);
  return openPortForward(subject.reach, request.port, sink);
}
