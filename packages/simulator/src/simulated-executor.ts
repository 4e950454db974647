import type { ExecutorDoor } from '@gantry/agent';
import type { SimulatedContainer, SimulatedNode } from '@gantry/runtime';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

export type FindVisitor = Parameters<ExecutorDoor['open']>[0];
type Visitor = Exclude<ReturnType<FindVisitor>, 'recovering' | null>;
type Call = Parameters<Visitor['receive']>[0];
type Status = Extract<Call, { type: 'UPDATE' }>['update']['status'];
type Sink = Parameters<Visitor['subscribe']>[1];

/** What an executor is told, as far as this one listens. */
type Told =
  | { type: 'LAUNCH'; launch: { task: { task_id: { value: string } } } }
  | { type: 'KILL'; kill: { task_id: { value: string } } }
  | { type: 'ACKNOWLEDGED'; acknowledged: { uuid: string } }
  | { type: 'SHUTDOWN' }
  | { type: 'SUBSCRIBED' | 'MESSAGE' };

/** Containers of this name are executors of frameworks' own. */
export const executorContainer = 'executor';

const knocksEveryMs = 1_000;
const onTheWayMs = 2;
const leavesRatio = 0.02;
const failsRatio = 0.2;

export interface SimulatedExecutorOptions {
  time: VirtualTime;
  random: Random;
  node: SimulatedNode;
  container: SimulatedContainer;
  /** Who it is, as its environment would tell it; null: not told yet. */
  who(): { id: string; frameworkId: string } | null;
  /** The door of the agent that is up; null: none is. */
  door(): FindVisitor | null;
}

/**
 * The program of an executor: it subscribes to whatever agent is up, carries tasks that end by themselves, and says each
 * thing until it is acknowledged. It lives as long as its container, and outlives agents.
 */
export class SimulatedExecutor {
  readonly #options: SimulatedExecutorOptions;
  /** Tasks whose end is not acknowledged. */
  readonly #tasks = new Set<string>();
  readonly #running = new Set<string>();
  #unacknowledged: Status[] = [];
  #link: { visitor: Visitor; sink: Sink } | null = null;

  constructor(options: SimulatedExecutorOptions) {
    this.#options = options;
    this.#live();
  }

  get #isAlive(): boolean {
    return this.#options.container.observed.state === 'running';
  }

  /** Knocks while it is not connected, and loses its connection now and then. */
  #live(): void {
    const { time, random } = this.#options;
    if (!this.#isAlive || random.chance(leavesRatio)) this.#leave();
    else if (this.#link === null) this.#knock();
    if (this.#isAlive) time.after(knocksEveryMs, () => this.#live());
  }

  #knock(): void {
    const who = this.#options.who();
    const door = this.#options.door();
    if (who === null || door === null) return;
    const visitor = door(who.frameworkId, who.id);
    if (visitor === 'recovering') return;
    // Sent away, it ends, as those of the SDK do.
    if (visitor === null) {
      this.#options.node.end(this.#options.container, 1);
      return;
    }
    const sink: Sink = {
      send: (event) => void this.#options.time.after(onTheWayMs, () => this.#hear(sink, event as Told)),
      end: () => {
        if (this.#link?.sink === sink) this.#link = null;
      },
    };
    this.#link = { visitor, sink };
    const unacknowledged_tasks = [...this.#tasks].map((value) => ({ task_id: { value } }));
    const unacknowledged_updates = this.#unacknowledged.map((status) => ({ status }));
    const subscribe = { unacknowledged_tasks, unacknowledged_updates };
    visitor.subscribe({ type: 'SUBSCRIBE', ...this.#names(), subscribe }, sink);
  }

  #leave(): void {
    const link = this.#link;
    this.#link = null;
    link?.visitor.left(link.sink);
  }

  #names() {
    const { id = '', frameworkId = '' } = this.#options.who() ?? {};
    return { executor_id: { value: id }, framework_id: { value: frameworkId } };
  }

  /** What was on its way when the connection broke never came. */
  #hear(sink: Sink, told: Told): void {
    if (!this.#isAlive || this.#link?.sink !== sink) return;
    if (told.type === 'LAUNCH') this.#launch(told.launch.task.task_id.value);
    if (told.type === 'KILL') this.#end(told.kill.task_id.value, 'TASK_KILLED');
    if (told.type === 'ACKNOWLEDGED') this.#forget(told.acknowledged.uuid);
    if (told.type === 'SHUTDOWN') this.#options.node.end(this.#options.container, 0);
  }

  #launch(task: string): void {
    const { time, random } = this.#options;
    if (this.#tasks.has(task)) throw new Error(`${task} was handed to its executor twice.`);
    this.#tasks.add(task);
    this.#running.add(task);
    this.#say(task, 'TASK_RUNNING');
    const how = random.chance(failsRatio) ? 'TASK_FAILED' : 'TASK_FINISHED';
    time.after(random.between(0, 30_000), () => this.#end(task, how));
  }

  #end(task: string, state: Status['state']): void {
    if (this.#isAlive && this.#running.delete(task)) this.#say(task, state);
  }

  #say(task: string, state: Status['state']): void {
    const bytes = Array.from({ length: 16 }, () => this.#options.random.between(0, 255));
    const uuid = Buffer.from(bytes).toString('base64');
    const status: Status = { task_id: { value: task }, state, source: 'SOURCE_EXECUTOR', uuid };
    this.#unacknowledged.push(status);
    this.#link?.visitor.receive({ type: 'UPDATE', ...this.#names(), update: { status } });
  }

  #forget(uuid: string): void {
    const status = this.#unacknowledged.find((one) => one.uuid === uuid);
    this.#unacknowledged = this.#unacknowledged.filter((one) => one !== status);
    const task = status?.task_id.value;
    if (task === undefined || this.#running.has(task)) return;
    if (!this.#unacknowledged.some(({ task_id }) => task_id.value === task)) this.#tasks.delete(task);
  }
}
