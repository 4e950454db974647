import type { EventRecord, NodeRecord, RevisionRecord, TaskRecord } from '@gantry/model';
import { exitSentence } from '../../shared/exit-sentence.ts';

/** One link of the chain: what it was, and where more of it is to be seen. */
export interface Cause {
  text: string;
  /** Who or what the chain ends in: a person, a rule of the cluster, a machine, the program itself. */
  end?: 'person' | 'cluster' | 'machine' | 'program';
  revision?: number;
  node?: string;
  container?: string;
  atMs: number | null;
}

export interface ChainFacts {
  task: TaskRecord;
  node: Pick<NodeRecord, 'name' | 'statusReason' | 'drain'> | undefined;
  /** Of the task's deployment. */
  revisions: readonly RevisionRecord[];
  /** About the deployment and the node. */
  events: readonly EventRecord[];
}

/** Acts of the control plane itself bear this name. */
const engine = 'engine';

/** From how a container is now back to whoever or whatever it comes from, the newest link first. */
export function causeChain(facts: ChainFacts): Cause[] {
  const { task } = facts;
  const why = whyNow(facts);
  // What somebody did to it says all; how it came to be is another story.
  if (why.some(({ end }) => end === 'person')) return why;
  // One that waits for a node was not started yet.
  const wasStarted = why.length > 0 && task.replaces === null && task.assignedAtMs !== null;
  return [...why, ...whyThere(facts, wasStarted)];
}

/** Why it ended or is about to; nothing while it simply runs. */
function whyNow(facts: ChainFacts): Cause[] {
  const { task, node } = facts;
  const atMs = task.finishedAtMs ?? task.stopRequestedAtMs;
  if (task.state === 'lost' || task.reason === 'NodeUnreachable') return [lost(task, node)];
  if (task.desired === 'stopped')
    return [stopped(task, atMs), ...whyStopped(facts, atMs ?? task.createdAtMs)];
  if (task.state === 'failed') return [failed(task)];
  if (task.state === 'succeeded') return [{ text: 'it finished', atMs }];
  if (task.unplaced !== null) return [{ text: task.unplaced.message, end: 'cluster', atMs: null }];
  return [];
}

function lost({ finishedAtMs }: TaskRecord, node: ChainFacts['node']): Cause {
  const name = node?.name ?? 'its node';
  const reason = node?.statusReason ? `: ${node.statusReason}` : '';
  return {
    text: `${name} was not heard of${reason}`,
    end: 'machine',
    ...(node && { node: node.name }),
    atMs: finishedAtMs,
  };
}

function failed({ containers, message, finishedAtMs }: TaskRecord): Cause {
  const exited = containers.find((one) => one.state === 'exited' && one.exitCode !== 0);
  const how = exited ? exitSentence(exited) : '';
  return { text: how === '' ? message || 'it failed' : how, end: 'program', atMs: finishedAtMs };
}

function stopped({ containers, state }: TaskRecord, atMs: number | null): Cause {
  const exited = containers.map(exitSentence).find((sentence) => sentence !== '');
  const verb = state === 'stopping' || state === 'running' ? 'it is being stopped' : 'it was stopped';
  return { text: exited === undefined ? verb : `${verb}, ${exited}`, atMs };
}

function whyStopped({ task, revisions, events, node }: ChainFacts, atMs: number): Cause[] {
  switch (task.reason) {
    case 'Superseded': {
      const by = revisions
        .filter(({ number, createdAtMs }) => number > task.revision && createdAtMs <= atMs)
        .reduce<RevisionRecord | null>(
          (newest, one) => (one.number > (newest?.number ?? 0) ? one : newest),
          null,
        );
      return by === null
        ? [{ text: task.message, end: 'cluster', atMs }]
        : madeBy(by, `r${by.number} took over`);
    }
    case 'Scaled':
      return [byWhom(events, 'Scaled', atMs, 'it was scaled down')];
    case 'Drained':
      return [
        {
          ...byWhom(events, 'Draining', atMs, 'its node is being emptied'),
          ...(node && { node: node.name }),
        },
      ];
    case 'Deleted':
      return [byWhom(events, 'DeploymentDeleted', atMs, 'the deployment was deleted')];
    case 'Killed':
      return [{ text: withoutStop(task.message), end: 'person', atMs }];
    default:
      return [{ text: withoutStop(task.message) || task.reason, end: 'cluster', atMs }];
  }
}

const withoutStop = (sentence: string) => sentence.replace(/\.$/, '');

function byWhom(events: readonly EventRecord[], reason: string, atMs: number, what: string): Cause {
  const told = events
    .filter((event) => event.reason === reason && event.firstAtMs <= atMs)
    .reduce<EventRecord | null>(
      (newest, one) => (one.lastAtMs > (newest?.lastAtMs ?? 0) ? one : newest),
      null,
    );
  if (told === null) return { text: what, end: 'cluster', atMs };
  const text = `${withoutStop(told.message)} (${told.actor})`;
  return { text, end: told.actor === engine ? 'cluster' : 'person', atMs: told.lastAtMs };
}

/** The revision, and who made it and why. */
function madeBy({ number, author, cause, restoredFrom, createdAtMs }: RevisionRecord, what: string): Cause[] {
  const why = cause || (restoredFrom === null ? 'a change of the template' : `it restored r${restoredFrom}`);
  return [
    { text: what, revision: number, atMs: createdAtMs },
    { text: `${why} by ${author}`, end: author === engine ? 'cluster' : 'person', atMs: createdAtMs },
  ];
}

/** How it came to be: in whose place, for which revision, and who made that. */
function whyThere({ task, node, revisions }: ChainFacts, wasStarted: boolean): Cause[] {
  const inPlace: Cause[] =
    task.replaces === null
      ? []
      : [{ text: `it took the place of ${task.replaces}`, container: task.replaces, atMs: task.createdAtMs }];
  const revision = revisions.find(({ number }) => number === task.revision);
  if (revision === undefined) return inPlace;
  const where = node === undefined ? '' : ` on ${node.name}`;
  const [first, ...rest] = madeBy(
    revision,
    `${wasStarted ? 'it was started' : 'it was made'}${where} for r${task.revision}`,
  );
  return [...inPlace, ...(first ? [first] : []), ...rest];
}
