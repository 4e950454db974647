import type { Connection, ConnectionHandlers, Transport } from '@gantry/agent';
import type { AgentConnection, ControlPlaneHost } from '@gantry/controlplane';
import { type AgentMessage, agentMessage, type ControlMessage } from '@gantry/model';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Where agents reach the control plane just now; null while it is down. */
export interface Endpoint {
  host: ControlPlaneHost | null;
}

/**
 * The way between one node and the control plane: frames come late, in order, sometimes twice; a lost frame breaks the
 * connection, as on a TCP stream; a partition lets nothing through and nobody know.
 */
export class Link implements Transport {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #endpoint: Endpoint;
  readonly #name: string;
  faults: Faults;
  isPartitioned = false;
  #open: Pipe | null = null;

  constructor(options: {
    time: VirtualTime;
    random: Random;
    endpoint: Endpoint;
    name: string;
    faults: Faults;
  }) {
    this.#time = options.time;
    this.#random = options.random;
    this.#endpoint = options.endpoint;
    this.#name = options.name;
    this.faults = options.faults;
  }

  connect(handlers: ConnectionHandlers): Connection {
    const pipe = new Pipe({ time: this.#time, random: this.#random, link: this, peer: this.#name }, handlers);
    this.#open = pipe;
    this.#time.after(this.#random.between(1, 20), () => {
      const { host } = this.#endpoint;
      if (host === null || this.isPartitioned) pipe.break('cannot connect');
      else pipe.accept(host);
    });
    return pipe.agentSide;
  }

  /** Both ends learn of it, the agent a little later. */
  cut(reason: string): void {
    this.#open?.break(reason);
  }
}

interface PipeTools {
  time: VirtualTime;
  random: Random;
  link: Link;
  peer: string;
}

/** One connection, seen from both ends. */
class Pipe {
  readonly #tools: PipeTools;
  readonly #agent: ConnectionHandlers;
  #onMessage: (message: AgentMessage) => void = () => {};
  #onClose: (reason: string) => void = () => {};
  #isOpen = false;
  #isBroken = false;
  #toAgentAtMs = 0;
  #toServerAtMs = 0;

  constructor(tools: PipeTools, agent: ConnectionHandlers) {
    this.#tools = tools;
    this.#agent = agent;
  }

  readonly agentSide: Connection = {
    send: (text) => this.#deliver('server', () => this.#onMessage(agentMessage.parse(JSON.parse(text)))),
    drained: () => Promise.resolve(),
    close: (reason) => this.break(reason),
  };

  accept(host: ControlPlaneHost): void {
    if (this.#isBroken) return;
    const serverSide: AgentConnection = {
      peer: this.#tools.peer,
      backlogBytes: 0,
      send: (message: ControlMessage) => {
        const text = JSON.stringify(message);
        this.#deliver('agent', () => this.#agent.onMessage(text));
      },
      onMessage: (listener) => {
        this.#onMessage = listener;
      },
      onClose: (listener) => {
        this.#onClose = listener;
      },
      close: (reason) => this.break(reason),
    };
    this.#isOpen = true;
    host.connectAgent(serverSide);
    this.#agent.onOpen();
  }

  break(reason: string): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    if (this.#isOpen) this.#onClose(reason);
    this.#tools.time.after(1, () => this.#agent.onClose(reason));
  }

  /** In order: a frame never overtakes the one before it. Lost in a partition; otherwise losing one breaks the line. */
  #deliver(to: 'agent' | 'server', arrive: () => void): void {
    const { time, random, link } = this.#tools;
    if (!this.#isOpen || this.#isBroken || link.isPartitioned) return;
    if (random.chance(link.faults.cutRatio)) {
      this.break('the connection was reset');
      return;
    }
    const atMs = Math.max(
      time.nowMs() + random.between(0, link.faults.delayMostMs),
      to === 'agent' ? this.#toAgentAtMs : this.#toServerAtMs,
    );
    if (to === 'agent') this.#toAgentAtMs = atMs;
    else this.#toServerAtMs = atMs;
    const times = random.chance(link.faults.duplicateRatio) ? 2 : 1;
    for (let i = 0; i < times; i++) {
      time.after(atMs - time.nowMs(), () => {
        if (!this.#isBroken && !link.isPartitioned) arrive();
      });
    }
  }
}
