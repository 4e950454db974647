import type { ControlPlaneHost } from '@gantry/controlplane';
import {
  type Actor,
  type Command,
  type CommandReply,
  type FrameworkId,
  hasEnded,
  type Launch,
  type OfferRecord,
  parseDeployment,
  type TaskId,
  type TaskRecord,
  type Template,
} from '@gantry/model';
import type { Random } from './random.ts';
import { executorContainer } from './simulated-executor.ts';

const actor: Actor = { name: 'outsider', via: 'mesos' };

/**
 * A scheduler from outside: it takes offers or leaves them, loses its connection and comes back, kills what it began,
 * and forgets to answer. It only knows what the view shows, as one does that reads its stream.
 */
export class Outsider {
  readonly #random: Random;
  readonly #name: string;
  #framework: FrameworkId | null = null;
  #launches = 0;

  constructor(random: Random, name: string) {
    this.#random = random;
    this.#name = name;
  }

  async act(host: ControlPlaneHost): Promise<CommandReply | null> {
    const command = this.#choose(host);
    const result = await host.submit(command, actor).catch(() => null);
    if (result === null || !result.ok) {
      // Removed while it was away: it begins anew.
      if (result !== null && command.type === 'framework.subscribe') this.#framework = null;
      return null;
    }
    if (command.type === 'framework.subscribe') this.#framework = result.value.object as FrameworkId;
    return result.value;
  }

  /** It goes for good, and its tasks with it. */
  async leave(host: ControlPlaneHost): Promise<void> {
    for (const { id, kind } of [...host.view.all('frameworks')]) {
      if (kind === 'mesos')
        await host.submit({ type: 'framework.remove', framework: id, reason: 'over' }, actor);
    }
    this.#framework = null;
  }

  #choose(host: ControlPlaneHost): Command {
    const random = this.#random;
    const framework = this.#framework;
    const record = framework === null ? undefined : host.view.get('frameworks', framework);
    if (framework === null || !record?.connected || random.chance(0.05)) return this.#subscribe();
    const offers = [...host.view.all('offers')].filter(
      (offer) => offer.frameworkId === framework && offer.state === 'outstanding',
    );
    const tasks = [...host.view.all('tasks')].filter((task) => task.frameworkId === framework);
    const ended = tasks.filter(({ state }) => hasEnded(state)).map(({ id }) => id);
    const live = tasks.filter(({ state }) => !hasEnded(state)).map(({ id }) => id);
    const told = tasks.filter(({ update }) => update != null);
    if (told.length > 0 && random.chance(0.7)) return this.#heard(framework, random.pick(told));
    if (offers.length > 0 && random.chance(0.7)) return this.#answer(framework, random.pick(offers));
    return random.pick<() => Command>([
      () => ({ type: 'framework.revive', framework, roles: [] }),
      () => ({ type: 'framework.suppress', framework, roles: [] }),
      () => ({ type: 'framework.revive', framework, roles: [] }),
      () => ({ type: 'framework.disconnect', framework }),
      () => this.#acknowledge(framework, ended),
      () => this.#kill(framework, live),
    ])();
  }

  #subscribe(): Command {
    return {
      type: 'framework.subscribe',
      framework: this.#framework,
      ...{ name: this.#name, user: 'root', roles: [this.#name], suppressedRoles: [], principal: '' },
      ...{
        capabilities: [],
        failoverTimeoutMs: this.#random.pick([0, 20_000, 300_000]),
        webuiUrl: '',
        hostname: '',
      },
    };
  }

  #answer(framework: FrameworkId, { id, resources }: OfferRecord): Command {
    const random = this.#random;
    const refuseSeconds = random.between(0, 20);
    if (random.chance(0.3)) return { type: 'offer.decline', framework, offers: [id], refuseSeconds };
    const most = Math.floor(resources.cpuMillis / 300);
    // Sometimes more than there is: refused as a whole.
    const count = random.between(0, Math.min(4, most + (random.chance(0.1) ? 20 : 0)));
    const launches = Array.from({ length: count }, () => this.#launch());
    return { type: 'offer.accept', framework, offers: [id], launches, refuseSeconds };
  }

  #launch(): Launch {
    const random = this.#random;
    const life = random.chance(0.5) ? ['exit=0', `after-ms=${random.between(0, 60_000)}`] : [];
    const name = `task-${++this.#launches}`;
    const launch = {
      ...{ name, labels: {}, frameworkData: JSON.stringify({ task_info: { task_id: { value: name } } }) },
      template: templateOf('main', ['simulate', `start-ms=${random.between(0, 500)}`, ...life]),
    };
    if (random.chance(0.5)) return { ...launch, group: null, executor: this.#executor() };
    return { ...launch, group: random.chance(0.2) ? `group-${random.between(1, 3)}` : null };
  }

  /** An executor of its own: one that is there already carries this task as well. Some die in the middle. */
  #executor(): NonNullable<Launch['executor']> {
    const random = this.#random;
    const id = `executor-${random.between(1, 2)}`;
    const death = random.chance(0.2) ? ['exit=1', `after-ms=${random.between(1_000, 40_000)}`] : [];
    const command = ['simulate', `start-ms=${random.between(0, 800)}`, ...death];
    const data = { executor_info: { executor_id: { value: id } }, framework_info: {}, agent_info: {} };
    return {
      ...{ id, name: id, frameworkData: JSON.stringify(data) },
      template: templateOf(executorContainer, command),
    };
  }

  /** What an executor said of a task has arrived. */
  #heard(framework: FrameworkId, { id: task, update }: TaskRecord): Command {
    return {
      type: 'framework.acknowledge',
      framework,
      task,
      ...(update == null ? {} : { uuid: update.uuid }),
    };
  }

  #acknowledge(framework: FrameworkId, ended: readonly TaskId[]): Command {
    const [task] = ended;
    if (task === undefined) return { type: 'framework.revive', framework, roles: [] };
    return { type: 'framework.acknowledge', framework, task };
  }

  #kill(framework: FrameworkId, live: readonly TaskId[]): Command {
    if (live.length === 0) return { type: 'framework.revive', framework, roles: [] };
    return { type: 'task.kill', task: this.#random.pick(live), graceSeconds: null, reason: 'outside' };
  }
}

function templateOf(name: string, command: readonly string[]): Template {
  const resources = { requests: { cpu: '300m', memory: '64Mi' } };
  const container = { name, image: 'outside:1', command, resources };
  const parsed = parseDeployment({ name: 'x', runtime: 'simulated', template: { containers: [container] } });
  if (!parsed.ok) throw new Error(parsed.error.message);
  return { ...parsed.value.template, labels: {} };
}
