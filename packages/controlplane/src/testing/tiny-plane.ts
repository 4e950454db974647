import type { EngineInput } from '@gantry/engine';
import type { Command, CommandReply, Rejection, Result, Snapshot } from '@gantry/model';
import { createMemoryDisk, createMemoryStore, type MemoryDisk, type Store } from '@gantry/store';
import { type ControlPlaneHost, createControlPlane } from '../control-plane.ts';
import { createMemoryNodeKeys, type NodeKeys, sameSecret } from '../node-keys.ts';
import { ada } from './builders.ts';
import { aHello, joinToken, ScriptedAgent } from './scripted-agent.ts';
import { TinyEngine } from './tiny-engine.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A control plane in virtual time over the tiny engine, with what a test needs to reach into it. */
export class TinyPlane {
  readonly clock = new VirtualClock();
  readonly keys: NodeKeys = createMemoryNodeKeys();
  readonly disk: MemoryDisk = createMemoryDisk();
  readonly fatal: unknown[] = [];
  store: Store = createMemoryStore(this.disk);
  plane!: ControlPlaneHost;
  engine!: TinyEngine;

  static async start(): Promise<TinyPlane> {
    const tiny = new TinyPlane();
    await tiny.restart();
    return tiny;
  }

  /** A new control plane over the same data, as after a crash: the old one is not asked. */
  async restart(): Promise<void> {
    await this.store.close();
    this.store = createMemoryStore(this.disk);
    this.plane = createControlPlane({
      store: this.store,
      createEngine: (snapshot: Snapshot) => {
        this.engine = new TinyEngine(snapshot);
        return this.engine;
      },
      agents: {
        openKeys: () => this.keys,
        isJoinToken: (token) => sameSecret(token, joinToken),
        leaseMs: 40_000,
        heartbeatMs: 5_000,
      },
      clock: this.clock,
      retention: { maxAgeMs: 3_600_000, maxCommits: 5 },
      onFatal: (error) => this.fatal.push(error),
    });
    await this.plane.start();
    await this.clock.settle();
  }

  async submit(command: Command): Promise<Result<CommandReply, Rejection>> {
    const [reply] = await Promise.all([this.plane.submit(command, ada), this.clock.settle()]);
    return reply;
  }

  /** So many tasks, `web-0` and on, over the nodes in turn. */
  async scale(replicas: number): Promise<void> {
    const scale = { type: 'deployment.scale', namespace: 'default', name: 'web', planHash: null } as const;
    await this.submit({ ...scale, replicas });
  }

  async connect(hello = aHello()): Promise<ScriptedAgent> {
    const agent = new ScriptedAgent();
    this.plane.connectAgent(agent);
    agent.say(hello);
    await this.clock.settle();
    return agent;
  }

  /** Everything of a kind that the engine has been given. */
  inputs<K extends EngineInput['kind']>(kind: K): Extract<EngineInput, { kind: K }>[] {
    return this.engine.steps
      .flatMap(({ inputs }) => inputs)
      .filter((input): input is Extract<EngineInput, { kind: K }> => input.kind === kind);
  }
}
