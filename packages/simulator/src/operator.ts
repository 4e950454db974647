import type { ControlPlaneHost } from '@gantry/controlplane';
import type { Act, Actor, Command, CommandReply, IntentId, NodeId } from '@gantry/model';
import type { Random } from './random.ts';
import { jobDeed, randomJob } from './random-job.ts';
import { type Apply, randomProgram } from './random-program.ts';

const actor: Actor = { name: 'operator', via: 'api' };
const names = ['web', 'api', 'cart'];
const jobNames = ['sum', 'train'];
const namespace = 'default';

/** The person of a simulation: asks for one thing after another, sensible or not, and remembers what was promised. */
export class Operator {
  readonly #random: Random;
  badVersionRatio: number;
  #version = 0;
  /** The newest revision that an answer promised to be durable. */
  promisedRevision = 0;

  constructor(random: Random, badVersionRatio: number) {
    this.#random = random;
    this.badVersionRatio = badVersionRatio;
  }

  async act(host: ControlPlaneHost): Promise<void> {
    const command = this.#random.chance(0.2) ? this.#chooseJob(host) : this.#now(host, this.#choose(host));
    const result = await host.submit(command, actor).catch(() => null);
    this.promise(result?.ok ? result.value : null);
  }

  /** Notes what an answer promised. */
  promise(reply: CommandReply | null): void {
    if (reply !== null) this.promisedRevision = Math.max(this.promisedRevision, reply.revision);
  }

  /**
   * Everything that could stand in the way of rest: pauses, drains, versions that cannot work, and nodes that no
   * machine is. An answer to a join that is lost leaves one of those, as the machine joins once more.
   */
  async tidyUp(host: ControlPlaneHost, machines: ReadonlySet<NodeId>): Promise<void> {
    this.badVersionRatio = 0;
    for (const { name } of [...host.view.all('jobs')])
      await host.submit({ type: 'job.delete', namespace, name, graceSeconds: null }, actor);
    await host.submit(this.#job('last'), actor);
    for (const intent of waitingIntents(host)) await host.submit({ type: 'intent.withdraw', intent }, actor);
    for (const { id: node } of [...host.view.all('nodes')]) {
      const type = machines.has(node) ? 'node.uncordon' : 'node.remove';
      await host.submit({ type, node }, actor);
    }
    for (const deployment of [...host.view.all('deployments')]) {
      if (deployment.deletingAtMs !== null) continue;
      if (deployment.paused)
        await host.submit({ type: 'deployment.resume', namespace, name: deployment.name }, actor);
      await host.submit({ ...this.#deploy(deployment.name), mode: 'update' }, actor);
    }
  }

  /** Some acts are looked at as a plan first, some wait for an undo window, and some of those are withdrawn in time. */
  #now(host: ControlPlaneHost, wish: Act): Command {
    const random = this.#random;
    const act = 'planHash' in wish && random.chance(0.3) ? this.#asPlanned(host, wish) : wish;
    const waiting = waitingIntents(host);
    if (waiting.length > 0 && random.chance(0.1))
      return { type: 'intent.withdraw', intent: random.pick(waiting) };
    if (random.chance(0.8)) return act;
    return { type: 'intent.place', act, undoSeconds: random.between(1, 10) };
  }

  #asPlanned(host: ControlPlaneHost, act: Act): Act {
    const plan = host.plan(act, actor);
    return plan.ok ? ({ ...act, planHash: plan.value.hash } as Act) : act;
  }

  #choose(host: ControlPlaneHost): Act {
    const random = this.#random;
    const name = random.pick(names);
    if (!host.view.deployment(namespace, name)) return this.#deploy(name);
    const named = { namespace, name };
    const planHash = null;
    const nodes = [...host.view.all('nodes')].map(({ id }) => id);
    const tasks = [...host.view.all('tasks')].map(({ id }) => id);
    const choices: (() => Act)[] = [
      () => ({ type: 'deployment.scale', ...named, planHash, replicas: random.between(0, 8) }),
      () => this.#deploy(name),
      () => this.#deploy(name),
      () => ({
        type: 'deployment.rollback',
        ...named,
        planHash,
        toRevision: null,
        replicas: null,
        cause: null,
      }),
      () => ({
        type: 'deployment.rollback',
        ...named,
        planHash,
        toRevision: random.between(1, 5),
        replicas: null,
        cause: null,
      }),
      () => ({ type: 'deployment.restart', ...named, planHash, cause: null }),
      () => ({ type: random.chance(0.3) ? 'deployment.pause' : 'deployment.resume', ...named }),
      () =>
        random.chance(0.5)
          ? { type: 'rollout.promote', ...named }
          : { type: 'rollout.abort', ...named, planHash: null },
      ...(random.chance(0.2)
        ? [(): Act => ({ type: 'deployment.delete', ...named, planHash, graceSeconds: null })]
        : []),
      ...(nodes.length > 0
        ? [
            (): Act => ({
              type: random.chance(0.5) ? 'node.cordon' : 'node.uncordon',
              node: random.pick(nodes),
            }),
            (): Act => ({
              type: 'node.drain',
              node: random.pick(nodes),
              planHash,
              deadlineSeconds: random.chance(0.5) ? 30 : null,
              force: random.chance(0.2),
            }),
          ]
        : []),
      ...(tasks.length > 0
        ? [
            (): Act => ({
              type: 'task.kill',
              task: random.pick(tasks),
              graceSeconds: null,
              reason: 'simulated',
            }),
          ]
        : []),
    ];
    return random.pick(choices)();
  }

  #chooseJob(host: ControlPlaneHost): Command {
    const name = this.#random.pick(jobNames);
    const isThere = host.view.job(namespace, name) !== undefined;
    return isThere && this.#random.chance(0.7) ? jobDeed(this.#random, name) : this.#job(name);
  }

  #job(name: string): Command {
    return randomJob(this.#random, { name, version: ++this.#version, badRatio: this.badVersionRatio });
  }

  #deploy(name: string): Apply {
    return randomProgram(this.#random, { name, version: ++this.#version, badRatio: this.badVersionRatio });
  }
}

function waitingIntents(host: ControlPlaneHost): IntentId[] {
  return [...host.view.all('intents')].filter(({ state }) => state === 'waiting').map(({ id }) => id);
}
