import {
  createReplica,
  type Engine,
  type EngineAnswer,
  type EngineInput,
  emptySnapshot,
  type Replica,
  type StepInput,
  type StepResult,
  type View,
} from '@gantry/engine';
import {
  type Change,
  type Command,
  type CommandId,
  type CommandReply,
  type Commit,
  err,
  hasEnded,
  type NodeId,
  type NodeRecord,
  ok,
  type Rejection,
  type Result,
  rejection,
  type Snapshot,
  type TaskId,
  type TaskReport,
} from '@gantry/model';
import { aTask, aTemplate, hashOne } from './builders.ts';

/**
 * An engine small enough to see through, for tests of what hosts it: it keeps every promise of the port, but what it
 * decides is next to nothing. `namespace.save` keeps a name (`boom` throws), `deployment.scale` puts that many tasks on
 * the nodes in turn, `task.kill` stops one, `deployment.delete` drops the records of ended tasks.
 */
export class TinyEngine implements Engine {
  readonly #replica: Replica;
  readonly view: View;
  /** What the next steps shall say besides: set by a test. */
  wakeAtMs: number | null = null;
  moreSteps = 0;
  readonly steps: StepInput[] = [];
  #draft: Commit | null = null;
  #isOpen = false;

  constructor(snapshot: Snapshot = emptySnapshot()) {
    this.#replica = createReplica(snapshot);
    this.view = this.#replica.view;
  }

  step(input: StepInput): StepResult {
    if (this.#isOpen) throw new Error('The last step was neither adopted nor discarded.');
    this.#isOpen = true;
    this.steps.push(input);
    const draft = { revision: this.view.revision + 1, changes: [] as Change[] };
    const answers = input.inputs.map((one) => this.#decide(one, draft));
    const more = this.moreSteps > 0;
    if (more) {
      this.moreSteps -= 1;
      draft.changes.push(namespaceChange(`more-${this.moreSteps}`, input.nowMs));
    }
    this.#draft = draft.changes.length > 0 ? { ...draft, atMs: input.nowMs } : null;
    return { commit: this.#draft, answers, wakeAtMs: this.wakeAtMs, more };
  }

  adopt(): void {
    if (this.#draft !== null) this.#replica.apply(this.#draft);
    this.discard();
  }

  discard(): void {
    this.#draft = null;
    this.#isOpen = false;
  }

  ladder(): never {
    throw new Error('The tiny engine offers nothing.');
  }

  whyNot(): never {
    throw new Error('The tiny engine places nothing.');
  }

  refusedBy(): never {
    throw new Error('The tiny engine places nothing.');
  }

  holes(): never {
    throw new Error('The tiny engine places nothing.');
  }

  largerHole(): never {
    throw new Error('The tiny engine places nothing.');
  }

  plan(): never {
    throw new Error('The tiny engine has no plans.');
  }

  snapshot(): Snapshot {
    return this.#replica.snapshot();
  }

  #decide(input: EngineInput, draft: { revision: number; changes: Change[] }): EngineAnswer | null {
    switch (input.kind) {
      case 'command':
        return { kind: 'command', result: this.#command(input.command, input.commandId, draft) };
      case 'register':
        return this.#register(input, draft);
      case 'report':
        this.#report(input.tasks, draft.changes);
        return null;
      default:
        return null;
    }
  }

  #command(
    command: Command,
    commandId: CommandId,
    draft: { revision: number; changes: Change[] },
  ): Result<CommandReply, Rejection> {
    const justNow = draft.changes.find(({ table, key }) => table === 'accepted' && key === commandId);
    const known = justNow?.table === 'accepted' ? justNow.value : this.view.get('accepted', commandId);
    if (known) return ok(known.reply as CommandReply);
    const changes = this.#changesOf(command);
    if (changes === null) return err(rejection('not_found', 'There is no such thing.'));
    const { revision } = draft;
    const reply = {
      object: command.type,
      revision,
      deploymentRevision: null,
      changed: true,
      message: '',
      intent: null,
    };
    const record = { id: commandId, atMs: 0, actor: '', type: command.type, summary: '', reply };
    draft.changes.push(...changes, { table: 'accepted', key: commandId, value: record });
    return ok(reply);
  }

  #changesOf(command: Command): Change[] | null {
    switch (command.type) {
      case 'namespace.save':
        if (command.name === 'boom') throw new Error('boom');
        return [namespaceChange(command.name, 0)];
      case 'deployment.scale':
        return this.#scale(command.name, command.replicas);
      case 'task.kill':
        return this.#kill(command.task);
      case 'deployment.delete':
        return this.#dropEnded();
      case 'node.remove':
        return [{ table: 'nodes', key: command.node, value: null }];
      default:
        return null;
    }
  }

  #scale(name: string, replicas: number): Change[] {
    const nodes = [...this.view.all('nodes')];
    const template: Change = {
      table: 'templates',
      key: hashOne,
      value: { hash: hashOne, template: aTemplate() },
    };
    const tasks = Array.from({ length: replicas }, (_, index): Change => {
      const id = `t-${name}-${index}` as TaskId;
      const nodeId = nodes[index % nodes.length]?.id ?? null;
      const value = this.view.get('tasks', id) ?? aTask({ id, name: `${name}-${index}`, nodeId });
      return { table: 'tasks', key: id, value };
    });
    return [template, ...tasks];
  }

  #kill(taskId: TaskId): Change[] | null {
    const task = this.view.get('tasks', taskId);
    return task ? [{ table: 'tasks', key: taskId, value: { ...task, desired: 'stopped' } }] : null;
  }

  #dropEnded(): Change[] {
    const ended = [...this.view.all('tasks')].filter(({ state }) => hasEnded(state));
    return ended.map(({ id }) => ({ table: 'tasks', key: id, value: null }));
  }

  #register(
    input: Extract<EngineInput, { kind: 'register' }>,
    draft: { revision: number; changes: Change[] },
  ): EngineAnswer {
    const nodeId = input.nodeId ?? (`n${draft.revision}-${draft.changes.length}` as NodeId);
    const session = (this.view.get('nodes', nodeId)?.session ?? 0) + 1;
    const value: NodeRecord = {
      ...{ ...input.node, id: nodeId, session },
      ...{ annotations: {}, taints: [], status: 'ready', statusReason: '', cordoned: false, drain: null },
      ...{ registeredAtMs: 0, statusChangedAtMs: 0 },
    };
    draft.changes.push({ table: 'nodes', key: nodeId, value });
    this.#report(input.tasks, draft.changes);
    return { kind: 'register', nodeId, session };
  }

  #report(tasks: readonly TaskReport[], changes: Change[]): void {
    for (const { taskId, state, ready } of tasks) {
      const task = this.view.get('tasks', taskId);
      if (task !== undefined && (task.state !== state || task.ready !== ready)) {
        changes.push({ table: 'tasks', key: taskId, value: { ...task, state, ready } });
      }
    }
  }
}

function namespaceChange(name: string, createdAtMs: number): Change {
  const value = { name, labels: {}, annotations: {}, createdAtMs, deletingAtMs: null };
  return { table: 'namespaces', key: name, value };
}
