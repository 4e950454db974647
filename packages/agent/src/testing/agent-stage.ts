import type { Assignment, TaskId, TaskReport, Template } from '@gantry/model';
import type { RuntimeDriver } from '@gantry/runtime';
import { Agent, type AgentOptions } from '../agent.ts';
import { silentLog } from '../agent-log.ts';
import type { Identity } from '../identity.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import type { ProbeOutcome } from '../probe-state.ts';
import type { Dialer } from '../prober.ts';
import { aHash, aNodeDescription, aTaskId } from './builders.ts';
import { aWelcome, ScriptedControl } from './scripted-control.ts';
import { ScriptedDriver } from './scripted-driver.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A whole agent in virtual time, with both ends of it in the test's hands: its control plane and its runtime. */
export class AgentStage {
  readonly clock = new VirtualClock();
  readonly driver = new ScriptedDriver(this.clock);
  readonly control = new ScriptedControl();
  readonly journal = new MemoryJournal();
  readonly #over: Partial<AgentOptions>;
  readonly #drivers: (clock: VirtualClock) => RuntimeDriver[];
  /** What programs answer when they are asked over the network. */
  answer: (what: string) => ProbeOutcome = () => ({ result: 'success', message: 'ok' });
  agent: Agent;
  bootId = 'boot-1';
  #identity: Identity | null = null;
  #revision = 1;

  /** @param drivers made anew for each agent; without them it gets the scripted one. */
  constructor(over: Partial<AgentOptions> = {}, drivers?: (clock: VirtualClock) => RuntimeDriver[]) {
    this.#over = over;
    this.#drivers = drivers ?? (() => [this.driver]);
    this.agent = this.#makeAgent();
  }

  async start(): Promise<void> {
    void this.agent.start();
    await this.clock.settle();
    await this.clock.settle();
    this.control.open();
  }

  /** Starts and is welcomed with these assignments. */
  async run(assignments: Assignment[] = [], template?: Template): Promise<void> {
    await this.start();
    await this.welcome(assignments, template);
  }

  async welcome(assignments: Assignment[], template?: Template): Promise<void> {
    const templates = template ? { [aHash]: template } : {};
    this.control.say(aWelcome({ key: 'k', assignments, templates, revision: this.#revision }));
    await this.settle();
  }

  async assign(assignments: Assignment[], template?: Template, forget: TaskId[] = []): Promise<void> {
    this.#revision += 1;
    const templates = template ? { [aHash]: template } : {};
    this.control.say({ type: 'assign', revision: this.#revision, assignments, forget, templates });
    await this.settle();
  }

  /** Lets everything happen that needs no time, with each report acknowledged. */
  async settle(): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      await this.clock.settle();
      this.#acknowledge();
    }
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await this.settle();
  }

  /** As kill -9 and a new start: nothing is said or saved any more, and what was on its way is lost. */
  async restart(): Promise<void> {
    await this.agent.stop();
    this.control.drop();
    this.agent = this.#makeAgent();
    await this.start();
  }

  /** Everything told of the task, in order. */
  reports(taskId: TaskId = aTaskId): TaskReport[] {
    return this.control.said
      .flatMap((said) => (said.type === 'report' || said.type === 'hello' ? said.tasks : []))
      .filter((report) => report.taskId === taskId);
  }

  last(taskId: TaskId = aTaskId): TaskReport {
    return this.reports(taskId).at(-1)!;
  }

  /** `state reason` of each different report. */
  states(taskId: TaskId = aTaskId): string[] {
    const all = this.reports(taskId).map(({ state, reason, ready }) =>
      `${state} ${ready ? 'ready' : reason}`.trim(),
    );
    return all.filter((state, index) => state !== all[index - 1]);
  }

  #acknowledge(): void {
    const sequence = this.control.all('report').at(-1)?.sequence;
    if (sequence !== undefined) this.control.say({ type: 'ack', sequence });
  }

  #makeAgent(): Agent {
    const dialer: Dialer = {
      http: async ({ url }) => this.answer(url.href),
      tcp: async ({ host, port }) => this.answer(`${host}:${port}`),
      grpc: async ({ host, port, service }) => this.answer(`${host}:${port} ${service}`),
    };
    const { runtimes: _runtimes, ...node } = aNodeDescription();
    return new Agent({
      clock: this.clock,
      log: silentLog,
      transport: this.control,
      identity: {
        load: async () => this.#identity,
        save: async (identity) => {
          this.#identity = identity;
        },
      },
      joinToken: 'join-me',
      journal: this.journal,
      volumes: {
        prepare: async ({ template }) => template.containers.map(() => []),
        removeSecrets: async () => {},
        storageDrivers: async () => ['local'],
        removeVolume: async () => {},
        remove: async () => {},
      },
      dialer,
      isPortFree: null,
      drivers: this.#drivers(this.clock),
      network: null,
      node,
      bootId: this.bootId,
      ...this.#over,
    });
  }
}

/** Kept as text, so that nothing in it is shared with the agent that wrote it. */
class MemoryJournal implements Journal {
  readonly entries = new Map<TaskId, string>();

  async load(): Promise<JournalEntry[]> {
    return [...this.entries.values()].map((text) => JSON.parse(text) as JournalEntry);
  }

  save(entry: JournalEntry): void {
    this.entries.set(entry.assignment.taskId, JSON.stringify(entry));
  }

  remove(taskId: TaskId): void {
    this.entries.delete(taskId);
  }

  async flush(): Promise<void> {}
}
