import type { Act, Command } from '@gantry/model';
import { person } from '../cluster.ts';
import { Account, countsOf } from './account.ts';
import { actOfLine } from './act-of-line.ts';
import { EngineStage } from './engine-stage.ts';
import { machineOf } from './machine-of.ts';
import { tellPlan } from './plan-account.ts';
import type { Behaviour } from './played-agent.ts';
import { wellBehaved } from './played-agent.ts';
import { PlayedCluster } from './played-cluster.ts';
import {
  formatBlock,
  formatTranscript,
  isCommand,
  parseDurationMs,
  parseTranscript,
  parseWords,
  type Words,
} from './transcript.ts';

/** Plays a scenario's commands and returns the whole text with what came of them. */
export function playScenario(text: string): string {
  const stage = new Stage();
  return formatTranscript(
    parseTranscript(text).map((block) => formatBlock(block, stage.play(block.input.filter(isCommand)))),
  );
}

class Stage {
  readonly #played: PlayedCluster;
  readonly #account: Account;
  readonly #engine: EngineStage;
  readonly #startMs: number;
  #commands = 0;
  #last: { command: Command; commandId: string } | null = null;

  constructor() {
    this.#played = new PlayedCluster((commit) => this.#account.add(commit, this.#elapsedMs));
    this.#account = new Account(() => this.#played.cluster.view);
    this.#engine = new EngineStage(this.#played, this.#account);
    this.#startMs = this.#played.cluster.nowMs;
  }

