import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AgentMessage, agentMessage, type ControlMessage } from '@gantry/model';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Refusal, refusals } from './admission.ts';
import type { AgentConnection } from './agent-connection.ts';
import { bounds } from './bounds.ts';

/** WebSocket close codes (RFC 6455, 7.4.1). */
const closeCode = { normal: 1000, policy: 1008 };

/** A close frame holds 125 bytes, two of them the code. */
const longestReasonBytes = 120;

/**
 * The way in for agents over HTTP: hand it the upgrades whose path is `/agent`. Authentication is in the first message.
 */
export class AgentSocketServer {
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: bounds.agentMessageBytes,
  });
  readonly #connect: (connection: AgentConnection) => void;

  constructor(connect: (connection: AgentConnection) => void) {
    this.#connect = connect;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Browsers always send it, agents never do: no page may talk to the control plane in an agent's place.
    if (request.headers.origin !== undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#connect(new SocketConnection(webSocket, request.socket.remoteAddress ?? 'unknown'));
    });
  }
}

class SocketConnection implements AgentConnection {
  readonly peer: string;
  readonly #socket: WebSocket;
  #reason = 'the connection ended';
  #onClose = (_reason: string) => {};
  #isClosed = false;

  constructor(socket: WebSocket, peer: string) {
    this.#socket = socket;
    this.peer = peer;
    // A frame that is too long or malformed: ws closes by itself and says why here.
    socket.on('error', (error) => {
      this.#reason = error.message;
    });
    socket.once('close', () => this.#closed());
  }

  get backlogBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: ControlMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message), () => {});
  }

  onMessage(listener: (message: AgentMessage) => void): void {
    this.#socket.on('message', (data, isBinary) => {
      if (this.#isClosed) return;
      const message = isBinary ? null : parse(String(data));
      if (message === null) this.#turnAway(refusals.unreadable);
      else listener(message);
    });
  }

  onClose(listener: (reason: string) => void): void {
    this.#onClose = listener;
  }

  close(reason: string): void {
    this.#reason = reason;
    this.#closeWith(closeCode.normal);
  }

  #turnAway(refusal: Refusal): void {
    this.send({ type: 'refused', ...refusal });
    this.#reason = refusal.message;
    this.#closeWith(closeCode.policy);
  }

  #closeWith(code: number): void {
    this.#socket.close(code, Buffer.from(this.#reason).subarray(0, longestReasonBytes));
    // Not when the other side has agreed: it may be the one that no longer answers.
    this.#closed();
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClose(this.#reason);
  }
}

/** null: no message of the protocol. */
function parse(text: string): AgentMessage | null {
  try {
    const parsed = agentMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
