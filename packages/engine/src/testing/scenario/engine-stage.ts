import { type CommandId, hasEnded, type TaskState, tableNames } from '@gantry/model';
import { createReplica } from '../../state/replica.ts';
import { emptySnapshot } from '../../state/state.ts';
import { aReport, person } from '../cluster.ts';
import type { Account } from './account.ts';
import { actOfLine } from './act-of-line.ts';
import { machineOf } from './machine-of.ts';
import type { PlayedCluster } from './played-cluster.ts';
import { parseDurationMs, parseWords, type Words } from './transcript.ts';

/** Lines of a scenario that are about the engine itself: what it holds, when it wakes, what it is told and by whom. */
export class EngineStage {
  readonly #played: PlayedCluster;
  readonly #account: Account;
  readonly #startMs: number;

  constructor(played: PlayedCluster, account: Account) {
    this.#played = played;
    this.#account = account;
    this.#startMs = played.cluster.nowMs;
  }

  readonly #acts: Record<string, (of: Words) => void> = {
    reload: () => this.#played.reload(),
    bounds: ({ settings }) =>
      this.#played.reload(Object.fromEntries([...settings].map(([key, value]) => [key, Number(value)]))),
    stall: ({ words: [, duration = ''] }) => this.#played.stall(parseDurationMs(duration)),
    crowd: ({ words: [, count = ''], settings }) => this.#crowd(Number(count), settings),
    replica: () => this.#compareReplica(),
    next: () => this.#tellNext(),
    kept: () => this.#tellKept(),
    machines: () => this.#tellMachines(),
    frameworks: () => this.#tellFrameworks(),
    role: ({ words: [, name = ''], settings }) => this.#saveRole(name, Number(settings.get('weight'))),
    report: (of) => this.#report(of),
    events: ({ words: [, name = ''] }) => this.#tellEvents(name),
  };

  /** Whether the line was one of these. */
  run(line: string, of: Words): boolean {
    if (line.startsWith('discarded ')) {
      this.#discard(line.slice('discarded '.length));
      return true;
    }
    const act = this.#acts[of.words[0] ?? ''];
    act?.(of);
    return act !== undefined;
  }

  get #view() {
    return this.#played.cluster.view;
  }

  #tell(...lines: string[]): void {
    this.#account.lines.push(...lines.map((line) => this.#account.plain(line)));
  }

  #crowd(count: number, settings: ReadonlyMap<string, string>): void {
    for (let index = 1; index <= count; index += 1) this.#played.addNode(machineOf(`n${index}`, settings));
  }

  /** A step that is taken but never becomes durable. */
  #discard(line: string): void {
    const { engine, nowMs } = this.#played.cluster;
    const command = actOfLine(line, parseWords(line), this.#account);
    const before = JSON.stringify(engine.snapshot());
    const input = { kind: 'command', commandId: 'discarded' as CommandId, actor: person, command } as const;
    const { commit } = engine.step({ inputs: [input], nowMs });
    engine.discard();
    const left = JSON.stringify(engine.snapshot()) === before ? 'nothing is left' : 'something is left';
    this.#tell(`${commit?.changes.length ?? 0} changes, discarded: ${left}`);
  }

  #compareReplica(): void {
    const { engine, commits } = this.#played.cluster;
    const replica = createReplica(emptySnapshot());
    for (const commit of commits) replica.apply(commit);
    const differing = tableNames.filter((table) => {
      const [told, held] = [replica.view, engine.view].map((view) => [...view.all(table)]);
      return JSON.stringify(told) !== JSON.stringify(held);
    });
    const words = differing.length === 0 ? 'is the same' : `differs in ${differing.join()}`;
    this.#tell(`a replica that was fed every commit ${words}`);
  }

  #tellNext(): void {
    const { wakeAtMs } = this.#played.cluster;
    this.#tell(
      wakeAtMs === null
        ? 'time alone changes nothing'
        : `time alone changes something at ${(wakeAtMs - this.#startMs) / 1000}s`,
    );
  }

  #tellKept(): void {
    const tasks = [...this.#view.all('tasks')];
    const ended = tasks.filter(({ state }) => hasEnded(state)).length;
    const count = (table: 'deployments' | 'revisions' | 'templates' | 'rollouts' | 'offers' | 'accepted') =>
      this.#view.count(table);
    this.#tell(
      `${count('deployments')} deployments, ${count('revisions')} revisions, ${count('templates')} templates, ${count('rollouts')} rollouts, ${tasks.length - ended} live and ${ended} ended tasks, ${count('offers')} offers, ${count('accepted')} answers`,
    );
  }

  #tellMachines(): void {
    for (const node of this.#view.all('nodes')) {
      const labels = Object.entries(node.labels).map(([key, value]) => ` ${key}=${value}`);
      this.#tell(`  ${node.name} ${node.status}, ${node.resources.cpuMillis / 1000} cpu${labels.join('')}`);
    }
  }

  #tellFrameworks(): void {
    for (const { name, roles, kind } of this.#view.all('frameworks'))
      this.#tell(`  ${name} (${kind}) with the roles ${roles.join(', ')}`);
  }

  #saveRole(name: string, weight: number): void {
    const { cluster } = this.#played;
    cluster.accept({ type: 'role.save', name, weight, quotaGuarantee: null, quotaLimit: null });
  }

  /** `report r1.2 starting`, perhaps `from=b` or of an earlier `session`: what a late or wrong agent says of a task. */
  #report({ words: [, short = '', state], settings }: Words): void {
    const task = this.#account.taskNamed(short);
    const from = settings.get('from');
    const node = from === undefined ? this.#view.get('nodes', task.nodeId!) : this.#view.nodeByName(from);
    const session = node!.session - (settings.has('late') ? 1 : 0);
    const report = aReport(task, { state: state as TaskState });
    this.#played.cluster.step({ kind: 'report', nodeId: node!.id, session, tasks: [report] });
  }

  /** All that is told of a deployment, a node or a task. */
  #tellEvents(name: string): void {
    const full = /^r\d+\.\d+$/.test(name) ? this.#account.taskNamed(name).name : name;
    for (const { objectName, reason, count, message } of this.#view.all('events'))
      if (objectName === full) this.#tell(`  ${reason}${count > 1 ? ` (${count})` : ''}: ${message}`);
  }
}