  get #elapsedMs(): number {
    return this.#played.cluster.nowMs - this.#startMs;
  }

  play(lines: readonly string[]): string[] {
    for (const line of lines) this.#run(line);
    return this.#account.lines.splice(0);
  }

  /** What is not a command to the engine: the cluster and its time. */
  readonly #stagecraft: Record<string, (of: Words) => void> = {
    nodes: ({ words, settings }) => this.#addNodes(words.slice(1), settings),
    image: ({ words: [, tag = ''], settings }) => {
      this.#played.behaviours.set(`web:${tag}`, behaviourOf(settings));
    },
    advance: ({ words: [, duration = ''] }) => this.#played.advance(parseDurationMs(duration)),
    silence: ({ words: [, node = ''] }) => this.#played.silence(node),
    hear: ({ words: [, node = ''], settings }) =>
      this.#played.hear(node, settings.size === 0 ? {} : machineOf(node, settings)),
    again: () => this.#again(),
    tasks: ({ words: [, name = ''] }) => this.#showTasks(name),
    show: ({ words: [, name = ''] }) => this.#show(name),
    why: ({ words: [, name = ''] }) => this.#explain(name),
    offers: () => this.#showOffers(),
  };

  #run(line: string): void {
    const of = parseWords(line);
    const act = this.#stagecraft[of.words[0] ?? ''];
    if (act) act(of);
    else if (this.#engine.run(line, of)) return;
    else if (line.startsWith('plan ')) this.#plan(line.slice('plan '.length));
    else if (line.startsWith('in ')) this.#place(line);
    else if (line === 'withdraw') this.#withdraw();
    else this.#command(actOfLine(line, of, this.#account));
  }

  #addNodes(names: readonly string[], settings: ReadonlyMap<string, string>): void {
    for (const name of names) this.#played.addNode(machineOf(name, settings));
  }

  /** `again`: the last command as a client sends it that did not hear the answer. */
  #again(): void {
    this.#say(this.#last!);
  }

  #command(command: Command): void {
    this.#commands += 1;
    this.#last = { command, commandId: `s${this.#commands}` };
    this.#say(this.#last);
  }

  #say({ command, commandId }: { command: Command; commandId: string }): void {
    const { lines } = this.#account;
    const before = lines.length;
    const result = this.#played.cluster.command(command, { commandId });
    const answer = result.ok
      ? `ok: ${result.value.message}`
      : `${result.error.code}: ${result.error.message}`;
    lines.splice(before, 0, this.#account.plain(answer));
  }

  /** `in 5s delete web`: the same after its undo window. `in 5s as planned scale web 3`: held to its plan. */
  #place(line: string): void {
    const [, window = '', planned, words = ''] = /^in (\S+) (as planned )?(.*)$/.exec(line) ?? [];
    const undoSeconds = parseDurationMs(window) / 1000;
    const act = actOfLine(words, parseWords(words), this.#account);
    const planHash = planned === undefined ? null : this.#hashOf(act);
    this.#command({
      type: 'intent.place',
      act: planHash === null ? act : ({ ...act, planHash } as Act),
      undoSeconds,
    });
  }

  #hashOf(act: Act): string | null {
    const { engine, nowMs } = this.#played.cluster;
    const plan = engine.plan(act, person, nowMs);
    return plan.ok ? plan.value.hash : null;
  }

  /** The newest intent. */
  #withdraw(): void {
    const intent = [...this.#played.cluster.view.all('intents')].at(-1)!;
    this.#command({ type: 'intent.withdraw', intent: intent.id });
  }

  /** What the command would do. */
  #plan(line: string): void {
    const { cluster } = this.#played;
    const plan = cluster.engine.plan(actOfLine(line, parseWords(line), this.#account), person, cluster.nowMs);
    this.#account.lines.push(...tellPlan(plan).map((told) => this.#account.plain(told)));
  }

  /** Why tasks have no place. */
  #explain(name: string): void {
    const waiting = this.#played.cluster.liveTasks(name).filter(({ unplaced }) => unplaced !== null);
    this.#account.lines.push(
      waiting.length === 0 ? 'all placed' : `${waiting.length} waiting: ${waiting[0]!.unplaced!.message}`,
    );
  }

  #showOffers(): void {
    const { view } = this.#played.cluster;
    for (const { nodeId, role, state, resources, taskIds } of view.all('offers')) {
      const node = view.get('nodes', nodeId)?.name;
      this.#account.lines.push(
        `  ${node} to ${role}: ${resources.cpuMillis / 1000} cpu free, ${state} for ${taskIds.length} ${taskIds.length === 1 ? 'task' : 'tasks'}`,
      );
    }
  }

  #showTasks(name: string): void {
    const { view } = this.#played.cluster;
    for (const task of this.#played.cluster.tasks(name)) {
      const node =
        task.nodeId === null ? 'no node' : (view.get('nodes', task.nodeId)?.name ?? 'a node that is gone');
      const failures = task.failuresInARow > 0 ? `, after ${task.failuresInARow} failures in a row` : '';
      const waits =
        task.notBeforeAtMs === null ? '' : `, not before ${(task.notBeforeAtMs - this.#startMs) / 1000}s`;
      this.#account.lines.push(
        this.#account.plain(
          `  ${task.name} ${task.state}${task.ready ? ' ready' : ''} on ${node}${failures}${waits}`,
        ),
      );
    }
  }

  /** Everything that is kept about a deployment's rollout. */
  #show(name: string): void {
    const { view } = this.#played.cluster;
    const deployment = view.deployment('default', name);
    if (!deployment) {
      this.#account.lines.push(`there is no deployment ${name}`);
      return;
    }
    const { lines } = this.#account;
    lines.push(
      `${name}  ${countsOf(view, deployment)}${deployment.paused ? `  paused: ${deployment.pauseReason}` : ''}`,
    );
    for (const { type, status, reason } of deployment.status.conditions)
      lines.push(`  ${type} ${status} ${reason}`);
    for (const one of view.revisionsOf(deployment.id)) {
      lines.push(
        `  revision ${one.number} by ${one.author}: ${one.cause}${one.restoredFrom === null ? '' : ` (as ${one.restoredFrom})`}`,
      );
    }
    for (const one of view.rolloutsOf(deployment.id)) {
      const bounds = `ready never below ${one.lowestReady}, in all at most ${one.highestTotal}`;
      lines.push(
        `  rollout to ${one.toRevision} ${one.outcome}, ${bounds}${one.message === '' ? '' : `: ${one.message}`}`,
      );
    }
  }
}

function behaviourOf(settings: ReadonlyMap<string, string>): Behaviour {
  const duration = (key: string) => {
    const text = settings.get(key);
    return text === undefined ? null : parseDurationMs(text);
  };
  const code = settings.get('exits');
  return {
    startsMs: duration('starts') ?? wellBehaved.startsMs,
    readyMs: settings.get('ready') === 'never' ? null : (duration('ready') ?? wellBehaved.readyMs),
    stopsMs: duration('stops') ?? wellBehaved.stopsMs,
    exits: code === undefined ? null : { code: Number(code), afterMs: duration('after') ?? 0 },
    probeFailsEveryMs: duration('probe-fails-every'),
    errorsEveryMs: duration('error-every'),
  };
}
