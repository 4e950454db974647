import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Caller,
  type ControlPlaneHost,
  createControlPlane,
  createMemoryNodeKeys,
} from '@gantry/controlplane';
import { createEngine } from '@gantry/engine';
import type { Actor, Command, NodeDescription } from '@gantry/model';
import { createMemoryDisk, createMemoryStore } from '@gantry/store';
import { createMarathonDoor, type MarathonDoor } from '../door.ts';
import { aMachine, StageAgent } from './stage-agent.ts';

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  body: any;
  headers: Headers;
}

const caller: Caller = { name: 'ada', via: 'api', expiresAtMs: null };

/** A control plane in this process with the real engine, Marathon's door on a port, and agents without machines. */
export class MarathonStage {
  readonly disk = createMemoryDisk();
  readonly agents: StageAgent[] = [];
  plane!: ControlPlaneHost;
  door!: MarathonDoor;
  url = '';
  /** What was asked for through the door or by the engine, each with its outcome. */
  readonly answered: { type: Command['type']; via: Actor['via']; actor: string; outcome: string }[] = [];
  #store = createMemoryStore(this.disk);
  #closeServer: () => Promise<void> = async () => {};
  readonly #keys = createMemoryNodeKeys();
  readonly #looks = new Set<() => void>();

  static async open(nodes: Partial<NodeDescription>[] = [{}]): Promise<MarathonStage> {
    const stage = new MarathonStage();
    await stage.#start();
    for (const [index, node] of nodes.entries()) stage.addNode(aMachine(`node-${index}`, node));
    await stage.until(() => stage.plane.view.count('nodes') === nodes.length);
    return stage;
  }

  addNode(node: NodeDescription): StageAgent {
    const agent = new StageAgent(this.plane, node);
    agent.onTold = () => {
      for (const look of this.#looks) look();
    };
    this.agents.push(agent);
    return agent;
  }

  async #start(): Promise<void> {
    this.plane = createControlPlane({
      store: this.#store,
      createEngine,
      agents: {
        openKeys: () => this.#keys,
        isJoinToken: (token) => token === 'join',
        leaseMs: 600_000,
        heartbeatMs: 60_000,
      },
      // A door's own name is nobody's.
      rightsOf: ({ name }) => (name === 'marathon' ? null : { level: 'admin', namespaces: null }),
      onAnswered: ({ type }, { via, name }, answer) =>
        this.answered.push({ type, via, actor: name, outcome: answer.ok ? 'ok' : answer.error.code }),
      onFatal: (error) => {
        throw error;
      },
    });
    await this.plane.start();
    this.door = createMarathonDoor(this.plane);
    const server = createServer((request, response) => {
      this.door.handle(request, response, caller).catch((error) => {
        response.writeHead(500);
        response.end(String(error?.stack));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/marathon`;
    this.#closeServer = async () => {
      this.door.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  }

  /** Another control plane takes over the data; the agents come back to it. */
  async restart(): Promise<void> {
    await this.#stop();
    this.#store = createMemoryStore(this.disk);
    await this.#start();
    for (const agent of this.agents) agent.connect(this.plane);
  }

  async #stop(): Promise<void> {
    await this.#closeServer();
    await this.plane.stop();
    await this.#store.close();
  }

  async close(): Promise<void> {
    await this.#stop();
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  }

  readonly get = (path: string, headers?: Record<string, string>) =>
    this.call('GET', path, undefined, headers);
  readonly put = (path: string, body: unknown) => this.call('PUT', path, body);
  readonly post = (path: string, body: unknown) => this.call('POST', path, body);
  readonly delete = (path: string) => this.call('DELETE', path);

  /** Waits, commit by commit and message by message to the agents, until it is so. */
  async until(holds: () => boolean, withinMs = 10_000): Promise<void> {
    if (holds()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`It did not come about: ${holds}`)), withinMs);
    const look = () => {
      if (holds()) resolve();
    };
    const unsubscribe = this.plane.subscribe(this.plane.view.revision, look);
    this.#looks.add(look);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#looks.delete(look);
      unsubscribe?.();
    }
  }

  /** Until no Marathon deployment is under way. */
  async settled(): Promise<void> {
    const isMoving = () =>
      [...this.plane.view.all('deployments')].some(
        ({ annotations, deletingAtMs }) =>
          'gantry.local/marathon-deployment' in annotations || deletingAtMs !== null,
      ) ||
      [...this.plane.view.all('rollouts')].some(
        ({ endedAtMs, outcome }) => endedAtMs === null && outcome !== 'paused',
      );
    await this.until(() => !isMoving());
  }

  async deploy(app: object): Promise<Reply> {
    const reply = await this.post('/v2/apps', app);
    await this.settled();
    return reply;
  }
}
